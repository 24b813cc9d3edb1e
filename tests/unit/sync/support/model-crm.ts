import { type Crm, defaultCapabilities } from '../../../../utils/crm/crm.ts';
import { CrmAuthError } from '../../../../utils/crm/errors/crm-auth-error.ts';
import { CrmRateLimitError } from '../../../../utils/crm/errors/crm-rate-limit-error.ts';
import { CrmRejectedError } from '../../../../utils/crm/errors/crm-rejected-error.ts';
import { CrmUnavailableError } from '../../../../utils/crm/errors/crm-unavailable-error.ts';
import type { ModelClock } from './model-clock.ts';
import type { Life } from './model-life.ts';

/** What happens to one request between the browser and the CRM. */
export const faults = [
  'none',
  /** Never arrives. */
  'unreachable',
  /** Carried out; the answer is lost. */
  'answer-lost',
  /** Times out, and is carried out after that. */
  'late',
  /** The browser dies when the request has gone out, and it is carried out after that. */
  'browser-dies',
  /** The clock is turned while the answer is on its way. */
  'clock-forward',
  'clock-back',
  /** Carried out; the answer is cut in the middle. */
  'truncated',
  /** The browser sends it twice over a connection that broke, and hears one answer. */
  'resent',
  '401',
  '429',
  '429-with-retry-after',
  '500',
  /** A fault of the server after it did what was asked. */
  '500-after',
] as const;
export type Fault = (typeof faults)[number];

export interface StoredEmail {
  id: number;
  extId: string;
  subject: string;
  accountId: number;
  /** The second arrival of a request the browser sent twice. */
  isResent: boolean;
  files: { name: string; bytes: Uint8Array | null }[];
}

export interface StoredDocument {
  id: number;
  accountId: number;
  name: string;
  bytes: Uint8Array | null;
}

/** Which requests a fault is meant for. */
export type Calls = 'any' | 'creates';

/** Subjects with this word are refused for good. */
export const REFUSED = 'REFUSEDBYCRM';

/** A request whose answer was given up may still be carried out so long after. */
const LATE_MS = 2_000;
/** The same for a request whose browser died: servers and what stands before them may be slow to notice. */
const LATE_AFTER_DEATH_MS = 12_000;
/** After this nothing is on its way any more. */
export const ALL_ARRIVED_MS = LATE_AFTER_DEATH_MS + 1;

/** A CRM whose carrying out and answering are two things, so that each can fail alone. It is not idempotent. */
export function createModelCrm(clock: ModelClock) {
  const emails: StoredEmail[] = [];
  const documents: StoredDocument[] = [];
  const uploads = new Map<string, { bytes: Uint8Array | null }>();
  const coming: Record<Calls, Fault[]> = { any: [], creates: [] };
  let lastId = 100;
  let takesFilesWithEmail = true;

  async function call<T>(
    life: Life,
    signal: AbortSignal,
    carryOut: (isResent: boolean) => T,
    kind: Calls = 'any',
  ): Promise<T> {
    const fault = (kind === 'creates' ? coming.creates.shift() : undefined) ?? coming.any.shift() ?? 'none';
    await tick(life);
    if (signal.aborted) throw new CrmUnavailableError('stopped', false);
    clock.pass(20);
    if (fault === 'unreachable') throw new CrmUnavailableError('unreachable', false);
    if (fault === '401') throw new CrmAuthError('sign in');
    if (fault === '429') throw new CrmRateLimitError('slow down');
    if (fault === '429-with-retry-after') throw new CrmRateLimitError('slow down', 45_000);
    if (fault === '500') throw new CrmUnavailableError('fault', true);
    if (fault === 'late' || fault === 'browser-dies') {
      clock.after(fault === 'late' ? LATE_MS : LATE_AFTER_DEATH_MS, () => {
        try {
          carryOut(false);
        } catch {
          // Refused, and nobody is there to hear it.
        }
      });
      if (fault === 'late') throw new CrmUnavailableError('timed out', true);
      life.killAfter(0);
      await tick(life);
    }
    const result = carryOut(false);
    if (fault === 'resent') {
      carryOut(true);
      clock.pass(3_000);
    }
    if (fault === 'clock-forward' || fault === 'clock-back') {
      // Nothing is still on its way when a clock is turned: that takes sleep, a time server or a hand.
      clock.pass(ALL_ARRIVED_MS);
      clock.turn(fault === 'clock-forward' ? 86_400_000 : -86_400_000);
    }
    // Here the request is carried out and the one who asked may die before hearing of it.
    await tick(life);
    if (signal.aborted) throw new CrmUnavailableError('stopped', true);
    if (fault === 'answer-lost' || fault === 'truncated' || fault === '500-after') {
      throw new CrmUnavailableError(fault, true);
    }
    return result;
  }

  function offer(target: { bytes: Uint8Array | null }): string {
    const url = `https://files.example.test/${++lastId}`;
    uploads.set(url, target);
    return url;
  }

  function connect(life: Life): Crm {
    return {
      capabilities: async () => defaultCapabilities,
      findUser: async () => null,
      companies: () => nothing(),
      contacts: () => nothing(),
      findEmails: (extId, signal) =>
        call(life, signal, () => emails.filter((email) => email.extId === extId).map(({ id }) => id)),
      createEmail: (email, signal) =>
        call(
          life,
          signal,
          (isResent) => {
            if (email.subject.includes(REFUSED)) throw new CrmRejectedError('refused', 400, `no: ${email.subject}`);
            const files = email.attachments.map(({ name }) => ({ name, bytes: null }));
            const { extId, subject, accountId } = email;
            emails.push({ id: ++lastId, extId, subject, accountId, isResent, files });
            return { id: lastId, uploadUrls: files.map((file) => (takesFilesWithEmail ? offer(file) : null)) };
          },
          'creates',
        ),
      createDocument: ({ accountId, name }, signal) =>
        call(life, signal, () => {
          const document = { id: ++lastId, accountId, name, bytes: null };
          documents.push(document);
          return { id: String(document.id), uploadUrl: offer(document) };
        }),
      upload: (url, bytes, signal) =>
        call(life, signal, () => {
          const target = uploads.get(url);
          if (!target) throw new CrmRejectedError('no such upload', 403, 'expired');
          target.bytes = bytes;
        }),
      emailUrl: (id) => `https://crm.example.test/emails/${id}`,
    };
  }

  return {
    emails,
    documents,
    connect,
    /** What happens to the next requests, in order. */
    expect: (of: Calls, next: readonly Fault[]) => coming[of].push(...next),
    clearSky() {
      coming.any = [];
      coming.creates = [];
    },
    takeFilesWithEmail: (takes: boolean) => {
      takesFilesWithEmail = takes;
    },
    /** A colleague's browser logs the same message. */
    colleagueLogs(extId: string, subject: string, accountId: number, files: { name: string; bytes: Uint8Array }[]) {
      if (emails.some((email) => email.extId === extId)) return;
      emails.push({ id: ++lastId, extId, subject, accountId, isResent: false, files });
    },
  };
}

export type ModelCrm = ReturnType<typeof createModelCrm>;

/** A moment at which the process may die; dead ones hang, since nothing of them runs on. */
async function tick(life: Life): Promise<void> {
  await Promise.resolve();
  try {
    life.step();
  } catch {
    await new Promise(() => {});
  }
}

async function* nothing(): AsyncGenerator<never> {
  // The directory is not the subject here.
}
