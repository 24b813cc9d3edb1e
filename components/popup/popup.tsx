import './popup.css';
import { Settings } from 'lucide-react';
import type { LogEntry, QueueSummary } from '../../utils/model/outbox.ts';
import type { SiteHealth } from '../../utils/model/site-health.ts';
import { formatAbsoluteTime, formatTimeAgo } from '../format-time.ts';
import { needsNotice, SiteNotice } from '../site-notice.tsx';
import { useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import { LockedNote } from '../ui/locked-note.tsx';
import { Mark } from '../ui/mark.tsx';
import { Notice } from '../ui/notice.tsx';
import { Switch } from '../ui/switch.tsx';
import { EntryRow } from './entry-row.tsx';
import { StatusCard } from './status-card.tsx';
import type { Status } from './to-status.ts';

/** More parked items than this are a matter for the settings page, not for a popup. */
const MOST_PARKED = 3;

export interface PopupProps {
  status: Status;
  captureOn: boolean;
  captureLocked: boolean;
  /** The rep's address, empty where none is set. */
  mailbox: string;
  summary: QueueSummary;
  /** Newest entries, newest first, parked ones left out. */
  latest: readonly LogEntry[];
  parked: readonly LogEntry[];
  /** Webmails that are on. */
  health: readonly SiteHealth[];
  now: number;
  /** The switch was turned while this popup is open: what it did to open tabs. */
  turned?: 'on' | 'off';
  failed?: boolean;
  onSwitch: (on: boolean) => void;
  onRetry: (id?: string) => void;
  onAllow: () => void;
  onOpenOptions: () => void;
  onOpenConsent: () => void;
  onOpenHealth: () => void;
}

export function Popup(props: PopupProps) {
  const { t } = useTexts();
  const { status, captureOn, parked, latest, now, summary, turned } = props;
  const moreParked = summary.parked - Math.min(parked.length, MOST_PARKED);
  return (
    <main className="popup">
      <header className="popup__header">
        <Mark size={28} off={!captureOn || status.kind === 'consent-missing'} />
        <h1>{t('popup.title')}</h1>
        <Switch
          label={t('popup.capture')}
          on={captureOn}
          locked={props.captureLocked}
          onChange={props.onSwitch}
          {...(props.captureLocked ? { describedBy: 'capture-locked' } : {})}
        />
      </header>
      {props.captureLocked && <LockedNote id="capture-locked" />}
      <div role="status" className={turned ? 'popup__turned' : 'visually-hidden'}>
        {turned && t(turned === 'on' ? 'popup.captureTurnedOn' : 'popup.captureTurnedOff')}
      </div>
      {props.failed && <Notice tone="bad">{t('common.failed')}</Notice>}
      <StatusCard
        status={status}
        now={now}
        onConsent={props.onOpenConsent}
        onConnect={props.onOpenOptions}
        onAllow={props.onAllow}
        onTryNow={() => props.onRetry()}
      />
      <Sites health={props.health} onOpenHealth={props.onOpenHealth} />
      <Figures summary={summary} now={now} />
      {parked.length > 0 && (
        <section aria-labelledby="needs-you">
          <div className="popup__heading">
            <h2 id="needs-you">{t('popup.needsYou')}</h2>
            {summary.parked > 1 && (
              <Button look="plain" onClick={() => props.onRetry()}>
                {t('popup.retryAll')}
              </Button>
            )}
          </div>
          <ul className="entries">
            {parked.slice(0, MOST_PARKED).map((entry) => (
              <EntryRow key={entry.id} entry={entry} now={now} onRetry={props.onRetry} />
            ))}
          </ul>
          {moreParked > 0 && <p className="popup__more">{t('popup.moreParked', moreParked)}</p>}
        </section>
      )}
      <section aria-labelledby="latest">
        <h2 id="latest">{t('popup.latest')}</h2>
        {latest.length === 0 ? (
          <p className="popup__empty">{t('popup.latestEmpty')}</p>
        ) : (
          <ul className="entries">
            {latest.map((entry) => (
              <EntryRow key={entry.id} entry={entry} now={now} />
            ))}
          </ul>
        )}
      </section>
      <footer className="popup__footer">
        <bdi className="popup__mailbox">{props.mailbox}</bdi>
        <Button look="plain" onClick={props.onOpenOptions}>
          <Settings size={16} aria-hidden="true" />
          {t('popup.settings')}
        </Button>
      </footer>
    </main>
  );
}

/** Webmails the rep should know something of. */
function Sites({ health, onOpenHealth }: Pick<PopupProps, 'health' | 'onOpenHealth'>) {
  const { t } = useTexts();
  const noted = health.filter(needsNotice);
  if (noted.length === 0) return null;
  return (
    <section className="popup__sites" aria-label={t('popup.sites')}>
      {noted.map((site) => (
        <SiteNotice key={site.id} health={site} />
      ))}
      <Button look="plain" onClick={onOpenHealth}>
        {t('popup.openHealth')}
      </Button>
    </section>
  );
}

function Figures({ summary, now }: { summary: QueueSummary; now: number }) {
  const { t, locale } = useTexts();
  const { lastDoneAt } = summary;
  return (
    <p className="popup__figures">
      <span>{t('popup.waiting', summary.waiting + summary.toRead)}</span>
      {lastDoneAt === undefined ? (
        <span>{t('popup.neverLogged')}</span>
      ) : (
        <time dateTime={new Date(lastDoneAt).toISOString()}>
          {t('popup.lastSuccess', { when: formatTimeAgo(lastDoneAt, now, locale) })}
          {' · '}
          {formatAbsoluteTime(lastDoneAt, now, locale)}
        </time>
      )}
    </p>
  );
}
