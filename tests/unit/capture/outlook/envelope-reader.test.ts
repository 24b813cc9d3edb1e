import { describe, expect, it } from 'vitest';
import { type AskOutcome, createEnvelopeReader } from '../../../../utils/capture/outlook/envelope-reader.ts';
import { idOf } from './fixtures.ts';

const hint = { mailbox: '', isExplicit: false };

function setUp(outcomes: AskOutcome[] = []) {
  const asked: Record<string, unknown>[] = [];
  const waits: number[] = [];
  const state = { mayRead: true, isVisible: true };
  const reader = createEnvelopeReader({
    mayRead: () => state.mayRead,
    isVisible: () => state.isVisible,
    ask: async (question) => {
      asked.push(question);
      return outcomes.shift() ?? 'read';
    },
    wait: async (ms) => void waits.push(ms),
    signal: new AbortController().signal,
  });
  return { reader, asked, waits, state };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('learning envelopes', () => {
  it('asks for many messages at once, and for each once', async () => {
    const { reader, asked } = setUp();
    const ids = Array.from({ length: 60 }, (_, n) => idOf(`n${n}x`));
    reader.wantItems(ids, hint);
    await settled();
    reader.wantItems(ids, hint);
    reader.wantConversation('c', hint);
    reader.wantConversation('c', hint);
    await settled();
    expect(asked.map(({ item }) => (Array.isArray(item) ? item.length : undefined))).toEqual([50, 10, undefined]);
    reader.wantConversation('c', hint, true);
    await settled();
    expect(asked).toHaveLength(4);
  });

  it('asks each alone after a batch has failed, and gives up on what keeps failing', async () => {
    const { reader, asked, waits } = setUp(Array.from({ length: 20 }, () => 'failed'));
    reader.wantItems([idOf('one'), idOf('two')], hint);
    await settled();
    expect(asked.map(({ item }) => (item as string[]).length)).toEqual([2, 1, 1, 1, 1, 1, 1]);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(5000);
    expect(reader.mayStillRead()).toBe(false);
  });

  it('keeps away for a while when the server asks for less', async () => {
    const { reader, waits } = setUp(['busy']);
    reader.wantItems([idOf('one')], hint);
    await settled();
    expect(waits).toEqual([60_000]);
  });

  it.each(['mayRead', 'isVisible'] as const)('asks nothing without %s, and goes on when told', async (what) => {
    const { reader, asked, state } = setUp();
    state[what] = false;
    reader.wantConversation('c', hint);
    await settled();
    expect(asked).toEqual([]);
    state[what] = true;
    reader.poke();
    await settled();
    expect(asked).toEqual([{ conversation: 'c' }]);
  });

  it('keeps mailboxes apart', async () => {
    const { reader, asked } = setUp();
    reader.wantConversation('first', hint);
    reader.wantItems([idOf('one')], hint);
    reader.wantItems([idOf('two')], { mailbox: 'sales@rep.example', isExplicit: true });
    await settled();
    expect(asked).toEqual([{ conversation: 'first' }, { item: [idOf('one')] }, { item: [idOf('two')] }]);
  });
});
