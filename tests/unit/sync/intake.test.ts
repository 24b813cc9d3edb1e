import { describe, expect, it, vi } from 'vitest';
import type { MailState } from '../../../utils/model/mail-reference.ts';
import type { Message } from '../../../utils/model/message.ts';
import { readCounters } from '../../../utils/queue/counters.ts';
import { recentEntries } from '../../../utils/queue/summary.ts';
import { MAX_FETCH_ATTEMPTS } from '../../../utils/sync/backoff.ts';
import { buildIntake, handOver } from './support/build-intake.ts';
import { type Mail, REP, toReference } from './support/model-mail.ts';

type Built = ReturnType<typeof buildIntake>;

const first = ({ mails }: Built): Mail => {
  const [mail] = mails;
  if (!mail) throw new Error('the test has no mail');
  return mail;
};

async function order(built: Built, mail = first(built)): Promise<string> {
  const [one] = await built.intake.notice([toReference(mail)]);
  if (!one) throw new Error('nothing was ordered');
  return one.orderId;
}

const hello = (built: Built) => built.intake.hello({ site: 'gmail', account: REP });

describe('notice', () => {
  it.each<[MailState, number]>([
    ['received', 1],
    ['sent', 1],
    ['sending', 0],
    ['scheduled', 0],
    ['draft', 0],
    ['undone', 0],
    ['failed', 0],
  ])('a message that is %s leads to %i orders', async (state, count) => {
    const built = buildIntake([{}]);
    expect(await built.intake.notice([{ ...toReference(first(built)), state }])).toHaveLength(count);
  });

  it.each<MailState>(['undone', 'scheduled', 'draft', 'failed'])('%s takes an order back', async (state) => {
    const built = buildIntake([{}]);
    const orderId = await order(built);
    await built.intake.notice([{ ...toReference(first(built)), state }]);
    expect(await built.db.orders.count()).toBe(0);
    expect(await handOver(built.intake, orderId, first(built))).toBe('not-wanted');
  });

  it('sending does not take an order back', async () => {
    const built = buildIntake([{}]);
    await order(built);
    await built.intake.notice([{ ...toReference(first(built)), state: 'sending' }]);
    expect(await built.db.orders.count()).toBe(1);
  });

  it('holds the last word of a batch that names a message twice', async () => {
    const built = buildIntake([{}]);
    const reference = toReference(first(built));
    expect(await built.intake.notice([reference, { ...reference, state: 'undone' }])).toEqual([]);
    expect(await built.db.orders.count()).toBe(0);
  });

  it('counts a skipped message by its rule, once, and keeps nothing else', async () => {
    const built = buildIntake([{ companies: [] }]);
    await built.intake.notice([toReference(first(built))]);
    await built.intake.notice([toReference(first(built))]);
    expect(await readCounters(built.db)).toEqual(new Map([['nobody-in-crm', 1]]));
    for (const table of built.db.tables.filter(({ name }) => name !== 'counters')) expect(await table.count()).toBe(0);
  });

  it('keeps nothing of a message that waits for a fuller envelope', async () => {
    const decide = () => ({ kind: 'wait' }) as const;
    const built = buildIntake([{}], { decider: { lookupKeys: () => ({ emails: [], domains: [] }), decide } });
    expect(await built.intake.notice([toReference(first(built))])).toEqual([]);
    for (const table of built.db.tables) expect(await table.count()).toBe(0);
  });

  it('asks the directory once for a whole batch', async () => {
    const lookup = vi.fn(async () => ({ byEmail: new Map(), byDomain: new Map() }));
    const built = buildIntake([{}, {}, {}], { directory: { lookup } });
    await built.intake.notice(built.mails.map(toReference));
    expect(lookup).toHaveBeenCalledTimes(1);
  });

  it('orders a message seen twice once, and not again when it is stored', async () => {
    const built = buildIntake([{}]);
    const orderId = await order(built);
    expect(await order(built)).toBe(orderId);
    await handOver(built.intake, orderId, first(built));
    expect(await built.intake.notice([toReference(first(built))])).toEqual([]);
    expect(await built.db.orders.count()).toBe(0);
  });
});

describe('off is off', () => {
  it('answers a page that it may not observe, and gives out no orders', async () => {
    const built = buildIntake([{}]);
    await order(built);
    built.switches.on = false;
    expect(await hello(built)).toEqual({ on: false, orders: [] });
  });

  it('takes no notice and counts nothing', async () => {
    const built = buildIntake([{}, { companies: [] }]);
    built.switches.on = false;
    expect(await built.intake.notice(built.mails.map(toReference))).toEqual([]);
    for (const table of built.db.tables) expect(await table.count()).toBe(0);
  });

  it('stores nothing that arrives, and what waits, waits', async () => {
    const built = buildIntake([{}]);
    const orderId = await order(built);
    built.switches.on = false;
    expect(await handOver(built.intake, orderId, first(built))).toBe('not-wanted');
    expect(await built.db.messages.count()).toBe(0);
    built.switches.on = true;
    expect((await hello(built)).orders).toHaveLength(1);
  });

  it('stores nothing when the switch is turned while the message is read', async () => {
    const built = buildIntake([{}]);
    const { readMessage } = built;
    const intake = buildIntake([{}], {
      ...built,
      readMessage: async (source) => {
        built.switches.on = false;
        return readMessage(source);
      },
    }).intake;
    expect(await handOver(intake, await order(built), first(built))).toBe('not-wanted');
    expect(await built.db.messages.count()).toBe(0);
  });
});

describe('deliver', () => {
  describe('of a message that was read off the page before, without its Message-ID', () => {
    /** The same words under two names: as the page showed them, and with the name it really has. */
    async function twice(change: (message: Message) => Message = (message) => message) {
      const built = buildIntake([{}, {}, {}]);
      const [shown, real, further] = built.mails;
      if (!shown || !real || !further) throw new Error('the test has no mail');
      const { messageId, ...words } = shown.message;
      shown.message = { ...words, messageId: '<made@page.invalid>', html: `<p class="x_1">${words.text}</p>` };
      real.message = change({ ...words, messageId });
      further.message = { ...real.message, messageId: '<further@mail.example>' };
      const asShown = { rung: 'dom' as const, form: 'structured' as const, missing: ['messageId'] };
      expect(await handOver(built.intake, await order(built, shown), shown, asShown)).toBe('stored');
      expect(await handOver(built.intake, await order(built, real), real)).toBe('stored');
      return { built, further, real };
    }

    it('logs it once, and the next one with the same words as another', async () => {
      const { built, further, real } = await twice();
      expect(await built.db.outbox.count()).toBe(1);
      expect(await built.db.orders.count()).toBe(0);
      expect(await built.intake.notice([toReference(real)])).toEqual([]);
      await handOver(built.intake, await order(built, further), further);
      expect(await built.db.outbox.count()).toBe(2);
    });

    it('logs it at companies the page did not show', async () => {
      const { built } = await twice((message) => ({ ...message, cc: [{ email: 'word@co9.example' }] }));
      expect((await built.db.outbox.toArray()).map(({ accountId }) => accountId).sort()).toEqual([1, 9]);
    });

    it('takes other words, and another sender, for another message', async () => {
      const words = await twice((message) => ({ ...message, text: 'other words' }));
      expect(await words.built.db.outbox.count()).toBe(2);
      const sender = await twice((message) => ({ ...message, from: { email: 'else@co1.example' } }));
      expect(await sender.built.db.outbox.count()).toBe(2);
    });
  });

  it('stores one entry for each company of the true headers', async () => {
    const built = buildIntake([{ companies: [1, 2], bcc: 3, direction: 'outgoing' }]);
    expect(await handOver(built.intake, await order(built), first(built))).toBe('stored');
    const rows = await built.db.outbox.toArray();
    expect(rows.map(({ accountId }) => accountId).sort()).toEqual([1, 2, 3]);
    expect(await built.db.orders.count()).toBe(0);
  });

  it('drops a message whose true headers forbid it, bytes and all, and counts it', async () => {
    const built = buildIntake([{ trap: 'automated' }]);
    expect(await handOver(built.intake, await order(built), first(built))).toBe('not-wanted');
    expect(await readCounters(built.db)).toEqual(new Map([['automated-message', 1]]));
    expect(await built.db.parts.count()).toBe(0);
    expect(await built.intake.notice([toReference(first(built))])).toEqual([]);
  });

  it('keeps a source nobody can read aside, lists it, and goes on with the next', async () => {
    const built = buildIntake([{ trap: 'unreadable-source' }, {}]);
    const [broken, good] = built.mails as [Mail, Mail];
    expect(await handOver(built.intake, await order(built, broken), broken)).toBe('stored');
    expect(await handOver(built.intake, await order(built, good), good)).toBe('stored');
    const entries = await recentEntries(built.db, 10);
    expect(entries.map(({ state, reason, accountName }) => ({ state, reason, accountName }))).toEqual(
      expect.arrayContaining([
        { state: 'parked', reason: 'unreadable', accountName: 'Company 1' },
        { state: 'pending', reason: undefined, accountName: 'Company 1' },
      ]),
    );
    expect(await built.db.parts.count()).toBe(2);
    expect(await built.db.troubles.toArray()).toMatchObject([{ kind: 'unreadable', what: 'gmail/raw' }]);
  });

  it('asks to begin anew after the background was restarted between pieces', async () => {
    const built = buildIntake([{}]);
    const orderId = await order(built);
    const { source } = first(built);
    const data = btoa(String.fromCharCode(...source));
    expect(built.intake.piece('tab', { orderId, part: 0, index: 0, data })).toEqual({ restart: false });
    const reborn = built.restart();
    expect(reborn.piece('tab', { orderId, part: 0, index: 1, data })).toEqual({ restart: true });
    const delivery = { orderId, rung: 'raw', form: 'rfc822', parts: [source.length], missing: [] } as const;
    expect(await reborn.deliver('tab', { ...delivery, parts: [source.length], missing: [] })).toBe('restart');
    expect(await handOver(reborn, orderId, first(built))).toBe('stored');
  });

  it('answers stored again to a tab whose first answer was lost', async () => {
    const built = buildIntake([{}]);
    const orderId = await order(built);
    expect(await handOver(built.intake, orderId, first(built))).toBe('stored');
    expect(await handOver(built.intake, orderId, first(built))).toBe('stored');
    expect(await built.db.outbox.count()).toBe(1);
  });

  it('answers that an order nobody gave is not wanted', async () => {
    const built = buildIntake([{}]);
    expect(await handOver(built.intake, 'unknown', first(built))).toBe('not-wanted');
  });

  it('knows the same message from another mailbox by its Message-ID', async () => {
    const built = buildIntake([{}]);
    await handOver(built.intake, await order(built), first(built));
    const [other] = await built.intake.notice([{ ...toReference(first(built)), account: 'second@own.example' }]);
    expect(await handOver(built.intake, other?.orderId ?? '', first(built))).toBe('stored');
    expect(await built.db.messages.count()).toBe(1);
    expect(await built.db.outbox.count()).toBe(1);
  });

  it('adds a company a second copy reveals, with the content it needs', async () => {
    const built = buildIntake([{ direction: 'outgoing' }]);
    const mail = first(built);
    await handOver(built.intake, await order(built), mail);
    await built.db.messages.toCollection().modify({ content: null });
    await built.db.parts.clear();
    mail.message.bcc.push({ email: 'someone@co2.example' });
    const [other] = await built.intake.notice([{ ...toReference(mail), account: 'second@own.example' }]);
    expect(await handOver(built.intake, other?.orderId ?? '', mail)).toBe('stored');
    expect((await built.db.outbox.toArray()).map(({ accountId }) => accountId).sort()).toEqual([1, 2]);
    expect(await built.db.parts.count()).toBe(1);
    expect((await built.db.messages.toArray())[0]?.content).not.toBeNull();
  });

  it('parks what is larger than any message, with that reason', async () => {
    const built = buildIntake([{}]);
    const parts = [64 * 1024 * 1024 + 1];
    expect(await handOver(built.intake, await order(built), first(built), { parts })).toBe('not-wanted');
    expect(await recentEntries(built.db, 1)).toMatchObject([{ state: 'parked', reason: 'too-large' }]);
  });

  it.each([
    ['as the browser throws it', (error: DOMException) => error],
    ['wrapped', (error: DOMException) => Object.assign(new Error('aborted'), { inner: error })],
  ])('says that storage is full, %s, and asks for the message again later', async (_name, wrap) => {
    const built = buildIntake([{}]);
    const orderId = await order(built);
    const full = vi.spyOn(built.db.messages, 'put').mockImplementation(() => {
      throw wrap(new DOMException('full', 'QuotaExceededError'));
    });
    expect(await handOver(built.intake, orderId, first(built))).toBe('not-wanted');
    expect(await built.db.orders.toArray()).toMatchObject([{ failure: 'storage-full', attempts: 1 }]);
    expect(await built.db.parts.count()).toBe(0);
    expect(await built.db.troubles.toArray()).toMatchObject([{ kind: 'storage-full' }]);
    full.mockRestore();
    built.clock.pass(60_000);
    expect((await hello(built)).orders).toHaveLength(1);
    expect(await handOver(built.intake, orderId, first(built))).toBe('stored');
  });
});

describe('fetchFailed', () => {
  it('gives up a message that is gone', async () => {
    const built = buildIntake([{}]);
    await built.intake.fetchFailed(await order(built), 'gone');
    expect(await built.db.orders.count()).toBe(0);
  });

  it('keeps bytes nobody could read when the message is gone since', async () => {
    const built = buildIntake([{ trap: 'unreadable-source' }]);
    const orderId = await order(built);
    await handOver(built.intake, orderId, first(built));
    await built.intake.fetchFailed(orderId, 'gone');
    expect(await built.db.orders.toArray()).toMatchObject([{ parked: 'unreadable' }]);
    expect(await built.db.parts.count()).toBe(1);
  });

  it('parks what is too large', async () => {
    const built = buildIntake([{}]);
    await built.intake.fetchFailed(await order(built), 'too-large');
    expect(await built.db.orders.toArray()).toMatchObject([{ parked: 'too-large' }]);
    expect((await hello(built)).orders).toEqual([]);
  });

  it('waits longer each time a message cannot be had, and parks it in the end', async () => {
    const built = buildIntake([{}]);
    const orderId = await order(built);
    const waits: number[] = [];
    for (let i = 1; i < MAX_FETCH_ATTEMPTS; i++) {
      await built.intake.fetchFailed(orderId, 'unavailable');
      expect((await hello(built)).orders).toEqual([]);
      const waitMs = ((await built.intake.nextFetchAt()) ?? 0) - built.clock.now();
      waits.push(waitMs);
      built.clock.pass(waitMs);
      expect((await hello(built)).orders).toHaveLength(1);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    await built.intake.fetchFailed(orderId, 'unavailable');
    expect(await built.db.orders.toArray()).toMatchObject([{ parked: 'unreadable' }]);
    expect(await built.intake.nextFetchAt()).toBeNull();
  });

  it('tries again as soon as a page loads after the rep signed in', async () => {
    const built = buildIntake([{}]);
    await built.intake.fetchFailed(await order(built), 'signed-out');
    expect((await hello(built)).orders).toHaveLength(1);
  });

  it('is not held up by a clock that was turned back', async () => {
    const built = buildIntake([{}]);
    await built.intake.fetchFailed(await order(built), 'unavailable');
    built.clock.turn(-86_400_000);
    expect((await hello(built)).orders).toHaveLength(1);
  });
});

describe('hello', () => {
  it('gives out orders again after a crash, to the mailbox they belong to', async () => {
    const built = buildIntake([{}]);
    await order(built);
    const reborn = built.restart();
    expect((await reborn.hello({ site: 'gmail', account: REP })).orders).toMatchObject([{ ref: 'msg-0' }]);
    expect((await reborn.hello({ site: 'gmail', account: 'else@own.example' })).orders).toEqual([]);
    expect(await reborn.hello({ site: 'gmail' })).toEqual({ on: true, orders: [] });
  });
});
