import { IDBFactory as FakeFactory, IDBKeyRange as FakeKeyRange } from 'fake-indexeddb';
import { createQueueDatabase } from '../../../../utils/queue/database.ts';
import { createSealer } from '../../../../utils/queue/seal.ts';
import { createIntake, type IntakeDependencies } from '../../../../utils/sync/intake.ts';
import { createModelClock } from './model-clock.ts';
import { createMail, createReader, decider, directory, type Mail, type MailSpec } from './model-mail.ts';

export const fakeSpec = (overrides: Partial<MailSpec> = {}): MailSpec => ({
  companies: [1],
  bcc: null,
  files: [],
  isLong: false,
  trap: 'none',
  thread: 0,
  direction: 'incoming',
  ...overrides,
});

/** An intake over an empty database, with a webmail of the given messages. */
export function buildIntake(specs: Partial<MailSpec>[], overrides: Partial<IntakeDependencies> = {}) {
  const mails = specs.map((spec, i) => createMail(fakeSpec(spec), i));
  const clock = createModelClock();
  const db = createQueueDatabase({ indexedDB: new FakeFactory(), IDBKeyRange: FakeKeyRange });
  const sealer = createSealer(db);
  const logged: string[] = [];
  const switches = { on: true };
  const log = { error: (line: string) => logged.push(line), info: () => {}, debug: () => {} };
  const deps: IntakeDependencies = {
    db,
    sealer,
    directory,
    decider,
    readMessage: createReader(mails),
    now: clock.now,
    random: () => 0.5,
    log,
    mayCapture: () => switches.on,
    onStored() {},
    ...overrides,
  };
  const restart = () => createIntake(deps);
  return { ...deps, mails, clock, switches, logged, intake: restart(), restart };
}

/** Hands a message over as a tab does: all of it in one piece, or the sizes given. */
export async function handOver(
  intake: ReturnType<typeof createIntake>,
  orderId: string,
  mail: Pick<Mail, 'source'>,
  overrides: Partial<Parameters<typeof intake.deliver>[1]> = {},
  tab = 'tab',
) {
  intake.piece(tab, { orderId, part: 0, index: 0, data: btoa(String.fromCharCode(...mail.source)) });
  const parts = [mail.source.length];
  return intake.deliver(tab, { orderId, rung: 'raw', form: 'rfc822', parts, missing: [], ...overrides });
}
