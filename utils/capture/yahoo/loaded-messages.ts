import { putBounded } from './put-bounded.ts';
import type { LoadedBody, MailReading, MailRecord } from './readers/mail-record.ts';

const MAX_MESSAGES = 100;
const MAX_CHARS = 8 * 1024 * 1024;

/**
 * Messages the page itself has loaded, for a rep who has switched off requests of ours: then nothing else can be had. Kept in
 * memory, bounded, and only while that is so.
 */
export interface LoadedMessages {
  keep(reading: MailReading): void;
  /** @param written HTML the rep has written, for a message whose text the page has not loaded */
  find(mid: string, written?: string): { record: MailRecord; body: LoadedBody } | undefined;
  forget(): void;
}

export function createLoadedMessages(): LoadedMessages {
  const records = new Map<string, MailRecord>();
  const bodies = new Map<string, LoadedBody>();
  let chars = 0;

  const drop = (mid: string) => {
    chars -= sizeOf(bodies.get(mid));
    bodies.delete(mid);
  };

  return {
    keep({ messages, bodies: loaded }) {
      for (const record of messages) {
        putBounded(records, record.mid, { ...records.get(record.mid), ...record }, 10 * MAX_MESSAGES);
      }
      for (const body of loaded) {
        drop(body.mid);
        bodies.set(body.mid, body);
        chars += sizeOf(body);
        for (const mid of bodies.keys()) {
          if (bodies.size <= MAX_MESSAGES && chars <= MAX_CHARS) break;
          drop(mid);
        }
      }
    },
    find(mid, written) {
      const record = records.get(mid);
      const body = bodies.get(mid) ?? (written ? { mid, html: written } : undefined);
      return record === undefined || body === undefined ? undefined : { record, body };
    },
    forget() {
      records.clear();
      bodies.clear();
      chars = 0;
    },
  };
}

function sizeOf(body: LoadedBody | undefined): number {
  return (body?.html?.length ?? 0) + (body?.text?.length ?? 0);
}
