import {
  ArrowDownLeft,
  ArrowUpRight,
  CircleCheck,
  Clock,
  ExternalLink,
  type LucideIcon,
  RefreshCw,
  TriangleAlert,
} from 'lucide-react';
import type { LogEntry, OutboxState } from '../../utils/model/outbox.ts';
import { formatAbsoluteTime, formatTimeAgo } from '../format-time.ts';
import { toTextKey } from '../text-key.ts';
import { type Texts, useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import type { Tone } from '../ui/notice.tsx';

const looks: Record<OutboxState, { tone: Tone; icon: LucideIcon }> = {
  pending: { tone: 'quiet', icon: Clock },
  inFlight: { tone: 'busy', icon: RefreshCw },
  parked: { tone: 'warn', icon: TriangleAlert },
  done: { tone: 'good', icon: CircleCheck },
};

/** Who a message is with: the contact and the company, or as much of it as is known. */
function toWho(entry: LogEntry): { first: string; second?: string } {
  const person = entry.contactName ?? entry.counterpart?.name ?? entry.counterpart?.email;
  if (person === undefined) return { first: entry.accountName };
  return entry.accountName === '' || entry.accountName === person
    ? { first: person }
    : { first: person, second: entry.accountName };
}

/** What stands between a message and the CRM, in a sentence, with the CRM's own words where it refused. */
function explain(entry: LogEntry, now: number, { t, locale }: Texts): string {
  if (entry.state === 'done') {
    const { first, second } = toWho(entry);
    const when = formatAbsoluteTime(entry.doneAt ?? entry.sentAt, now, locale);
    return t('entry.explain.done', { who: second ? `${first}, ${second}` : first, when });
  }
  if (entry.state === 'inFlight') return t('entry.explain.inFlight');
  if (entry.reason === 'crm-refused' && entry.detail) return t('entry.refusedBecause', { detail: entry.detail });
  if (entry.reason) return t(`wait.${toTextKey(entry.reason)}`);
  return t(`entry.explain.${entry.state}`);
}

/** One message at one company: whose, which way, what about, and where it stands. */
export function EntryRow({ entry, now, onRetry }: { entry: LogEntry; now: number; onRetry?: (id: string) => void }) {
  const texts = useTexts();
  const { t, locale } = texts;
  const { first, second } = toWho(entry);
  const Direction = entry.direction === 'outgoing' ? ArrowUpRight : ArrowDownLeft;
  const { tone, icon: StateIcon } = looks[entry.state];
  const explanation = explain(entry, now, texts);
  const subject = entry.subject || t('entry.noSubject');
  const files = new Intl.ListFormat(locale, { type: 'conjunction' }).format(entry.leftOut.map((file) => file.name));
  return (
    <li className="entry">
      <span className="entry__who">
        <bdi>{first}</bdi>
        {second && (
          <span className="entry__company">
            {' · '}
            <bdi>{second}</bdi>
          </span>
        )}
      </span>
      <time
        className="entry__time"
        dateTime={new Date(entry.sentAt).toISOString()}
        title={formatAbsoluteTime(entry.sentAt, now, locale)}
      >
        {formatTimeAgo(entry.sentAt, now, locale)}
      </time>
      <span className="entry__subject">
        <bdi>{subject}</bdi>
      </span>
      <span className="entry__direction">
        <Direction size={14} aria-hidden="true" />
        {t(entry.direction === 'outgoing' ? 'entry.sent' : 'entry.received')}
      </span>
      {entry.crmUrl ? (
        <a
          className={`entry__state tone-${tone}`}
          href={entry.crmUrl}
          target="_blank"
          rel="noreferrer"
          title={explanation}
        >
          <StateIcon size={14} aria-hidden="true" />
          {t(`entry.state.${entry.state}`)}
          <ExternalLink size={12} aria-hidden="true" />
          <span className="visually-hidden">
            {subject} {t('common.opensInNewTab')}
          </span>
        </a>
      ) : (
        <span className={`entry__state tone-${tone}`} title={explanation}>
          <StateIcon size={14} aria-hidden="true" />
          {t(`entry.state.${entry.state}`)}
        </span>
      )}
      {entry.state === 'parked' && <p className="entry__explanation">{explanation}</p>}
      {entry.protection !== 'none' && (
        <p className="entry__explanation">{t(`entry.protection.${toTextKey(entry.protection)}`)}</p>
      )}
      {entry.leftOut.length > 0 && <p className="entry__explanation">{t('entry.leftOut', { names: files })}</p>}
      {onRetry && (
        <span className="entry__action">
          <Button name={`${t('common.retry')}: ${subject}`} onClick={() => onRetry(entry.id)}>
            <RefreshCw size={14} aria-hidden="true" />
            {t('common.retry')}
          </Button>
        </span>
      )}
    </li>
  );
}
