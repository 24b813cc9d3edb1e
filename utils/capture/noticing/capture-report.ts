import type { MailReference } from '../../model/mail-reference.ts';
import type { SiteId } from '../../model/site.ts';
import type { CaptureHandlers, LayoutReport } from '../adapter.ts';

/** Found before anybody knows whose mailbox it is. */
const MAX_WAITING_REFERENCES = 2000;

/** What an adapter has to say, in the order and at the time it may be said. */
export interface CaptureReport {
  /** The mailbox, once it is known. */
  readonly account: string | undefined;
  /** What was noticed before is told with it. */
  setAccount(email: string, aliases?: readonly string[]): void;
  /** References are made once the mailbox is known; until then they wait, the newest first to stay. */
  notice(makers: readonly ((account: string) => MailReference)[]): void;
  /** Says once of each thing missing that it is, until {@link CaptureReport.sees} is called for that way of noticing. */
  trouble(report: Omit<LayoutReport, 'site'>): void;
  /** A way of noticing works; tells so only where it was blind before. */
  sees(source: LayoutReport['source']): void;
}

/** The part every adapter needs between what it finds and those it tells. Silent once the signal aborts. */
export function createCaptureReport(site: SiteId, on: CaptureHandlers, signal: AbortSignal): CaptureReport {
  const troubled = new Map<string, LayoutReport['source']>();
  let account: string | undefined;
  let aliases = '';
  let waiting: ((account: string) => MailReference)[] = [];
  signal.addEventListener('abort', () => {
    waiting = [];
  });

  return {
    get account() {
      return account;
    },
    setAccount(email, others = []) {
      const named = others.join(' ');
      if (signal.aborted || (account === email && aliases === named)) return;
      account = email;
      aliases = named;
      on.account(email, others);
      const references = waiting.map((make) => make(email));
      waiting = [];
      if (references.length > 0) on.notice(references);
    },
    notice(makers) {
      if (signal.aborted || makers.length === 0) return;
      const mailbox = account;
      if (mailbox === undefined) waiting = [...waiting, ...makers].slice(-MAX_WAITING_REFERENCES);
      else on.notice(makers.map((make) => make(mailbox)));
    },
    trouble(report) {
      if (signal.aborted || troubled.has(report.missing)) return;
      troubled.set(report.missing, report.source);
      on.trouble({ site, ...report });
    },
    sees(source) {
      if (signal.aborted) return;
      const over = [...troubled].filter(([, blind]) => blind === source).map(([missing]) => missing);
      for (const missing of over) troubled.delete(missing);
      if (over.length > 0) on.recovered(source);
    },
  };
}
