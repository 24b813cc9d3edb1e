import { describe, expect, it, vi } from 'vitest';
import { createFindSentCopy, type FindSentCopyDependencies } from '../../../../utils/capture/outlook/find-sent-copy.ts';
import { createMailIndex } from '../../../../utils/capture/outlook/mail-index.ts';
import type { Departed } from '../../../../utils/capture/outlook/outgoing.ts';
import type { MailItem } from '../../../../utils/capture/outlook/readers/mail-item.ts';
import { idOf, itemOf, people } from './fixtures.ts';

const AT = 1_772_442_000_000;
const hint = { mailbox: '', isExplicit: false };
const copy = (name: string, overrides: Partial<MailItem> = {}) =>
  itemOf(name, {
    from: { email: 'ana@rep.example' },
    to: people('bea@client.example'),
    subject: 'Oferta',
    sentMs: AT + 500,
    conversationId: 'c1',
    ...overrides,
  });
const departed = (overrides: Partial<Departed> = {}): Departed => ({
  picture: { subject: 'Oferta', to: people('bea@client.example') },
  hint,
  hasImmutableIds: false,
  at: AT,
  isSure: true,
  ...overrides,
});

/** A server that tells certain messages to certain questions, and time that passes only where somebody waits. */
function setUp(
  answers: (question: Record<string, unknown>, round: number) => MailItem[] = () => [],
  overrides: Partial<FindSentCopyDependencies> = {},
) {
  const index = createMailIndex();
  const asked: Record<string, unknown>[] = [];
  const found: string[] = [];
  const given: Departed[] = [];
  let time = AT;
  const learn = (items: MailItem[], isEnvelope = true) => {
    for (const item of items) index.learn(item, { hint, at: time, isEnvelope });
  };
  const finder = createFindSentCopy({
    index,
    mayRead: () => true,
    otherHints: () => [],
    ask: async (question) => {
      asked.push(question);
      learn(answers(question, asked.length), question.sentItems !== true);
    },
    wait: async (ms) => {
      time += ms;
      await Promise.resolve();
    },
    now: () => time,
    found: (id) => found.push(id),
    giveUp: (one) => given.push(one),
    signal: new AbortController().signal,
    ...overrides,
  });
  return { finder, index, asked, found, given, learn, passed: () => time - AT };
}
const settled = () => vi.waitFor(() => undefined).then(() => new Promise((resolve) => setTimeout(resolve, 20)));

describe('finding the copy of what has left', () => {
  it('asks by the id of the draft first, and is content with it once it is no draft', async () => {
    const { finder, asked, found } = setUp((_, round) => [copy('draft', { isDraft: round < 3 })]);
    finder.follow(departed({ draftId: idOf('draft'), hasImmutableIds: true }));
    await settled();
    expect(asked).toEqual([{ item: idOf('draft') }, { item: idOf('draft') }, { item: idOf('draft') }]);
    expect(found).toEqual([idOf('draft')]);
  });

  it('goes on to the conversation, then to Sent Items, and looks closer at rows that fit', async () => {
    const { finder, asked, found, index } = setUp((question) => {
      const { to, cc, ...row } = copy('copy', { folderId: 'sent' });
      const { to: _to, cc: _cc, ...other } = copy('other', { folderId: 'sent', subject: 'Otra', conversationId: 'c9' });
      if (question.sentItems === true) return [row, other];
      return Array.isArray(question.item) ? [{ ...row, to: to ?? people(), cc: cc ?? people() }] : [];
    });
    index.learnFolder('sent', 'sentitems');
    const picture = { ...departed().picture, conversationId: 'c1' };
    finder.follow(departed({ draftId: idOf('draft'), picture }));
    await settled();
    expect(asked).toEqual([
      { item: idOf('draft') },
      { conversation: 'c1' },
      { sentItems: true },
      { item: [idOf('copy')] },
    ]);
    expect(found).toEqual([idOf('copy')]);
  });

  it.each<[string, Partial<MailItem>]>([
    ['to somebody else', { to: people('dora@client.example') }],
    ['to more people', { to: people('bea@client.example', 'dora@client.example') }],
    ['about something else', { subject: 'Otra' }],
    ['of yesterday', { sentMs: AT - 86_400_000 }],
    ['that is a draft', { isDraft: true }],
  ])('takes no message %s', async (_, overrides) => {
    const { finder, found, given, passed } = setUp(() => [copy('wrong', overrides)]);
    finder.follow(departed({ picture: { ...departed().picture, conversationId: 'c1' } }));
    await settled();
    expect(found).toEqual([]);
    expect(given).toHaveLength(1);
    expect(passed()).toBeGreaterThan(110_000);
  });

  it('takes no message that was known before, and one copy for one message', async () => {
    const { finder, found, index, given } = setUp((_, round) =>
      round === 1 ? [copy('first')] : [copy('first'), copy('second')],
    );
    index.learn(copy('before', { sentMs: AT - 1000 }), { hint, at: AT - 1, isEnvelope: true });
    finder.follow(departed());
    await settled();
    finder.follow(departed());
    await settled();
    expect(found).toEqual([idOf('first'), idOf('second')]);
    expect(given).toEqual([]);
  });

  it('tells a message without a subject by its recipients', async () => {
    const { subject, conversationId, ...nameless } = copy('copy');
    const { finder, found } = setUp(() => [nameless]);
    finder.follow(departed({ picture: { to: people('bea@client.example') } }));
    await settled();
    expect(found).toEqual([idOf('copy')]);
  });

  it('looks among one’s own where a message sent for another mailbox is not kept there', async () => {
    const own = { mailbox: 'ana@rep.example', isExplicit: false };
    const asked: string[] = [];
    const { finder } = setUp(() => [], {
      otherHints: () => [own],
      ask: async (question, where) => void asked.push(`${Object.keys(question)[0]} ${where.mailbox}`),
    });
    await finder.look(departed({ hint: { mailbox: 'sales@rep.example', isExplicit: true } }));
    expect(asked).toEqual(['sentItems sales@rep.example', 'sentItems ana@rep.example']);
  });

  it('asks nothing where nothing may be asked, and still finds what the page itself loads', async () => {
    const { finder, asked, learn, found } = setUp(() => [], { mayRead: () => false });
    const left = departed();
    expect(await finder.look(left)).toBeUndefined();
    learn([copy('loaded')]);
    expect(await finder.look(left)).toBe(idOf('loaded'));
    expect(asked).toEqual([]);
    expect(found).toEqual([idOf('loaded')]);
  });

  it('leaves the copy to a message that was sent again after its first try had no answer', async () => {
    const { finder, given, found } = setUp(() => [copy('copy')]);
    finder.follow(departed({ isSure: false }));
    await settled();
    finder.follow(departed());
    await settled();
    expect(new Set(found)).toEqual(new Set([idOf('copy')]));
    expect(given).toEqual([]);
  });

  it('gives up in silence on what may never have left', async () => {
    const { finder, given } = setUp();
    finder.follow(departed({ isSure: false }));
    await settled();
    expect(given).toEqual([]);
  });

  it('finds what the server held back when its time has come', async () => {
    const { finder, found, passed } = setUp((question) => (question.item === idOf('later') ? [copy('later')] : []));
    finder.hold(departed({ draftId: idOf('later') }), AT + 7_200_000);
    await settled();
    expect(passed()).toBeGreaterThanOrEqual(7_200_000);
    expect(found).toEqual([idOf('later')]);
  });
});
