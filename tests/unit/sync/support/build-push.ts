import { IDBFactory as FakeFactory, IDBKeyRange as FakeKeyRange } from 'fake-indexeddb';
import { type CreatedEmail, type Crm, defaultCapabilities, type NewEmail } from '../../../../utils/crm/crm.ts';
import { toNewEmail } from '../../../../utils/crm/to-new-email.ts';
import { createQueueDatabase } from '../../../../utils/queue/database.ts';
import { createSealer } from '../../../../utils/queue/seal.ts';
import { createIntake } from '../../../../utils/sync/intake.ts';
import { createPush, type PushDependencies } from '../../../../utils/sync/push.ts';
import type { CrmConnection } from '../../../../utils/sync/push-entry.ts';
import { fakeSpec, handOver } from './build-intake.ts';
import { createModelClock } from './model-clock.ts';
import { createMail, createReader, decider, directory, type MailSpec, toReference } from './model-mail.ts';

const texts = {
  noSubject: 'none',
  noText: 'none',
  cut: 'the rest is in a document',
  addresses: (field: string, addresses: string) => `${field}: ${addresses}`,
  protection: {},
  leftOut: (name: string, why: string) => `${name}: ${why}`,
};

/** A CRM that takes everything and writes down what it was asked. */
export function createScriptedCrm() {
  const calls: string[] = [];
  const emails: (NewEmail & { id: number })[] = [];
  const uploads = new Map<string, string>();
  let lastId = 0;
  const crm: Crm = {
    capabilities: async () => defaultCapabilities,
    findUser: async () => null,
    async *companies() {},
    async *contacts() {},
    async findEmails(extId) {
      calls.push('find');
      return emails.filter((email) => email.extId === extId).map(({ id }) => id);
    },
    async createEmail(email): Promise<CreatedEmail> {
      calls.push('create');
      emails.push({ ...email, id: ++lastId });
      return { id: lastId, uploadUrls: email.attachments.map(() => null) };
    },
    async createDocument({ name }) {
      calls.push(`document ${name}`);
      return { id: String(++lastId), uploadUrl: `https://files.example.test/${name}` };
    },
    async upload(url, bytes) {
      calls.push(`upload ${url.split('/').at(-1)}`);
      uploads.set(url, new TextDecoder().decode(bytes));
    },
    emailUrl: (id) => `https://crm.example.test/${id}`,
  };
  return { crm, calls, emails, uploads };
}

/** A push over a database in which the given messages already wait. */
export async function buildPush(specs: Partial<MailSpec>[], overrides: Partial<PushDependencies> = {}) {
  const mails = specs.map((spec, i) => createMail(fakeSpec(spec), i));
  const clock = createModelClock();
  const db = createQueueDatabase({ indexedDB: new FakeFactory(), IDBKeyRange: FakeKeyRange });
  const sealer = createSealer(db);
  const logged: string[] = [];
  const note = (line: string, cause?: unknown) => logged.push(`${line} ${String(cause ?? '')}`);
  const log = { error: note, info: note, debug: note };
  const shared = { db, sealer, readMessage: createReader(mails), now: clock.now, random: () => 0.5, log };
  const intake = createIntake({ ...shared, directory, decider, mayCapture: () => true, onStored() {} });
  const scripted = createScriptedCrm();
  const switches = { on: true, online: true };
  const connection: CrmConnection = { crm: scripted.crm, capabilities: defaultCapabilities, attachmentLimitBytes: 200 };
  let leases = 0;
  const deps: PushDependencies = {
    ...shared,
    connect: async () => connection,
    runAlone: async (_name, work) => {
      await work();
      return true;
    },
    newId: () => `lease-${++leases}`,
    isOn: () => switches.on,
    isOnline: () => switches.online,
    toNewEmail: (source) => toNewEmail({ ...source, texts }),
    lanes: 1,
    ...overrides,
  };
  for (const mail of mails) {
    for (const order of await intake.notice([toReference(mail)])) await handOver(intake, order.orderId, mail);
  }
  const restart = () => createPush(deps);
  return {
    ...scripted,
    deps,
    db,
    sealer,
    mails,
    clock,
    logged,
    switches,
    connection,
    intake,
    push: restart(),
    restart,
  };
}
