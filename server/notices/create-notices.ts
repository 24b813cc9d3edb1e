import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { createAuditLog } from '../access/audit-log.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { createPollingLoop } from '../jobs/polling-loop.ts';
import { agreeOn } from '../store/instance-facts.ts';
import type { Database } from '../store/tables.ts';
import type { V4Choices } from '../v4/choices.ts';
import { createNoticeStore } from './notice-store.ts';
import { isSwitchedOff } from './notice-switch.ts';
import { createNoticeViews, type NoticeViews } from './notice-views.ts';
import { createReadEvent } from './read-event.ts';
import { createSendNotices, type Mail, sendNotices } from './send-notices.ts';
import type { SmtpOptions } from './smtp-sender.ts';
import type { SmtpSettings } from './smtp-settings.ts';

/** Ms between two looks for notices that are due. */
const LOOK_EVERY_MS = 1_000;

export interface NoticesDeps {
  db: Kysely<Database>;
  choices: Pick<V4Choices, 'calendarHours'>;
  /** A user as they stand now; undefined when they may not sign in. */
  viewerOf: (who: { userId: number }) => Promise<Viewer | undefined>;
  jobs: Jobs;
  /** The mail server; notices are only shown on their page where there is none. */
  smtp: SmtpSettings | undefined;
  /** Bounds and trust of connections to it, for tests. */
  smtpOptions?: SmtpOptions | undefined;
  /** Address the server is reached at from outside, without a slash at the end. */
  publicUrl: string | undefined;
  now: () => number;
  random?: () => number;
  /** A line for the operator. */
  onNotice: (text: string) => void;
  onFault: (error: unknown) => void;
}

export interface Notices {
  views: NoticeViews;
  /** Looks for what is due once, now. */
  look(): Promise<void>;
  /** Begins to look for what is due. What is found is sent by the jobs. */
  start(): void;
  stop(): Promise<void>;
}

/** The libraries are loaded only where there is a mail server: a start without one does not wait for them. */
async function openMail(smtp: SmtpSettings, instance: string, options: SmtpOptions | undefined): Promise<Mail> {
  const [{ createSmtpSender }, { composeMessage }] = await Promise.all([
    import('./smtp-sender.ts'),
    import('./compose-message.ts'),
  ]);
  return {
    sender: createSmtpSender(smtp, options),
    compose: composeMessage,
    from: smtp.from,
    messageId: (id) => `notice-${id}.${instance}@${smtp.fromAddress.split('@').at(-1)}`,
  };
}

/** Joins the table of notices, the look-out for what is due, the job that sends, and what people see of it. */
export async function createNotices(deps: NoticesDeps): Promise<Notices> {
  const { db, jobs, smtp, now } = deps;
  const instance = await agreeOn(db, 'noticeInstance', () => `${randomUUID()}.tandem-crm`);
  const store = createNoticeStore(db, now);
  const read = createReadEvent({ ...deps, instance });
  jobs.handle(
    sendNotices,
    createSendNotices({
      isOff: (userId) => isSwitchedOff(db, userId),
      ...{ store, read, now, onNotice: deps.onNotice, random: deps.random ?? Math.random },
      mail: smtp && (await openMail(smtp, instance, deps.smtpOptions)),
      linkOf: (id) => (deps.publicUrl === undefined ? undefined : `${deps.publicUrl}/notices/${id}`),
    }),
  );

  async function look(): Promise<void> {
    if (await store.hasWork()) await jobs.add(sendNotices, {}, { key: 'all' });
  }
  const loop = createPollingLoop({ everyMs: LOOK_EVERY_MS, turn: look, onFault: deps.onFault });
  return {
    views: createNoticeViews({ db, audit: createAuditLog(db, now), hasMailServer: smtp !== undefined, store, read }),
    look,
    start: () => loop.start(),
    stop: () => loop.stop(),
  };
}
