import { IDBFactory as FakeFactory, IDBKeyRange as FakeKeyRange } from 'fake-indexeddb';
import type { Crm } from '../../../../utils/crm/crm.ts';
import { toNewEmail } from '../../../../utils/crm/to-new-email.ts';
import type { FetchOrder } from '../../../../utils/model/delivery.ts';
import { createQueueDatabase } from '../../../../utils/queue/database.ts';
import { createSealer } from '../../../../utils/queue/seal.ts';
import { createIntake } from '../../../../utils/sync/intake.ts';
import { createPush } from '../../../../utils/sync/push.ts';
import type { CrmConnection } from '../../../../utils/sync/push-entry.ts';
import type { RunAlone } from '../../../../utils/sync/web-lock.ts';
import { createModelClock } from './model-clock.ts';
import { createModelCrm } from './model-crm.ts';
import { createLife, type Life } from './model-life.ts';
import { ATTACHMENT_LIMIT, createReader, decider, directory, type Mail, REP, toReference } from './model-mail.ts';

const texts = {
  noSubject: 'none',
  noText: 'none',
  cut: 'the rest is in a document',
  addresses: (field: string, addresses: string) => `${field}: ${addresses}`,
  protection: {},
  leftOut: (name: string, why: string) => `${name}: ${why}`,
};

/** Pseudo-random numbers that are the same in every replay. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A product made worse, for proving that the model notices. */
export interface Broken {
  wrapCrm?: (crm: Crm) => Crm;
  orphanGraceMs?: number;
}

/** Everything around the code under test: disk, clock, CRM, webmail, and one background life after another. */
export function createWorld(
  mails: readonly Mail[],
  seed: number,
  { wrapCrm = (crm) => crm, orphanGraceMs }: Broken = {},
) {
  const disk = new FakeFactory();
  const clock = createModelClock();
  const crm = createModelCrm(clock);
  const random = createRandom(seed);
  const logged: string[] = [];
  const log = {
    error: (text: string, cause?: unknown) => logged.push(`${text} ${String(cause ?? '')}`),
    info: (text: string) => logged.push(text),
    debug: (text: string) => logged.push(text),
  };
  const switches = { on: true, online: true };
  /** Refs whose delivery was answered with `stored`: from then on the mailbox need not have them any more. */
  const stored = new Set<string>();
  let ids = 0;
  let holder: Life | undefined;
  let current = begin();

  function begin() {
    const life = createLife(disk);
    const db = createQueueDatabase({ indexedDB: life.indexedDB, IDBKeyRange: FakeKeyRange });
    const sealer = createSealer(db);
    const readMessage = createReader(mails);
    const now = clock.now;
    const runAlone: RunAlone = async (_name, work) => {
      if (holder && !holder.isDead()) return false;
      holder = life;
      try {
        await work();
      } finally {
        if (holder === life) holder = undefined;
      }
      return true;
    };
    const connect = async (): Promise<CrmConnection> => {
      const port = wrapCrm(crm.connect(life));
      const capabilities = await port.capabilities(new AbortController().signal);
      return { crm: port, capabilities, attachmentLimitBytes: ATTACHMENT_LIMIT };
    };
    return {
      life,
      db,
      intake: createIntake({
        db,
        sealer,
        directory,
        decider,
        readMessage,
        now,
        random,
        log,
        mayCapture: () => switches.on,
        onStored() {},
      }),
      push: createPush({
        db,
        sealer,
        readMessage,
        now,
        random,
        log,
        connect,
        runAlone,
        newId: () => `lease-${++ids}`,
        isOn: () => switches.on,
        isOnline: () => switches.online,
        toNewEmail: (source) => toNewEmail({ ...source, texts }),
        lanes: 2,
        ...(orphanGraceMs === undefined ? {} : { orphanGraceMs }),
      }),
    };
  }

  /** Asks the background for something; undefined when it dies before it answers. */
  async function ask<T>(work: (background: typeof current) => Promise<T>): Promise<T | undefined> {
    const asked = current;
    const dead = Symbol('dead');
    const answer = work(asked).catch((error: unknown) => {
      if (asked.life.isDead()) return dead;
      throw error;
    });
    const first = await Promise.race([answer, asked.life.died.then(() => dead)]);
    if (asked.life.isDead() && current === asked) {
      current = begin();
      clock.pass(100);
    }
    return first === dead ? undefined : (first as T);
  }

  /** A tab reads what it is told to and hands it over in pieces. */
  async function deliver(tab: string, order: FetchOrder): Promise<void> {
    const mail = mails.find(({ ref }) => ref === order.ref);
    if (!mail) return;
    const half = Math.floor(mail.source.length / 2);
    const pieces = [mail.source.slice(0, half), mail.source.slice(half)];
    for (let attempt = 0; attempt < 3; attempt++) {
      for (const [index, bytes] of pieces.entries()) {
        const data = btoa(String.fromCharCode(...bytes));
        await ask(async ({ intake }) => intake.piece(tab, { orderId: order.orderId, part: 0, index, data }));
      }
      const { orderId } = order;
      const delivery = {
        orderId,
        rung: 'raw' as const,
        form: 'rfc822' as const,
        parts: [mail.source.length],
        missing: [],
      };
      const outcome = await ask(({ intake }) => intake.deliver(tab, delivery));
      if (outcome === 'stored') stored.add(mail.ref);
      if (outcome !== 'restart') return;
    }
  }

  return {
    clock,
    crm,
    switches,
    stored,
    logged,
    disk,
    background: () => current,
    /** A tab shows a message: it is noticed, and read when asked for. */
    async show(mail: Mail, tab: string) {
      const orders = await ask(({ intake }) => intake.notice([toReference(mail)]));
      for (const order of orders ?? []) await deliver(tab, order);
    },
    /** A webmail page loads and is told what is left to read. */
    async load(tab: string) {
      const answer = await ask(({ intake }) => intake.hello({ site: 'gmail', account: REP }));
      for (const order of answer?.orders ?? []) await deliver(tab, order);
    },
    push: () => ask(({ push }) => push.run()),
    resume: () => ask(({ push }) => push.resume()),
    nextWakeAt: () => ask(({ push }) => push.nextWakeAt()),
    stop: () => current.push.stop(),
    kill(steps: number) {
      current.life.killAfter(steps);
      if (!current.life.isDead()) return;
      current = begin();
      clock.pass(100);
    },
    /** From here on nothing goes wrong. */
    heal() {
      crm.clearSky();
      switches.on = true;
      switches.online = true;
      current.life.killAfter(Number.POSITIVE_INFINITY);
    },
  };
}

export type World = ReturnType<typeof createWorld>;
