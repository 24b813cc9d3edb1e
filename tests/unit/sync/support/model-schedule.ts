import fc from 'fast-check';
import { toExtId, toMessageKey } from '../../../../utils/queue/identity.ts';
import { findLeaks } from './find-leaks.ts';
import { ALL_ARRIVED_MS, type Calls, type Fault, faults, type ModelCrm } from './model-crm.ts';
import { createMail, type Mail, type MailSpec, wantedCompanies } from './model-mail.ts';
import { type Broken, createWorld, type World } from './model-world.ts';

export type Action =
  | { do: 'show'; mail: number; tabs: 1 | 2; whilePushing: boolean }
  | { do: 'load' }
  | { do: 'push' }
  | { do: 'push-and-stop' }
  | { do: 'pass'; ms: number }
  | { do: 'turn-clock'; ms: number }
  | { do: 'kill'; steps: number }
  | { do: 'expect'; of: Calls; faults: Fault[] }
  | { do: 'switch'; on: boolean }
  | { do: 'network'; online: boolean }
  | { do: 'sign-in' }
  | { do: 'colleague'; mail: number };

export interface Schedule {
  mails: MailSpec[];
  actions: Action[];
  takesFilesWithEmail: boolean;
  seed: number;
}

const mail = fc.record<MailSpec>({
  companies: fc.uniqueArray(fc.constantFrom(1, 2, 3), { maxLength: 3 }),
  bcc: fc.option(fc.constantFrom(1, 2, 3), { freq: 4 }),
  files: fc.array(fc.constantFrom('small', 'small', 'too-large', 'unreadable', 'inline'), { maxLength: 2 }),
  isLong: fc.boolean(),
  trap: fc.constantFrom('none', 'none', 'none', 'none', 'unreadable-source', 'automated', 'refused'),
  thread: fc.constantFrom(0, 1),
  direction: fc.constantFrom('incoming', 'outgoing'),
});

const MAX_MAILS = 3;
const which = fc.nat({ max: MAX_MAILS - 1 });

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('show' as const),
      mail: which,
      tabs: fc.constantFrom(1 as const, 2 as const),
      whilePushing: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'push' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'load' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'push-and-stop' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.oneof(fc.nat({ max: 3_000 }), fc.nat({ max: 90_000 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('turn-clock' as const), ms: fc.integer({ min: -1e8, max: 1e8 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('kill' as const), steps: fc.nat({ max: 40 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('expect' as const),
      of: fc.constantFrom<Calls>('any', 'creates', 'creates'),
      faults: fc.array(fc.constantFrom(...faults), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('switch' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('network' as const), online: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'sign-in' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('colleague' as const), mail: which }) },
);

/** Random schedules of a rep's days, from calm to absurd. */
export const schedule: fc.Arbitrary<Schedule> = fc.record({
  mails: fc.array(mail, { minLength: 1, maxLength: MAX_MAILS }),
  actions: fc.array(action, { minLength: 3, maxLength: 14 }),
  takesFilesWithEmail: fc.boolean(),
  seed: fc.nat(),
});

/** Rounds of healing until everything must have come to rest. */
const MAX_ROUNDS = 60;

/**
 * Plays a schedule, heals the world, waits until nothing moves, and says what is wrong then.
 *
 * @param broken for proving that the model notices a broken product.
 * @returns one line for each fault found; none is success.
 */
export async function playSchedule(plan: Schedule, broken: Broken = {}): Promise<string[]> {
  const mails = plan.mails.map(createMail);
  const world = createWorld(mails, plan.seed, broken);
  world.crm.takeFilesWithEmail(plan.takesFilesWithEmail);
  const shown = new Set<Mail>();
  const byColleague = new Set<Mail>();
  for (const one of plan.actions) await play(one, world, mails, shown, byColleague);

  world.heal();
  await world.resume();
  const rested = await rest(world, shown);
  // What is still on its way arrives before anybody judges.
  world.clock.pass(ALL_ARRIVED_MS);
  const wrong = rested ? [] : ['something still moves after everything was healed'];
  const { db } = world.background();
  wrong.push(...(await judge(world, mails, shown, byColleague, losesAnswers(plan))));
  db.close();
  return wrong;
}

async function play(one: Action, world: World, mails: Mail[], shown: Set<Mail>, byColleague: Set<Mail>): Promise<void> {
  switch (one.do) {
    case 'show': {
      const mail = mails[one.mail];
      if (!mail) return;
      if (world.switches.on) shown.add(mail);
      const tabs = one.tabs === 2 ? ['tab-a', 'tab-b'] : ['tab-a'];
      await Promise.all([one.whilePushing ? world.push() : null, ...tabs.map((tab) => world.show(mail, tab))]);
      return;
    }
    case 'load':
      return world.load('tab-a');
    case 'push':
      await world.push();
      return;
    case 'push-and-stop': {
      const run = world.push();
      await new Promise((resolve) => setImmediate(resolve));
      world.stop();
      await run;
      return;
    }
    case 'pass':
      return world.clock.pass(one.ms);
    case 'turn-clock':
      // A clock is turned by waking up, by time servers, by hand: nothing is still on its way by then.
      world.clock.pass(ALL_ARRIVED_MS);
      return world.clock.turn(one.ms);
    case 'kill':
      return world.kill(one.steps);
    case 'expect':
      world.crm.expect(one.of, one.faults);
      return;
    case 'switch':
      world.switches.on = one.on;
      if (!one.on) world.stop();
      return;
    case 'network':
      world.switches.online = one.online;
      return;
    case 'sign-in':
      await world.resume();
      return;
    case 'colleague': {
      const mail = mails[one.mail];
      if (!mail) return;
      byColleague.add(mail);
      // Two creates that cross on the way meet only in a CRM that is idempotent by itself; they are not the subject here.
      world.clock.pass(ALL_ARRIVED_MS);
      const key = await toMessageKey(mail.message.messageId);
      for (const company of wantedCompanies(mail)) {
        const files = mail.message.attachments.flatMap(({ name, disposition }, i) => {
          const bytes = mail.bytes[i];
          return bytes && disposition === 'attachment' ? [{ name, bytes }] : [];
        });
        world.crm.colleagueLogs(await toExtId(key, company), mail.message.subject, company, files);
      }
    }
  }
}

/** Whether a create of ours can be unknown to have happened. */
function losesAnswers({ actions }: Schedule): boolean {
  const certain: readonly Fault[] = ['none', 'unreachable', '401', '429', '429-with-retry-after'];
  return actions.some((one) => {
    if (one.do === 'expect') return one.faults.some((fault) => !certain.includes(fault));
    return one.do === 'kill' || one.do === 'push-and-stop' || one.do === 'switch';
  });
}

/** Lets the rep go on for days without trouble. Mail that was acknowledged is never shown again. */
async function rest(world: World, shown: ReadonlySet<Mail>): Promise<boolean> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const mail of shown) if (!world.stored.has(mail.ref)) await world.show(mail, 'tab-a');
    await world.push();
    const next = await world.nextWakeAt();
    if (next === null || next === undefined) return true;
    world.clock.pass(Math.max(1, next - world.clock.now()));
  }
  return false;
}

async function judge(
  world: World,
  mails: Mail[],
  shown: ReadonlySet<Mail>,
  byColleague: ReadonlySet<Mail>,
  losesAnswers: boolean,
) {
  const { crm } = world;
  const { db } = world.background();
  const wrong: string[] = [];
  const rows = await db.outbox.toArray();
  const duplicatesNoted = new Set(rows.flatMap((row) => row.duplicateCrmIds ?? []));

  for (const mail of mails) {
    const wanted = shown.has(mail) ? wantedCompanies(mail) : [];
    for (const company of [1, 2, 3]) {
      const found = crm.emails.filter((one) => one.accountId === company && one.subject === mail.message.subject);
      const ours = found.filter((one) => !one.isResent);
      const isParked = mail.trap === 'refused' || mail.trap === 'unreadable-source';
      const expected = (wanted.includes(company) && !isParked) || isByColleague(mail, company, byColleague) ? 1 : 0;
      if (ours.length < expected) wrong.push(`lost: ${mail.ref} at company ${company}`);
      if (ours.length > expected) wrong.push(`${ours.length} times instead of ${expected}: ${mail.ref} at ${company}`);
      for (const { id } of found.filter((one) => one.isResent)) {
        if (!duplicatesNoted.has(id)) wrong.push(`pair not noted: ${mail.ref} at company ${company}`);
      }
      if (expected === 1 && wanted.includes(company)) {
        // Found under our key after a lost answer: ours or a colleague's? Then a file twice is better than none.
        const most = byColleague.has(mail) && losesAnswers ? 2 : 1;
        wrong.push(...judgeFiles(crm, mail, company, most, byColleague.has(mail)));
      }
    }
  }
  for (const row of rows) {
    if (row.state === 'done' && row.crmId === undefined) wrong.push('done without an id of the CRM');
    if (row.state === 'parked' && row.reason === undefined) wrong.push('parked without a reason');
    if (row.state !== 'done' && row.state !== 'parked') wrong.push(`left ${row.state}`);
  }
  for (const order of await db.orders.toArray()) if (!order.parked) wrong.push('an order is left');

  const parked = new Set(rows.filter((row) => row.state === 'parked').map((row) => row.messageId));
  for (const message of await db.messages.toArray()) {
    if (message.content && !parked.has(message.id)) wrong.push('content of a finished message is kept');
  }
  const words = mails.map(({ word }) => word);
  wrong.push(...(await findLeaks(db, words)).map((place) => `readable in the database: ${place}`));
  for (const line of world.logged) if (words.some((word) => line.includes(word))) wrong.push('content in a log line');
  return wrong;
}

function isByColleague(mail: Mail, company: number, byColleague: ReadonlySet<Mail>): boolean {
  return byColleague.has(mail) && wantedCompanies(mail).includes(company);
}

/** Every file that can go along is there with its bytes, once; so is the whole of a message whose text was cut. */
function judgeFiles(crm: ModelCrm, mail: Mail, company: number, most: number, byColleague: boolean): string[] {
  const wrong: string[] = [];
  const inEmails = crm.emails
    .filter((one) => one.accountId === company && one.subject === mail.message.subject)
    .flatMap(({ files }) => files);
  const documents = crm.documents.filter((one) => one.accountId === company);
  const withBytes = (name: string) => [...inEmails, ...documents].filter((file) => file.name === name && file.bytes);
  mail.message.attachments.forEach(({ name, disposition }, i) => {
    const kind = mail.files[i];
    const expected = disposition === 'attachment' && kind === 'small' ? 1 : 0;
    const count = withBytes(name).length;
    if (count < expected) wrong.push(`file lost: ${name} at company ${company}`);
    if (count > most) wrong.push(`file ${count} times: ${name} at company ${company}`);
  });
  const copies = documents.filter(({ name, bytes }) => name === `${mail.message.subject}.eml` && bytes).length;
  if (mail.isLong && most === 1 && !byColleague && copies !== 1) {
    wrong.push(`whole message kept ${copies} times: ${mail.ref} at company ${company}`);
  }
  return wrong;
}
