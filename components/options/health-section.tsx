import { ClipboardCopy } from 'lucide-react';
import { useId, useState } from 'react';
import type { SiteHealth } from '../../utils/model/site-health.ts';
import { formatTimeAgo } from '../format-time.ts';
import { SiteNotice } from '../site-notice.tsx';
import { useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import { toReport } from './to-report.ts';

export interface HealthSectionProps {
  /** Webmails that are on. */
  health: readonly SiteHealth[];
  now: number;
  version: string;
  /** Rejects where the browser does not let us. */
  onCopy: (text: string) => Promise<void>;
}

/** How each webmail does, and a report on what has changed in it that the rep can copy. Nothing is sent anywhere. */
export function HealthSection({ health, now, version, onCopy }: HealthSectionProps) {
  const { t } = useTexts();
  if (health.length === 0) return <p className="list__empty">{t('health.noSites')}</p>;
  return health.map((site) => (
    <div key={site.id} className="health">
      <h3>{site.label}</h3>
      <SiteNotice health={site} />
      <Facts health={site} now={now} />
      {site.troubles.length === 0 ? (
        <p className="list__empty">{t('health.nothingToReport')}</p>
      ) : (
        <Report site={site} version={version} onCopy={onCopy} />
      )}
    </div>
  ));
}

function Facts({ health: { noticedAt, readAt, troubles }, now }: { health: SiteHealth; now: number }) {
  const { t, locale } = useTexts();
  const rows = [
    { name: t('health.lastNoticed'), at: noticedAt },
    { name: t('health.lastRead'), at: readAt },
    { name: t('health.lastTrouble'), at: troubles[0]?.lastAt },
  ];
  return (
    <dl className="health__facts">
      {rows.map(({ name, at }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {at === undefined ? (
              t('health.never')
            ) : (
              <time dateTime={new Date(at).toISOString()}>{formatTimeAgo(at, now, locale)}</time>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Report({ site, version, onCopy }: { site: SiteHealth } & Pick<HealthSectionProps, 'version' | 'onCopy'>) {
  const { t } = useTexts();
  const id = useId();
  const [copied, setCopied] = useState<'copied' | 'copyFailed'>();
  const report = toReport(site, version);
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {t('health.report', { site: site.label })}
      </label>
      <p className="field__hint" id={`${id}-hint`}>
        {t('health.reportHint')}
      </p>
      <textarea
        id={id}
        className="field__input health__report"
        aria-describedby={`${id}-hint`}
        dir="ltr"
        readOnly
        rows={6}
        value={report}
        onFocus={(event) => event.target.select()}
      />
      <div className="test-row">
        <Button
          name={t('health.copyOf', { site: site.label })}
          onClick={() => {
            setCopied(undefined);
            onCopy(report).then(
              () => setCopied('copied'),
              () => setCopied('copyFailed'),
            );
          }}
        >
          <ClipboardCopy size={16} aria-hidden="true" />
          {t('health.copy')}
        </Button>
        <p role="status" className="field__hint">
          {copied && t(`health.${copied}`)}
        </p>
      </div>
    </div>
  );
}
