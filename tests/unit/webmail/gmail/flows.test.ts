import { describe, expect, it } from 'vitest';
import { createGmailStandIn, NoAnswer } from '../../../webmail/gmail/gmail-stand-in.ts';
import type { GmailStandInOptions } from '../../../webmail/gmail/options.ts';
import { firstReply, firstSave, labelChange, laterSave } from '../../../webmail/gmail/page/operations.ts';
import { at, textsAt } from '../../../webmail/gmail/page/wire.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import { createClock, createRandom, openPage, outgoing, REP, recordsIn, SENDING, START_MS, sample } from './client.ts';

const ID = outgoing().id;

async function setUp(options: GmailStandInOptions = {}) {
  const clock = createClock();
  const webmail = createGmailStandIn({ now: clock.now, random: createRandom(), ...options });
  return { clock, webmail, page: await openPage(webmail) };
}

const save = firstSave(outgoing(), START_MS);
const send = laterSave(outgoing({ labels: SENDING }), START_MS);
const recordOf = (answer: unknown): unknown[] | undefined => recordsIn(answer).find((record) => record[0] === ID);

describe('a draft', () => {
  it('keeps its id and gets another legacy id and Message-ID at every save and at sending', async () => {
    const { clock, webmail, page } = await setUp({ undoMs: 0 });
    const seen: unknown[] = [];
    for (const operation of [save, laterSave(outgoing(), START_MS), send]) {
      clock.pass(1000);
      const record = recordOf(await page.change([operation]));
      seen.push(record?.[55], record?.[13]);
    }
    expect(new Set(seen).size).toBe(6);
    expect(webmail.sent(REP)).toEqual([
      expect.objectContaining({ ref: ID, legacyId: seen[4], messageId: seen[5], threadRef: outgoing().threadId }),
    ]);
  });

  it('is not sent by being discarded', async () => {
    const { webmail, page } = await setUp();
    await page.change([save]);
    await page.change([labelChange(outgoing().threadId, [ID], ['^k'], ['^r', '^r_bt'])]);
    expect(webmail.sent(REP)).toEqual([]);
    expect(webmail.labels(REP, ID)).toContain('^k');
  });
});

describe('sending', () => {
  it('is confirmed by ^f only when the time to undo is over', async () => {
    const { clock, webmail, page } = await setUp({ undoMs: 1000 });
    await page.change([save]);
    const first = recordOf(await page.change([send]));
    expect(textsAt(first, 10)).toContain('^pfg');
    expect(textsAt(first, 10)).not.toContain('^f');
    expect(webmail.sent(REP)).toEqual([]);
    clock.pass(1001);
    const second = recordOf(await page.poll());
    expect(textsAt(second, 10)).toEqual(expect.arrayContaining(['^f', '^pfg', '^f_bt', '^f_cl']));
    expect(second?.[55]).not.toBe(first?.[55]);
    expect(webmail.sent(REP)).toHaveLength(1);
  });

  it('can be undone: the same id comes back with ^r and nothing goes out', async () => {
    const { clock, webmail, page } = await setUp({ undoMs: 1000 });
    await page.change([save]);
    await page.change([send]);
    const undone = await page.change([labelChange(outgoing().threadId, [ID], ['^r', '^r_bt'], SENDING.slice(1))]);
    expect(textsAt(recordOf(undone), 10)).toEqual(['^all', '^r', '^r_bt']);
    clock.pass(5000);
    await page.poll();
    expect(webmail.sent(REP)).toEqual([]);
  });

  it('goes out later when scheduled, without the page taking part', async () => {
    const { clock, webmail, page } = await setUp({ scheduleMs: 60_000 });
    await page.change([save]);
    const answer = await page.change([laterSave(outgoing({ labels: ['^all', '^scheduled'] }), START_MS)]);
    expect(textsAt(recordOf(answer), 10)).toContain('^scheduled');
    clock.pass(59_000);
    await page.poll();
    expect(webmail.sent(REP)).toEqual([]);
    clock.pass(1001);
    expect(textsAt(recordOf(await page.poll()), 10)).toContain('^f');
    expect(webmail.sent(REP)).toHaveLength(1);
  });

  it('may be confirmed by a label change alone', async () => {
    const { page } = await setUp({ undoMs: 0, confirmations: 'labels' });
    await page.change([save]);
    const answer = await page.change([send]);
    expect(recordOf(answer)).toBeUndefined();
    expect(at(answer, 1, 5, 0, 0, 2, 4)).toEqual([['^f'], expect.arrayContaining(['^r', '^f_btns']), [ID]]);
  });

  it('may be confirmed by the answer to a later request', async () => {
    const { page } = await setUp({ undoMs: 0, confirmedBy: 'later' });
    await page.change([save]);
    expect(recordsIn(await page.change([send]))).toEqual([]);
    expect(textsAt(recordOf(await page.poll()), 10)).toContain('^f');
  });

  it.each(['refused', 'ignored', 'unanswered'] as const)(
    'leaves a draft when it is %s, and works when tried again',
    async (sends) => {
      const { webmail, page } = await setUp({ undoMs: 0, sends });
      await page.change([save]);
      const first = page.change([send]);
      if (sends === 'refused') await expect(first).rejects.toThrow('status 503');
      else if (sends === 'unanswered') await expect(first).rejects.toThrow(NoAnswer);
      else await first;
      expect(webmail.sent(REP)).toEqual([]);
      expect(webmail.labels(REP, ID)).toContain('^r');
      webmail.set({ sends: 'works' });
      await page.change([send]);
      expect(webmail.sent(REP)).toHaveLength(1);
    },
  );

  it('keeps Bcc in the own copy and nowhere else', async () => {
    const { webmail, page } = await setUp({
      undoMs: 0,
      accounts: [
        { address: REP, name: 'Robin' },
        { address: 'kim@example.com', name: 'Kim' },
      ],
    });
    const blind = { bcc: [{ email: 'kim@example.com', name: 'Kim' }] };
    await page.change([firstSave(outgoing({ ...blind, labels: SENDING }), START_MS)]);
    const own = readMail(webmail.raw(REP, ID));
    expect(own.bcc).toEqual([{ email: 'kim@example.com', name: 'Kim' }]);
    expect(readMail(webmail.raw('kim@example.com', own.messageId)).bcc).toEqual([]);
  });

  it('keeps one message when the sender is a recipient too', async () => {
    const { webmail, page } = await setUp({ undoMs: 0 });
    const self = outgoing({ to: [{ email: REP, name: '' }], labels: [...SENDING, '^i', '^u'] });
    await page.change([firstSave(self, START_MS)]);
    expect(webmail.labels(REP, ID)).toEqual(expect.arrayContaining(['^f', '^i']));
    expect(
      recordsIn(
        await (await openPage(webmail)).ask('bv', [[[49, 50, null, 'in:all', null, null, null, null, null, 0]]]),
      ),
    ).toHaveLength(1);
  });

  it('joins a reply to its thread and answers the message', async () => {
    const { webmail, page } = await setUp({ undoMs: 0 });
    const told = webmail.deliver(REP, sample());
    const parent = { id: told.ref, messageId: told.messageId };
    await page.change([firstReply(outgoing({ threadId: told.threadRef, parent, labels: SENDING }), START_MS)]);
    const sent = readMail(webmail.raw(REP, ID));
    expect([sent.inReplyTo, sent.references]).toEqual([told.messageId, [told.messageId]]);
    expect(webmail.sent(REP)[0]?.threadRef).toBe(told.threadRef);
    const again = webmail.deliver(REP, sample({ messageId: '<2@northwind.example>', inReplyTo: sent.messageId }));
    expect(again.threadRef).toBe(told.threadRef);
  });
});

describe('changes nobody made by the page', () => {
  it('are named when somebody else in the session makes them, or a script clicks', async () => {
    const { webmail, page } = await setUp();
    const told = webmail.deliver(REP, sample());
    const read = labelChange(told.threadRef, [told.ref], ['^o'], ['^u']);
    await page.change([read]);
    expect(webmail.strayChanges).toEqual([]);
    const request = [null, [[[1, [told.threadRef, [null, null, null, null, null, null, [['^t'], [], [told.ref]]]]]]]];
    await page.ask('s', request, { 'x-stand-in-page': '' });
    await page.ask('s', request, { 'x-stand-in-page': `${page.config.pageKey} scripted` });
    expect(webmail.strayChanges).toHaveLength(2);
    expect(webmail.labels(REP, told.ref)).toContain('^t');
  });
});
