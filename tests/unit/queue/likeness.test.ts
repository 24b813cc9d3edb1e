import { describe, expect, it } from 'vitest';
import { type LikenessFacts, toLikenessKey } from '../../../utils/queue/likeness.ts';

const facts = (overrides: Partial<LikenessFacts> = {}): LikenessFacts => ({
  site: 'outlook',
  account: 'ana@rep.example',
  threadRef: 'thread',
  from: { email: 'bea@client.example' },
  text: 'Buenos días,\n\n¿nos vemos? https://a.example/x',
  ...overrides,
});

describe('the likeness of a message', () => {
  it.each<[string, Partial<LikenessFacts>]>([
    ['blanks and lines', { text: '  Buenos   días, ¿nos vemos?' }],
    [
      'markup',
      {
        html: '<style>p{x}</style><p class="x_a">Buenos d&iacute;as,</p><div>&iquest;nos <a href="https://safe.example/y">vemos</a>?</div>',
      },
    ],
    ['the case of the sender', { from: { email: 'Bea@Client.example' } }],
  ])('does not change by %s', async (_, overrides) => {
    expect(await toLikenessKey(facts(overrides))).toBe(await toLikenessKey(facts()));
  });

  it.each<[string, Partial<LikenessFacts>]>([
    ['words', { text: 'Buenas tardes' }],
    ['scripts other than Latin', { text: 'Добрый день' }],
    ['senders', { from: { email: 'dora@client.example' } }],
    ['conversations', { threadRef: 'other' }],
    ['mailboxes', { account: 'eva@rep.example' }],
  ])('is another for other %s', async (_, overrides) => {
    expect(await toLikenessKey(facts(overrides))).not.toBe(await toLikenessKey(facts()));
  });

  it.each<[string, Partial<LikenessFacts>]>([
    ['a conversation', { threadRef: undefined }],
    ['a sender', { from: undefined }],
    ['a word', { text: ' … ' }],
  ])('is unknown without %s', async (_, overrides) => {
    expect(await toLikenessKey(facts(overrides))).toBeUndefined();
  });
});
