import type { SkipRule } from '../../utils/model/decision.ts';
import type { QueueSummary } from '../../utils/model/outbox.ts';
import { toTextKey } from '../text-key.ts';
import { useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';

export interface PrivacySectionProps {
  summary: QueueSummary;
  /** How many messages each rule kept out. */
  skipped: ReadonlyMap<SkipRule, number>;
  /** Host of the CRM, empty where none is set. */
  crmHost: string;
  consentGiven: boolean;
  onOpenConsent: () => void;
}

/** What is kept in this browser, what was passed over and why, where things go. */
export function PrivacySection({ summary, skipped, crmHost, consentGiven, onOpenConsent }: PrivacySectionProps) {
  const { t, locale } = useTexts();
  const rules = [...skipped].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return (
    <>
      <div className="field">
        <h3>{t('options.privacy.keptHere')}</h3>
        <ul className="facts">
          <li>
            {t('options.privacy.waitingMail', summary.waiting)} {t('options.privacy.waitingMailHint')}
          </li>
          <li>{t('options.privacy.toRead', summary.toRead)}</li>
          <li>{t('options.privacy.parkedMail', summary.parked)}</li>
          <li>{t('options.privacy.keptReceipts')}</li>
          <li>{t('options.privacy.keptActivity')}</li>
          <li>{t('options.privacy.keptDirectory')}</li>
          <li>{t('options.privacy.keptSettings')}</li>
        </ul>
      </div>
      <div className="field">
        <h3 id="not-logged">{t('options.privacy.notLogged')}</h3>
        <p className="field__hint">{t('options.privacy.notLoggedIntro')}</p>
        {rules.length === 0 ? (
          <p className="list__empty">{t('options.privacy.notLoggedEmpty')}</p>
        ) : (
          <table className="counters" aria-labelledby="not-logged">
            <thead>
              <tr>
                <th scope="col">{t('options.privacy.rule')}</th>
                <th scope="col">{t('options.privacy.count')}</th>
              </tr>
            </thead>
            <tbody>
              {rules.map(([rule, count]) => (
                <tr key={rule}>
                  <th scope="row">{t(`skip.${toTextKey(rule)}`)}</th>
                  <td>{count.toLocaleString(locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <div className="field">
        <h3>{t('options.privacy.whereItGoes')}</h3>
        <p>
          {crmHost === ''
            ? t('options.privacy.whereItGoesNowhere')
            : t('options.privacy.whereItGoesText', { host: crmHost })}
        </p>
      </div>
      <div className="field">
        <h3>{t('options.privacy.consent')}</h3>
        <p>{t(consentGiven ? 'options.privacy.consentGiven' : 'options.privacy.consentMissing')}</p>
        <div>
          <Button look={consentGiven ? 'normal' : 'primary'} onClick={onOpenConsent}>
            {t(consentGiven ? 'options.privacy.consentRead' : 'options.privacy.consentReadFirst')}
          </Button>
        </div>
      </div>
    </>
  );
}
