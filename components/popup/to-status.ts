import type { QueueSummary } from '../../utils/model/outbox.ts';

/** The state of the product in one word; each has one sentence in the locales. */
export type Status =
  | { kind: 'consent-missing' }
  | { kind: 'capture-off'; waiting: number }
  | { kind: 'not-connected' }
  /** The rep or the browser took host permissions away. */
  | { kind: 'no-access'; hosts: readonly string[] }
  | { kind: 'sign-in'; waiting: number }
  | { kind: 'crm-unavailable' | 'crm-rate-limit'; nextAttemptAt?: number }
  | { kind: 'offline' }
  | { kind: 'storage-full' }
  | { kind: 'sending' }
  | { kind: 'reading' }
  | { kind: 'needs-you'; parked: number }
  | { kind: 'done' }
  | { kind: 'ready' };

export interface StatusFacts {
  consentGiven: boolean;
  captureOn: boolean;
  /** Address and keys of the CRM and the rep's own address are there. */
  connected: boolean;
  /** Hosts the browser does not let us reach at present. */
  missingHosts: readonly string[];
  online: boolean;
  summary: QueueSummary;
}

/** What blocks everything comes first, then what the queue waits for, then what the rep could do, then good news. */
export function toStatus({ consentGiven, captureOn, connected, missingHosts, online, summary }: StatusFacts): Status {
  const { waiting, parked, toRead, reason, nextAttemptAt } = summary;
  if (!consentGiven) return { kind: 'consent-missing' };
  if (!captureOn) return { kind: 'capture-off', waiting: waiting + toRead };
  if (!connected) return { kind: 'not-connected' };
  if (missingHosts.length > 0) return { kind: 'no-access', hosts: missingHosts };
  if (reason === 'storage-full') return { kind: 'storage-full' };
  if (waiting > 0) {
    if (reason === 'sign-in-needed') return { kind: 'sign-in', waiting };
    if (!online || reason === 'offline') return { kind: 'offline' };
    if (reason === 'crm-unavailable' || reason === 'crm-rate-limit') {
      return { kind: reason, ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }) };
    }
    return { kind: 'sending' };
  }
  if (toRead > 0) return { kind: 'reading' };
  if (parked > 0) return { kind: 'needs-you', parked };
  return summary.lastDoneAt === undefined ? { kind: 'ready' } : { kind: 'done' };
}
