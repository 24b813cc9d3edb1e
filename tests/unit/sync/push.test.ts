import { describe, expect, it, vi } from 'vitest';
import { CrmAuthError } from '../../../utils/crm/errors/crm-auth-error.ts';
import { CrmRateLimitError } from '../../../utils/crm/errors/crm-rate-limit-error.ts';
import { CrmRejectedError } from '../../../utils/crm/errors/crm-rejected-error.ts';
import { CrmUnavailableError } from '../../../utils/crm/errors/crm-unavailable-error.ts';
import { readSummary, recentEntries } from '../../../utils/queue/summary.ts';
import { ORPHAN_GRACE_MS } from '../../../utils/sync/push.ts';
import { buildPush } from './support/build-push.ts';
import { REFUSED } from './support/model-crm.ts';

describe('an entry that gets through', () => {
  it('looks before it creates, then keeps a receipt with the CRM id and drops the content', async () => {
    const { push, db, calls, emails } = await buildPush([{}]);
    await push.run();
    expect(calls).toEqual(['find', 'create']);
    expect(emails).toMatchObject([{ subject: 'secretword0x subject', accountId: 1, direction: 'incoming' }]);
    expect(await recentEntries(db, 5)).toMatchObject([
      { state: 'done', crmId: 1, crmUrl: 'https://crm.example.test/1', subject: 'secretword0x subject' },
    ]);
    expect(await db.parts.count()).toBe(0);
    expect((await db.messages.toArray())[0]?.content).toBeNull();
  });

  it('makes one e-mail for each company, and keeps the content until the last one', async () => {
    const { push, db, crm, emails } = await buildPush([{ companies: [1, 2] }]);
    const create = crm.createEmail;
    crm.createEmail = async (email, signal) => {
      if (email.accountId === 2) throw new CrmRejectedError('no', 400, 'not this company');
      return create(email, signal);
    };
    await push.run();
    expect(emails.map(({ accountId }) => accountId)).toEqual([1]);
    expect(await db.parts.count()).toBe(1);
    crm.createEmail = create;
    await push.retry();
    await push.run();
    expect(emails.map(({ accountId }) => accountId)).toEqual([1, 2]);
    expect(await db.parts.count()).toBe(0);
  });

  it('takes a colleague’s e-mail of the same message as its own, and sends no files again', async () => {
    const { push, db, crm, calls } = await buildPush([{ files: ['small'] }]);
    crm.findEmails = async () => [77];
    await push.run();
    expect(calls).toEqual([]);
    expect(await recentEntries(db, 1)).toMatchObject([{ state: 'done', crmId: 77 }]);
  });

  it('sends the messages of a conversation in the order of their times', async () => {
    const { push, emails, db } = await buildPush([{}, {}, {}], { lanes: 3 });
    await db.outbox.toCollection().modify((row) => {
      row.nextAttemptAt -= row.sentAt % 100_000;
    });
    await push.run();
    expect(emails).toHaveLength(3);
    expect(emails.map(({ sentAt }) => sentAt)).toEqual(emails.map(({ sentAt }) => sentAt).sort());
  });
});

describe('an answer that does not come', () => {
  it('is looked for before the create is repeated, and not sooner than it may still arrive', async () => {
    const { push, crm, calls, emails, clock } = await buildPush([{}], { random: () => 0 });
    const create = crm.createEmail;
    crm.createEmail = async (email, signal) => {
      await create(email, signal);
      throw new CrmUnavailableError('lost', true);
    };
    await push.run();
    expect(calls).toEqual(['find', 'create']);
    await push.run();
    expect(calls).toEqual(['find', 'create']);
    clock.pass(5_000);
    await push.run();
    expect(calls).toEqual(['find', 'create', 'find']);
    expect(emails).toHaveLength(1);
  });

  it('leads to a second look when the create took as long as a connection that broke', async () => {
    const { push, crm, db, emails, clock } = await buildPush([{}]);
    const create = crm.createEmail;
    crm.createEmail = async (email, signal) => {
      await create(email, signal);
      clock.pass(3_000);
      return create(email, signal);
    };
    await push.run();
    expect(emails).toHaveLength(2);
    expect(await db.outbox.toArray()).toMatchObject([{ state: 'done', crmId: 1, duplicateCrmIds: [2] }]);
    expect(await db.troubles.toArray()).toMatchObject([{ kind: 'duplicate-in-crm' }]);
  });

  it('of a killed worker is looked for when it must have arrived', async () => {
    const { db, restart, crm, emails, calls, clock } = await buildPush([{}]);
    const create = crm.createEmail;
    crm.createEmail = async (email, signal) => {
      await create(email, signal);
      return new Promise(() => {});
    };
    void restart().run();
    await vi.waitFor(() => expect(emails).toHaveLength(1));
    const reborn = restart();
    await reborn.run();
    expect(calls).toEqual(['find', 'create']);
    expect(((await reborn.nextWakeAt()) ?? 0) - clock.now()).toBe(ORPHAN_GRACE_MS);
    clock.pass(ORPHAN_GRACE_MS);
    await reborn.run();
    expect(calls).toEqual(['find', 'create', 'find']);
    expect(await db.outbox.toArray()).toMatchObject([{ state: 'done', crmId: 1 }]);
  });
});

describe('a CRM that says no', () => {
  it('parks an entry it refuses with its own words, and goes on with the next', async () => {
    const { push, db, crm, emails } = await buildPush([{ trap: 'refused' }, { thread: 1 }]);
    const create = crm.createEmail;
    crm.createEmail = async (email, signal) => {
      if (email.subject.includes(REFUSED)) throw new CrmRejectedError('no', 400, 'text too long');
      return create(email, signal);
    };
    await push.run();
    expect(emails).toHaveLength(1);
    const entries = await recentEntries(db, 5);
    expect(entries.find(({ state }) => state === 'parked')).toMatchObject({
      reason: 'crm-refused',
      detail: 'text too long',
    });
    expect(await push.nextWakeAt()).toBeNull();
  });

  it('is left alone after asking to sign in, also by the next worker, until that happened', async () => {
    const { push, db, crm, restart, calls } = await buildPush([{}, {}]);
    const { findEmails } = crm;
    const refuse = vi.fn(async () => {
      throw new CrmAuthError('sign in');
    });
    crm.findEmails = refuse;
    await push.run();
    await restart().run();
    expect(refuse).toHaveBeenCalledTimes(1);
    expect(await push.nextWakeAt()).toBeNull();
    expect(await readSummary(db)).toMatchObject({ waiting: 2, parked: 0, reason: 'sign-in-needed' });
    crm.findEmails = findEmails;
    await push.resume();
    await push.run();
    expect(calls).toEqual(['find', 'create', 'find', 'create']);
  });

  it('is given the time it asks for', async () => {
    const { push, crm, calls, clock } = await buildPush([{}, {}]);
    const { findEmails } = crm;
    crm.findEmails = async () => {
      throw new CrmRateLimitError('slow down', 120_000);
    };
    await push.run();
    crm.findEmails = findEmails;
    const waitMs = ((await push.nextWakeAt()) ?? 0) - clock.now();
    expect(waitMs).toBeGreaterThanOrEqual(120_000);
    clock.pass(119_000);
    await push.run();
    expect(calls).toEqual([]);
    clock.pass(waitMs);
    await push.run();
    expect(calls).toHaveLength(4);
  });

  it('for one message alone does not hold up the others', async () => {
    const { push, crm, emails, clock } = await buildPush([{}, { thread: 1 }, { thread: 1 }]);
    const create = crm.createEmail;
    crm.createEmail = async (email, signal) => {
      if (email.subject.includes('word0')) throw new CrmUnavailableError('500', true);
      return create(email, signal);
    };
    for (let i = 0; i < 10; i++) {
      await push.run();
      clock.pass(600_000);
    }
    expect(emails).toHaveLength(2);
  });

  it('and is down is not asked for every message that waits', async () => {
    const { push, crm } = await buildPush(Array.from({ length: 8 }, (_, thread) => ({ thread })));
    const find = vi.fn(async () => {
      throw new CrmUnavailableError('down', false);
    });
    crm.findEmails = find;
    await push.run();
    expect(find).toHaveBeenCalledTimes(3);
  });

  it('while signing in stops the push with the reason, and nothing is lost', async () => {
    const connect = vi.fn().mockRejectedValueOnce(new CrmUnavailableError('down', false)).mockResolvedValueOnce(null);
    const { push, db, clock } = await buildPush([{}], { connect });
    await push.run();
    expect((await readSummary(db)).reason).toBe('crm-unavailable');
    clock.pass(600_000);
    await push.run();
    expect(await readSummary(db)).toMatchObject({ reason: 'not-connected', waiting: 1 });
  });
});

describe('the switch and the network', () => {
  it.each([
    ['capture-off', { on: false, online: true }],
    ['offline', { on: true, online: false }],
  ] as const)('%s: nothing is sent, and what waits says why', async (reason, switched) => {
    const { push, db, calls, switches } = await buildPush([{}]);
    Object.assign(switches, switched);
    await push.run();
    expect(calls).toEqual([]);
    expect(await readSummary(db)).toMatchObject({ waiting: 1, reason });
    Object.assign(switches, { on: true, online: true });
    await push.run();
    expect(calls).toEqual(['find', 'create']);
  });

  it('stops in the middle and takes up where it was', async () => {
    const { push, crm, emails, clock, db } = await buildPush([{}]);
    const create = crm.createEmail;
    crm.createEmail = async (email, signal) => {
      await create(email, signal);
      push.stop();
      throw new CrmUnavailableError('stopped', true);
    };
    await push.run();
    expect(await db.outbox.toArray()).toMatchObject([{ state: 'pending', attempts: 0, unanswered: true }]);
    clock.pass(10_000);
    await push.run();
    expect(emails).toHaveLength(1);
  });
});

describe('what cannot be opened', () => {
  it.each([
    ['its key is gone', (built: Awaited<ReturnType<typeof buildPush>>) => built.db.keys.clear()],
    [
      'its bytes were changed',
      ({ db }: Awaited<ReturnType<typeof buildPush>>) =>
        db.messages.toCollection().modify((row) => {
          if (row.content) row.content.data = new ArrayBuffer(40);
        }),
    ],
  ])('is parked, kept and reported when %s', async (_name, breakIt) => {
    const built = await buildPush([{ files: ['small'] }]);
    await breakIt(built);
    const { db, restart } = built;
    const { createSealer } = await import('../../../utils/queue/seal.ts');
    built.deps.sealer = createSealer(db);
    await restart().run();
    expect(await db.outbox.toArray()).toMatchObject([{ state: 'parked', reason: 'unreadable' }]);
    expect((await db.messages.toArray())[0]?.content).not.toBeNull();
    expect(await db.parts.count()).toBe(1);
    expect(await db.troubles.toArray()).toMatchObject([{ kind: 'undecryptable' }]);
  });

  it('is parked when the reader no longer reads its source', async () => {
    const built = await buildPush([{ files: ['small'] }]);
    built.deps.readMessage = async () => {
      throw new Error('secretword0x');
    };
    await built.restart().run();
    expect(await built.db.outbox.toArray()).toMatchObject([{ state: 'parked', reason: 'unreadable' }]);
    expect(built.logged.join()).not.toContain('secretword');
  });
});

describe('several runners', () => {
  it('run one at a time, and a call during a run is not lost', async () => {
    const { push, crm, calls, deps, db } = await buildPush([{}]);
    const { findEmails } = crm;
    crm.findEmails = async (extId, signal) => {
      void push.run();
      return findEmails(extId, signal);
    };
    await push.run();
    expect(calls).toEqual(['find', 'create']);
    expect(
      await db.outbox.where('[state+nextAttemptAt]').between(['inFlight', 0], ['inFlight', Infinity]).count(),
    ).toBe(0);
    expect(deps.lanes).toBe(1);
  });

  it('never take the same entry, even without the lock', async () => {
    const { restart, emails, clock } = await buildPush(Array.from({ length: 6 }, (_, thread) => ({ thread })));
    await Promise.all([restart().run(), restart().run(), restart().run()]);
    clock.pass(ORPHAN_GRACE_MS);
    await restart().run();
    expect(new Set(emails.map(({ extId }) => extId)).size).toBe(6);
    expect(emails).toHaveLength(6);
  });

  it('change nothing about an entry that another has taken over', async () => {
    const { push, crm, db, emails } = await buildPush([{ files: ['small'] }]);
    const { findEmails } = crm;
    crm.findEmails = async (extId, signal) => {
      await db.outbox.toCollection().modify({ leaseId: 'somebody-else' });
      return findEmails(extId, signal);
    };
    await push.run();
    expect(emails).toHaveLength(0);
    expect(await db.outbox.toArray()).toMatchObject([{ state: 'inFlight', leaseId: 'somebody-else' }]);
  });
});

describe('nextWakeAt', () => {
  it('is null when nothing waits, and does not spin on an entry held up by an earlier one', async () => {
    const { push, crm, clock } = await buildPush([{}, {}]);
    crm.findEmails = async () => {
      throw new CrmUnavailableError('down', false);
    };
    await push.run();
    expect(await push.nextWakeAt()).toBe(clock.now() + 2_500);
  });

  it('looks again within ten minutes when the clock was turned back by years', async () => {
    const { push, crm, clock, calls } = await buildPush([{}]);
    const { findEmails } = crm;
    crm.findEmails = async () => {
      throw new CrmRateLimitError('slow down', 3_600_000);
    };
    await push.run();
    crm.findEmails = findEmails;
    clock.turn(-5 * 365 * 86_400_000);
    expect(((await push.nextWakeAt()) ?? 0) - clock.now()).toBeLessThanOrEqual(600_000);
    await push.run();
    expect(calls).toEqual(['find', 'create']);
  });
});
