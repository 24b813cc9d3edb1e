import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findViewer } from '../../../server/access/viewer.ts';
import { createWebhooks } from '../../../server/hooks/create-webhooks.ts';
import { deliverHook } from '../../../server/hooks/deliver-hook.ts';
import { createJobRunner } from '../../../server/jobs/job-runner.ts';
import { openDatabase } from '../../../server/store/open-database.ts';
import { defaultChoices, type V4Choices } from '../../../server/v4/choices.ts';
import { createEntities } from '../../../server/v4/entities.ts';
import type { Entity } from '../../../server/v4/entity.ts';
import { createResources } from '../../../server/v4/resources.ts';
import { createSignedAddresses } from '../../../server/v4/signed-address.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { onEnd } from './endings.ts';
import { fakeAccount, fakeContact } from './support.ts';
import { createTestDatabase } from './test-database.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** The sample's database and a clock that stands until it is moved; the network is real. */
async function open(choices: Partial<V4Choices> = {}) {
  const db = await openDatabase(await createTestDatabase(true));
  onEnd('test', () => db.destroy());
  const clock = { at: Date.parse('2026-05-04T08:00:00Z') };
  const now = () => clock.at;
  const notices: string[] = [];
  const faults: unknown[] = [];
  const onFault = (error: unknown) => faults.push(error);
  const all: V4Choices = { ...defaultChoices, ...choices };
  const entities = createEntities(all);
  const addresses = createSignedAddresses({ key: Buffer.alloc(32), now });
  const resources = createResources({ db, choices: all, addresses, now });
  const accounts = entities.get('accounts') as Entity;
  const contacts = entities.get('contacts') as Entity;

  /** A process of the server, as far as webhooks go. */
  function startLife() {
    const jobs = createJobRunner({ db, now, random: () => 0, onFault });
    const webhooks = createWebhooks({
      ...{ db, entities, jobs, choices: all, allowPrivate: true, now, onFault },
      async resourcesFor(userId) {
        const viewer = await findViewer(db, all, { userId });
        return viewer && createResources({ db, choices: all, addresses, now, viewer });
      },
      onNotice: (text) => notices.push(text),
    });
    return { jobs, webhooks };
  }
  const life = startLife();

  return {
    ...{ db, clock, notices, faults, resources, accounts, contacts, startLife },
    addHook: (receiver: Receiver, more: Record<string, unknown> = {}, maker = 1) =>
      life.webhooks.hooks.create({ name: 'x', action: 'insert', entity: 'account', url: receiver.url, ...more }, maker),
    hooks: life.webhooks.hooks,
    look: () => life.webhooks.look(),
    addAccount: async (name = 'Pine Works') => (await resources.create(accounts, fakeAccount({ name }), 1)).id,
    jobRows: () => db.selectFrom('jobs').selectAll().execute(),
    /** Lets time pass second by second, with a look and the jobs of each. */
    async pass(ms: number, step = SECOND, { jobs, webhooks } = life) {
      for (let passed = 0; passed <= ms; passed += step) {
        await webhooks.look();
        await jobs.runDue();
        clock.at += step;
      }
    },
  };
}

const names = (receiver: Receiver) => receiver.deliveries.map(({ records }) => records.map(({ name }) => name));

describe('a webhook', () => {
  it('brings the record in read shape, signed, in an array', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    const hook = await rig.addHook(receiver);
    const id = await rig.addAccount();
    await rig.pass(3 * SECOND);

    expect(receiver.deliveries).toHaveLength(1);
    const [{ headers, text, records } = { headers: {}, text: '', records: [] }] = receiver.deliveries;
    expect(records).toEqual([await rig.resources.get(rig.accounts, id, 'EN', '')]);
    expect(records[0]).toMatchObject({ name: 'Pine Works', salesRepId1: { id: 1 }, deleted: false });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Tandem-CRM' });
    expect(headers['x-secret-key']).toBeUndefined();
    expect(Number(headers['webhook-timestamp'])).toBeGreaterThan(Date.parse('2026-05-04T08:00:00Z') / 1_000 - 1);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
    const mac = createHmac('sha256', String(hook.secret_key)).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    expect(await rig.jobRows()).toEqual([]);
  });

  it('shows its secret bare in a header where the tenant does', async () => {
    const rig = await open({ hookSecret: 'header' });
    const receiver = await startReceiver();
    const hook = await rig.addHook(receiver);
    await rig.addAccount();
    await rig.pass(3 * SECOND);
    expect(receiver.deliveries[0]?.headers['x-secret-key']).toBe(hook.secret_key);
  });

  it('tells of its own action and entity alone', async () => {
    const rig = await open();
    const receivers = await Promise.all([startReceiver(), startReceiver(), startReceiver(), startReceiver()]);
    const [inserts, updates, deletes, contacts] = receivers as [Receiver, Receiver, Receiver, Receiver];
    await rig.addHook(inserts);
    await rig.addHook(updates, { action: 'update' });
    await rig.addHook(deletes, { action: 'delete' });
    await rig.addHook(contacts, { entity: 'contact' });
    const id = await rig.addAccount('first name');
    await rig.pass(3 * SECOND);
    await rig.resources.update(rig.accounts, id, { name: 'second name' }, 1);
    await rig.pass(3 * SECOND);
    await rig.resources.remove(rig.accounts, id, 1);
    await rig.resources.create(rig.contacts, fakeContact(), 1);
    await rig.pass(3 * SECOND);

    expect(names(inserts)).toEqual([['first name']]);
    expect(names(updates)).toEqual([['second name']]);
    expect(names(deletes)).toEqual([['second name']]);
    expect(deletes.deliveries[0]?.records[0]).toMatchObject({ id, deleted: true });
    expect(contacts.deliveries.map(({ records }) => records[0])).toMatchObject([{ firstName: 'Elsa' }]);
  });

  it('gathers what comes together, each record once, as it stands last', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    await rig.addHook(receiver, { action: 'update' });
    const [first, second] = [await rig.addAccount('a'), await rig.addAccount('b')];
    for (const [id, name] of [
      [first, 'a1'],
      [second, 'b1'],
      [first, 'a2'],
    ] as const) {
      await rig.resources.update(rig.accounts, id, { name }, 1);
    }
    await rig.pass(5 * SECOND);
    expect(names(receiver)).toEqual([['b1', 'a2']]);
  });

  it('goes out in parts of a hundred, in order', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    await rig.addHook(receiver);
    for (let count = 0; count < 230; count += 1) await rig.addAccount(`n${count}`);
    await rig.pass(3 * SECOND);
    expect(names(receiver).map((part) => part.length)).toEqual([100, 100, 30]);
    expect(names(receiver).flat()).toEqual(Array.from({ length: 230 }, (_, index) => `n${index}`));
    expect(new Set(receiver.deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  });

  it('begins when it is made, and ends when it is deleted', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    await rig.addAccount('before');
    const { id } = await rig.addHook(receiver);
    await rig.addAccount('during');
    await rig.pass(3 * SECOND);
    await rig.addAccount('never sent');
    await rig.look();
    await rig.look();
    await rig.hooks.remove(Number(id), 1);
    await rig.addAccount('after');
    await rig.pass(3 * SECOND);
    expect(names(receiver)).toEqual([['during']]);
    expect(await rig.jobRows()).toEqual([]);
  });

  it('that is turned to something else begins there anew', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    const { id } = await rig.addHook(receiver);
    await rig.addAccount('as asked before');
    await rig.resources.create(rig.contacts, fakeContact({ firstName: 'Before' }), 1);
    await rig.hooks.update(Number(id), { entity: 'contact' }, 1);
    await rig.resources.create(rig.contacts, fakeContact({ firstName: 'After' }), 1);
    await rig.pass(3 * SECOND);
    expect(receiver.deliveries.flatMap(({ records }) => records)).toMatchObject([{ firstName: 'After' }]);
  });
});

describe('a webhook of a rep', () => {
  it('brings what its maker may see, and nothing else', async () => {
    const rig = await open();
    const [mateos, noras] = [await startReceiver(), await startReceiver()];
    await rig.addHook(mateos, {}, 2);
    await rig.addHook(noras);
    for (const [name, salesRepId1] of [
      ['of Nora', 1],
      ['of Mateo', 2],
      ['of Ines', 3],
    ] as const) {
      await rig.resources.create(rig.accounts, fakeAccount({ name, salesRepId1 }), 1);
    }
    await rig.pass(3 * SECOND);
    expect(names(mateos)).toEqual([['of Mateo']]);
    expect(names(noras)).toEqual([['of Nora', 'of Mateo', 'of Ines']]);
  });

  it('is silent when its maker may sign in no more', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    await rig.addHook(receiver, {}, 2);
    await rig.db.updateTable('users').set({ isActive: 0 }).where('id', '=', 2).execute();
    await rig.resources.create(rig.accounts, fakeAccount({ salesRepId1: 2 }), 1);
    await rig.pass(3 * SECOND);
    expect(receiver.connections).toBe(0);
    expect(await rig.jobRows()).toEqual([]);
  });
});

describe('a receiver that fails', () => {
  it('gets the same delivery again, under the same id, and then what came after', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    receiver.answer = (response) => response.writeHead(503).end();
    await rig.addHook(receiver);
    await rig.addAccount('first');
    await rig.pass(3 * SECOND);
    await rig.addAccount('second');
    await rig.pass(3 * SECOND);
    expect(names(receiver)).toEqual([['first']]);
    receiver.answer = (response) => response.end();
    await rig.pass(15 * SECOND);
    expect(names(receiver)).toEqual([['first'], ['first'], ['second']]);
    const [one, two, three] = receiver.deliveries.map(({ headers }) => headers);
    expect(two?.['webhook-id']).toBe(one?.['webhook-id']);
    expect(three?.['webhook-id']).not.toBe(one?.['webhook-id']);
    expect(Number(two?.['webhook-timestamp']) - Number(one?.['webhook-timestamp'])).toBe(10);
    expect(rig.notices).toEqual([]);
    expect(await rig.jobRows()).toEqual([]);
  });

  it('holds up no other', async () => {
    const rig = await open();
    const [bad, good] = [await startReceiver(), await startReceiver()];
    bad.answer = (response) => response.destroy();
    await rig.addHook(bad);
    await rig.addHook(good);
    await rig.addAccount('first');
    await rig.pass(3 * SECOND);
    await rig.addAccount('second');
    await rig.pass(3 * SECOND);
    expect(names(good)).toEqual([['first'], ['second']]);
  });

  it('is tried for about a day; then what is a day old is given up, and later changes get a day of their own', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    receiver.answer = (response) => response.writeHead(500).end();
    const { id } = await rig.addHook(receiver);
    const start = rig.clock.at;
    await rig.addAccount('given up');
    await rig.pass(20 * HOUR, 60 * SECOND);
    await rig.addAccount('late');
    const tries = receiver.deliveries.length;
    expect(tries).toBeLessThan(20);
    while (rig.notices.length === 0 && rig.clock.at - start < 2 * DAY) await rig.pass(0, 60 * SECOND);

    expect(receiver.deliveries).toHaveLength(20);
    expect(rig.clock.at - start).toBeGreaterThan(DAY);
    expect(rig.clock.at - start).toBeLessThan(1.5 * DAY);
    expect(rig.notices).toEqual([
      expect.stringMatching(
        /^Webhook \d+ fails since 2026-05-04T08:0.*: changes \d+ to \d+ were given up \(the receiver answered 500\)$/,
      ),
    ]);
    expect(rig.notices[0]).not.toContain('127.0.0.1');
    const failed = (await rig.jobRows()).filter(({ state }) => state === 'failed');
    expect(failed).toMatchObject([
      { kind: deliverHook.name, payload: JSON.stringify({ hookId: id }), reason: 'the receiver answered 500' },
    ]);

    receiver.answer = (response) => response.end();
    await rig.pass(5 * SECOND);
    expect(names(receiver).slice(20)).toEqual([['late']]);
  });

  it('that failed in the midst of many parts gets fresh attempts for the rest', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    await rig.addHook(receiver);
    for (let count = 0; count < 150; count += 1) await rig.addAccount(`n${count}`);
    receiver.answer = (response) => response.writeHead(receiver.deliveries.length === 2 ? 500 : 200).end();
    await rig.pass(5 * SECOND);
    expect(names(receiver).map((part) => part.length)).toEqual([100, 50, 50]);
    const [, two, three] = receiver.deliveries.map(({ headers }) => headers['webhook-id']);
    expect(three).toBe(two);
  });

  it.each([
    ['a redirect', 302],
    ['a refusal', 400],
    ['a body not asked for', 304],
  ])('answers %s: it was not delivered', async (_, status) => {
    const rig = await open();
    const [receiver, elsewhere] = [await startReceiver(), await startReceiver()];
    receiver.answer = (response) => response.writeHead(status, { Location: elsewhere.url }).end();
    await rig.addHook(receiver);
    await rig.addAccount();
    await rig.pass(3 * SECOND);
    expect(elsewhere.connections).toBe(0);
    expect(await rig.jobRows()).toMatchObject([{ state: 'waiting', reason: `the receiver answered ${status}` }]);
  });
});

describe('a process that dies', () => {
  it('between the change and the look loses nothing: the next one finds it', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    await rig.addHook(receiver);
    await rig.addAccount();
    await rig.pass(3 * SECOND, SECOND, rig.startLife());
    expect(names(receiver)).toEqual([['Pine Works']]);
  });

  it('before the receiver has answered sends again, under the same id', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    let hang: (() => void) | undefined;
    receiver.answer = (response) => {
      hang = () => response.destroy();
    };
    await rig.addHook(receiver);
    await rig.addAccount('one');
    const dying = rig.pass(2 * SECOND);
    await waitUntil('the delivery to hang', () => hang !== undefined);
    await rig.addAccount('two');
    receiver.answer = (response) => response.end();
    rig.clock.at += 31 * SECOND;
    await rig.pass(5 * SECOND, SECOND, rig.startLife());
    const ids = receiver.deliveries.map(({ headers }) => headers['webhook-id']);
    expect(names(receiver)).toEqual([['one'], ['one'], ['two']]);
    expect(ids[1]).toBe(ids[0]);
    hang?.();
    await dying;
    expect(rig.faults).toEqual([]);
  });

  it('among several that look at once makes no delivery double', async () => {
    const rig = await open();
    const receiver = await startReceiver();
    await rig.addHook(receiver);
    const lives = [rig.startLife(), rig.startLife(), rig.startLife()];
    for (let count = 0; count < 5; count += 1) {
      await rig.addAccount(`n${count}`);
      await Promise.all(lives.map(({ webhooks }) => webhooks.look()));
      rig.clock.at += 2 * SECOND;
      await Promise.all(lives.map(({ jobs }) => jobs.runDue()));
    }
    expect(names(receiver)).toEqual([['n0'], ['n1'], ['n2'], ['n3'], ['n4']]);
  });
});
