import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNT, BEA, conversation, idOf, ME, MS, message, record, removePages, start } from './adapter-page.ts';
import { until } from './framed-page.ts';

afterEach(removePages);

describe('Gmail adapter: reading', () => {
  const order = (ref: string) => ({ orderId: '1', site: 'gmail' as const, account: ACCOUNT, ref });

  it('reads the source of what is ordered', async () => {
    const { adapter, asked, end } = start('', { answer: () => new Response('Subject: x\r\n\r\nbody') });
    const result = await adapter.fetch(order(idOf(MS)), end.signal);
    expect(result).toMatchObject({ ok: true, message: { rung: 'raw' } });
    expect(asked[0]).toMatch(new RegExp(`ik=abc123&view=att&permmsgid=${idOf(MS)}&attid=0`));
  });

  it('reads nothing for another mailbox, nor by a name that is none', async () => {
    const { adapter, asked, end } = start('');
    expect(await adapter.fetch({ ...order(idOf(MS)), account: 'other@rep.example' }, end.signal)).toMatchObject({
      ok: false,
    });
    expect(await adapter.fetch(order('../evil?x'), end.signal)).toMatchObject({ ok: false });
    expect(asked).toEqual([]);
  });

  it('falls back to what the page shows, and keeps nothing that the page was given', async () => {
    const content = record({
      0: [ME],
      4: 'Asunto',
      5: [null, [[0, null, [null, '<b>dado</b>']]]],
      7: '<x@client.example>',
      16: MS,
    });
    const thread = idOf(MS).replace('msg', 'thread');
    const given = start('');
    const head = record({ 0: idOf(MS), 1: BEA, 2: MS, 3: ['^i'], 6: MS });
    const answer = [0, [[thread, [[thread, 'Asunto'], [head]], [[idOf(MS), content]]]]];
    given.frame('answer', 'sync-fd', JSON.stringify(answer));
    await until('it is noticed', () => given.notices.length > 0);
    expect(await given.adapter.fetch(order(idOf(MS)), given.end.signal)).toMatchObject({ ok: false });

    const inner = message(`data-message-id="#${idOf(MS)}"`, 'bea@client.example');
    const shown = start(conversation('a98 iY', inner, ''));
    expect(await shown.adapter.fetch(order(idOf(MS)), shown.end.signal)).toMatchObject({
      ok: true,
      message: { rung: 'dom', message: { subject: 'Asunto', html: '<p>texto</p>' } },
    });
  });
});
