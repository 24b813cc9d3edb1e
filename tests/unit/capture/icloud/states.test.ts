import { describe, expect, it } from 'vitest';
import { findSent } from '../../../../utils/capture/icloud/find-sent.ts';
import { createMailbox } from '../../../../utils/capture/icloud/mailbox.ts';
import { createMessagePlaces } from '../../../../utils/capture/icloud/message-places.ts';
import { createOutgoing, isSameSubject, type PendingSend } from '../../../../utils/capture/icloud/outgoing.ts';
import { createOwnReads, type OwnRead } from '../../../../utils/capture/icloud/own-reads.ts';
import type { AccountAddresses } from '../../../../utils/capture/icloud/page/account-addresses.ts';
import type { AccountSource } from '../../../../utils/capture/icloud/page/question.ts';
import type { MailRecord, ThreadDigest } from '../../../../utils/capture/icloud/readers/mail-record.ts';
import type { Draft } from '../../../../utils/capture/icloud/readers/read-request.ts';

const AT = 1_790_000_000_000;
const CARLA = { email: 'carla@client.example' };
const record = (more: Partial<MailRecord> = {}): MailRecord => ({
  folder: 'Sent Messages',
  uid: 9,
  from: { email: 'ana@icloud.com' },
  to: [{ email: 'bea@client.example' }],
  cc: [],
  isWhole: true,
  subject: 'Re: Offer',
  sentAt: AT,
  parts: [],
  hasHeaders: false,
  ...more,
});
const draft = (more: Partial<Draft> = {}): Draft => ({
  from: { email: 'relay@icloud.com' },
  to: [{ email: 'bea@client.example' }],
  cc: [],
  bcc: [CARLA],
  subject: 'Re: Offer',
  ...more,
});

/** A draft saved and sent. */
function sendOne(more: Partial<Draft> = {}) {
  const outgoing = createOutgoing();
  outgoing.saving(1, draft(more));
  outgoing.saved(1, 41);
  outgoing.sending(2, 41, AT);
  return { outgoing, send: outgoing.confirmed(2) };
}

describe('a send', () => {
  it('is the message with its subject and recipients, which then has its blind recipients for good', () => {
    const { outgoing, send } = sendOne();
    expect(outgoing.complete(record(), '<a>', AT + 1).bcc).toEqual([CARLA]);
    expect(send?.ref).toBe('<a>');
    expect(outgoing.complete(record({ bcc: [CARLA] }), '<a>', AT + 1).bcc).toEqual([CARLA]);
    expect(outgoing.complete(record(), '<b>', AT + 1).bcc).toBeUndefined();
  });

  it.each<[string, Partial<MailRecord>, number]>([
    ['with another subject', { subject: 'Invoice' }, AT + 1],
    ['to somebody else', { to: [CARLA] }, AT + 1],
    ['to one more', { cc: [CARLA] }, AT + 1],
    ['of long before', { sentAt: AT - 600_000 }, AT + 1],
    ['that was known before', {}, AT - 1],
    ['in another folder', { folder: 'INBOX' }, AT + 1],
  ])('is no message %s', (_, more, firstSeenAt) => {
    const { outgoing, send } = sendOne();
    expect(outgoing.complete(record(more), '<a>', firstSeenAt).bcc).toBeUndefined();
    expect(send?.ref).toBeUndefined();
  });

  it('may be to blind recipients alone', () => {
    const { outgoing } = sendOne({ to: [] });
    expect(outgoing.complete(record({ to: [] }), '<a>', AT + 1).bcc).toEqual([CARLA]);
  });

  it('of a draft nobody saw saved is the next new message once the server has taken it', () => {
    const outgoing = createOutgoing();
    outgoing.sending(2, 41, AT);
    expect(outgoing.complete(record(), '<a>', AT + 1)).toEqual(record());
    const send = outgoing.confirmed(2);
    outgoing.complete(record(), '<b>', AT + 2);
    expect(send?.ref).toBe('<b>');
  });

  it('that failed, or was never asked for, is none', () => {
    const { outgoing } = sendOne();
    outgoing.sending(3, 41, AT);
    outgoing.failed(3);
    expect(outgoing.confirmed(3)).toBeUndefined();
    expect(outgoing.confirmed(99)).toBeUndefined();
  });

  it('is confirmed once', () => {
    expect(sendOne().outgoing.confirmed(2)).toBeUndefined();
  });

  it('shows a relay to be of this person', () => {
    expect(sendOne().outgoing.isOwn('relay@icloud.com')).toBe(true);
    expect(createOutgoing().isOwn('relay@icloud.com')).toBe(false);
  });

  it.each([
    ['Re: Offer', 'Offer', true],
    ['AW: RE: Offer', 'offer', true],
    ['Re[2]: Offer', ' Offer ', true],
    ['Fwd:Offer', 'Offer', true],
    ['', undefined, true],
    ['Offer', 'Offer 2', false],
  ])('with subject %j and one of %j: same %s', (one, other, same) => {
    expect(isSameSubject(one, other)).toBe(same);
  });
});

describe('looking for what was sent', () => {
  const digest = (threadId: string, subject: string, at: number): ThreadDigest => ({
    threadId,
    subject,
    at,
    senders: [],
    version: '',
  });

  function setUp(threads: (ThreadDigest[] | 'failed')[], foundIn: string | undefined, mayRead = true) {
    const send: PendingSend = { at: AT, draft: draft(), isConfirmed: true, toleranceMs: 1 };
    const waited: number[] = [];
    const opened: string[] = [];
    const run = findSent(send, {
      sentThreads: async () => threads.shift() ?? [],
      readThread: async (threadId) => {
        opened.push(threadId);
        if (threadId === foundIn) send.ref = '<a>';
        return [];
      },
      mayRead: () => mayRead,
      wait: async (ms) => void waited.push(ms),
    });
    return { run, waited, opened, send };
  }

  it('opens the conversation with its subject first, and ends when it is found', async () => {
    const { run, opened, waited } = setUp(
      [[], 'failed', [digest('new', 'Lunch', AT + 9), digest('t', 'Offer', AT)]],
      't',
    );
    expect(await run).toBe(true);
    expect(opened).toEqual(['t']);
    expect(waited).toEqual([300, 700, 1500]);
  });

  it('gives up after two minutes, and in the end mistrusts its clock', async () => {
    const { run, waited, send } = setUp([], undefined);
    expect(await run).toBe(false);
    const sum = waited.reduce((all, ms) => all + ms, 0);
    expect(sum).toBeGreaterThan(100_000);
    expect(sum).toBeLessThan(130_000);
    expect(send.toleranceMs).toBe(86_400_000);
  });

  it('asks nothing where reads are switched off', async () => {
    const { run, opened } = setUp([[digest('t', 'Offer', AT)]], 't', false);
    expect(await run).toBe(false);
    expect(opened).toEqual([]);
  });
});

describe('reads of our own', () => {
  function setUp(options: { mayRead?: () => boolean; isUrgent?: () => boolean } = {}) {
    const stop = new AbortController();
    const order: string[] = [];
    const waited: number[] = [];
    const reads = createOwnReads({
      mayRead: () => true,
      isUrgent: () => false,
      wait: async (ms) => void waited.push(ms),
      signal: stop.signal,
      ...options,
    });
    const read = (key: string, at: number, more: Partial<OwnRead> = {}): OwnRead => ({
      key,
      at,
      version: '1',
      run: async () => {
        order.push(key);
        return true;
      },
      ...more,
    });
    return { reads, read, order, waited, stop };
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

  it('go newest first, once each, and again when there is something new', async () => {
    const { reads, read, order } = setUp();
    reads.want([read('a', 1), read('b', 3), read('c', 2)]);
    await settle();
    reads.want([read('a', 1), read('b', 4, { version: '2' })]);
    await settle();
    expect(order).toEqual(['b', 'c', 'a', 'b']);
  });

  it('leave what the page has loaded meanwhile', async () => {
    const { reads, read, order } = setUp();
    reads.want([read('a', 2), read('b', 1)]);
    reads.covered('b');
    await settle();
    reads.want([read('b', 1)]);
    await settle();
    expect(order).toEqual(['a']);
  });

  it('keep the newest two hundred', async () => {
    const { reads, read, order } = setUp();
    reads.want(Array.from({ length: 300 }, (_, n) => read(String(n), n)));
    await settle();
    expect(order).toHaveLength(200);
    expect(order.at(-1)).toBe('100');
  });

  it('are tried again with growing pauses, four times in all', async () => {
    const { reads, read, waited } = setUp();
    let tries = 0;
    const run = async () => {
      tries += 1;
      throw new Error('no');
    };
    reads.want([read('a', 1, { run })]);
    await settle();
    expect(tries).toBe(4);
    expect(waited).toEqual([4000, 8000, 16_000]);
  });

  it('are let go while reads are switched off, and can be wanted again', async () => {
    let mayRead = false;
    const { reads, read, order } = setUp({ mayRead: () => mayRead });
    reads.want([read('a', 1)]);
    await settle();
    expect(order).toEqual([]);
    mayRead = true;
    reads.want([read('a', 1)]);
    await settle();
    expect(order).toEqual(['a']);
  });

  it('wait for what somebody waits for', async () => {
    let urgent = 3;
    const { reads, read, order, waited } = setUp({ isUrgent: () => urgent-- > 0 });
    reads.want([read('a', 1)]);
    await settle();
    expect(waited).toEqual([250, 250, 250]);
    expect(order).toEqual(['a']);
  });
});

describe('the mailbox', () => {
  const settings: AccountAddresses = {
    source: 'preferences',
    primary: 'ana@icloud.com',
    addresses: ['ana@icloud.com', 'ana@me.com'],
  };
  const signIn: AccountAddresses = {
    source: 'validate',
    primary: 'ana@private.example',
    addresses: ['ana@private.example', 'ana@icloud.com'],
  };

  function setUp(answers: Partial<Record<AccountSource, AccountAddresses | 'refused'>>, mayRead = true) {
    const told: [string, string[]][] = [];
    const asked: string[] = [];
    const stop = new AbortController();
    let waits = 0;
    const mailbox = createMailbox({
      ask: async (source) => {
        asked.push(source);
        return answers[source];
      },
      mayRead: () => mayRead,
      tell: (email, aliases) => told.push([email, aliases]),
      // Time passes at once, until nobody can learn anything more by waiting.
      wait: () => {
        waits += 1;
        return waits > 30 ? Promise.reject(new Error('over')) : new Promise((resolve) => setTimeout(resolve, 1));
      },
      signal: stop.signal,
    });
    return { mailbox, told, asked };
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve, 60));

  it('goes by its mail identity, and the addresses of the account are further names', async () => {
    const { told, mailbox } = setUp({ preferences: settings, validate: signIn });
    await settle();
    expect(told).toEqual([['ana@icloud.com', ['ana@me.com', 'ana@private.example']]]);
    expect(['ana@me.com', 'ana@private.example'].every(mailbox.isOwn)).toBe(true);
    expect(mailbox.isOwn('bea@client.example')).toBe(false);
  });

  it('goes by the address of the account where the settings of mail are refused', async () => {
    const { told } = setUp({ preferences: 'refused', validate: signIn });
    await settle();
    expect(told[0]).toEqual(['ana@private.example', ['ana@icloud.com']]);
  });

  it('is told from what the page has asked itself, where nothing may be asked', async () => {
    const { told, mailbox, asked } = setUp({ preferences: settings }, false);
    mailbox.found(settings);
    await settle();
    expect(told).toEqual([['ana@icloud.com', ['ana@me.com']]]);
    expect(asked).toEqual([]);
  });

  it('is not told by answers without an address', async () => {
    const { told, mailbox } = setUp({});
    mailbox.found({ source: 'validate', addresses: [] });
    await settle();
    expect(told).toEqual([]);
  });
});

describe('places', () => {
  it('follow moves: what was moved has a place no more, and keeps its conversation', () => {
    const places = createMessagePlaces();
    places.put('<a>', { folder: 'INBOX', uid: 1, threadId: 't' }, AT);
    places.put('<b>', { folder: 'Archive', uid: 1, threadId: 't' }, AT);
    places.moved(['t', 'u'], 'INBOX');
    expect(places.of('<a>')).toEqual({ folder: 'INBOX', threadId: 't', firstSeenAt: AT });
    expect(places.refAt({ folder: 'INBOX', uid: 1 })).toBeUndefined();
    expect(places.refAt({ folder: 'Archive', uid: 1 })).toBe('<b>');
  });

  it('remember when a message was first seen, and its conversation where an answer leaves it out', () => {
    const places = createMessagePlaces();
    places.put('<a>', { folder: 'INBOX', uid: 1, threadId: 't' }, AT);
    places.put('<a>', { folder: 'Archive', uid: 5 }, AT + 5);
    expect(places.of('<a>')).toEqual({ folder: 'Archive', uid: 5, threadId: 't', firstSeenAt: AT });
  });
});
