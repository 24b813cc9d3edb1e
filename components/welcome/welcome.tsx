import './welcome.css';
import { Archive, CircleOff, Eye, type LucideIcon, Send, Settings } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { CrmFields, type CrmFieldsProps, RepAddressField } from '../options/crm-fields.tsx';
import { isComplete } from '../options/settings-form.ts';
import { useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';
import { Notice } from '../ui/notice.tsx';

const stepNames = ['consent', 'connect', 'done'] as const;
export type WelcomeStep = (typeof stepNames)[number];

export interface WelcomeProps extends CrmFieldsProps {
  step: WelcomeStep;
  /** Who agreed: the rep in the browser's own install dialogue, the administrator, the rep here, or nobody yet. */
  consent: 'browser' | 'policy' | 'given' | 'missing';
  /** The rep said "Not now" on this page. */
  declined: boolean;
  sites: readonly { label: string; url: string }[];
  failed?: boolean;
  onAgree: () => void;
  onDecline: () => void;
  onStep: (step: WelcomeStep) => void;
  onOpenOptions: () => void;
}

/** First run in three steps: what Tandem does and a clear yes, the connection, and off to work. */
export function Welcome(props: WelcomeProps) {
  const { t } = useTexts();
  const { step } = props;
  return (
    <div className="welcome">
      <header className="welcome__header">
        <Mark size={40} />
        <h1>{t('welcome.title')}</h1>
        <ol className="welcome__steps">
          {stepNames.map((name, index) => (
            <li key={name} aria-current={name === step ? 'step' : undefined}>
              <span className="welcome__number" aria-hidden="true">
                {index + 1}
              </span>
              {t(`welcome.steps.${name}`)}
            </li>
          ))}
        </ol>
      </header>
      <main className="welcome__card">
        {props.failed && <Notice tone="bad">{t('common.failed')}</Notice>}
        {step === 'consent' && <ConsentStep {...props} />}
        {step === 'connect' && <ConnectStep {...props} />}
        {step === 'done' && <DoneStep {...props} />}
      </main>
    </div>
  );
}

/** The heading takes the focus when a step follows another, so that a screen reader starts there. */
function StepHeading({ step, children }: { step: WelcomeStep; children: ReactNode }) {
  const { t } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (step !== 'consent') heading.current?.focus();
  }, [step]);
  return (
    <div>
      <p className="welcome__progress">
        {t('welcome.progress', { step: stepNames.indexOf(step) + 1, total: stepNames.length })}
      </p>
      <h2 ref={heading} tabIndex={-1}>
        {children}
      </h2>
    </div>
  );
}

const disclosures = [
  { key: 'read', icon: Eye },
  { key: 'goes', icon: Send },
  { key: 'never', icon: CircleOff },
  { key: 'kept', icon: Archive },
] as const satisfies readonly { key: string; icon: LucideIcon }[];

function ConsentStep({ consent, declined, onAgree, onDecline, onStep }: WelcomeProps) {
  const { t } = useTexts();
  return (
    <>
      <StepHeading step="consent">{t('welcome.consent.heading')}</StepHeading>
      <p className="welcome__lead">{t('welcome.consent.lead')}</p>
      <dl className="disclosures">
        {disclosures.map(({ key, icon: Icon }) => (
          <div key={key} className="disclosure">
            <dt>
              <Icon size={20} aria-hidden="true" />
              {t(`welcome.consent.${key}Title`)}
            </dt>
            <dd>{t(`welcome.consent.${key}Text`)}</dd>
          </div>
        ))}
      </dl>
      <div role="status">
        {declined && consent === 'missing' && <Notice tone="quiet">{t('welcome.consent.declined')}</Notice>}
        {consent !== 'missing' && (
          <Notice tone="good">
            {t(
              consent === 'given'
                ? 'welcome.consent.alreadyGiven'
                : consent === 'policy'
                  ? 'welcome.consent.policyGranted'
                  : 'welcome.consent.browserGranted',
            )}
          </Notice>
        )}
      </div>
      <div className="welcome__actions">
        {consent === 'missing' ? (
          <>
            <Button look="primary" onClick={onAgree}>
              {t('welcome.consent.agree')}
            </Button>
            <Button onClick={onDecline}>{t('welcome.consent.decline')}</Button>
          </>
        ) : (
          <Button look="primary" onClick={() => onStep('connect')}>
            {t('welcome.consent.goOn')}
          </Button>
        )}
      </div>
    </>
  );
}

function ConnectStep(props: WelcomeProps) {
  const { form, locked, onChange, onStep } = props;
  const { t } = useTexts();
  const complete = isComplete(form);
  const byAdministrator = (['crmUrl', 'publicKey', 'privateKey', 'repAddress'] as const).every((key) =>
    locked.has(key),
  );
  return (
    <>
      <StepHeading step="connect">{t('welcome.connect.heading')}</StepHeading>
      {byAdministrator ? (
        <Notice tone="good">{t('welcome.connect.alreadyDone')}</Notice>
      ) : (
        <p className="welcome__lead">{t('welcome.connect.lead')}</p>
      )}
      <RepAddressField form={form} locked={locked} onChange={onChange} />
      <CrmFields {...props} />
      <div className="welcome__actions">
        <Button look={complete ? 'primary' : 'normal'} onClick={() => onStep('done')}>
          {t(complete ? 'welcome.connect.next' : 'welcome.connect.later')}
        </Button>
      </div>
    </>
  );
}

function DoneStep({ form, consent, sites, onOpenOptions }: WelcomeProps) {
  const { t } = useTexts();
  const connected = isComplete(form);
  const declined = consent === 'missing';
  return (
    <>
      <StepHeading step="done">
        {t(
          declined ? 'welcome.done.headingDeclined' : connected ? 'welcome.done.heading' : 'welcome.done.headingLater',
        )}
      </StepHeading>
      <p className="welcome__lead">
        {t(declined ? 'welcome.consent.declined' : connected ? 'welcome.done.lead' : 'welcome.done.leadLater')}
      </p>
      <p>{t('welcome.done.pin')}</p>
      <p>{t('welcome.done.exchange')}</p>
      <div className="welcome__actions">
        {sites.map(({ label, url }) => (
          <a key={url} className="button" href={url}>
            {t('welcome.done.openSite', { site: label })}
          </a>
        ))}
        <Button onClick={onOpenOptions}>
          <Settings size={16} aria-hidden="true" />
          {t('welcome.done.settings')}
        </Button>
      </div>
    </>
  );
}
