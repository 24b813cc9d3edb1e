import { CircleCheck, CircleMinus, CircleX, LoaderCircle } from 'lucide-react';
import { toTextKey } from '../text-key.ts';
import { useTexts } from '../texts.tsx';
import { Notice } from '../ui/notice.tsx';

/** What a test of the connection tries, in this order. */
export const connectionStepNames = ['reach', 'sign-in', 'who-am-i', 'read-contacts', 'log-mail'] as const;
type ConnectionStepName = (typeof connectionStepNames)[number];

interface ConnectionStep {
  step: ConnectionStepName;
  ok: boolean;
  /** The server's own words, where it had any. */
  detail?: string | undefined;
}

export type ConnectionTest =
  | { kind: 'idle' | 'running' | 'unanswered' | 'no-access' }
  | { kind: 'result'; steps: readonly ConnectionStep[] };

/** Each step with its outcome in words, and what to do about the one that failed. */
export function ConnectionSteps({ test, host }: { test: ConnectionTest; host: string }) {
  const { t } = useTexts();
  return (
    <div role="status" className="connection">
      {test.kind === 'unanswered' && <Notice tone="bad">{t('options.crm.testUnanswered')}</Notice>}
      {test.kind === 'no-access' && <Notice tone="warn">{t('options.crm.accessRefused', { host })}</Notice>}
      {test.kind === 'running' && (
        <p className="connection__running">
          <LoaderCircle size={18} className="spin" aria-hidden="true" />
          {t('options.crm.testing')}
        </p>
      )}
      {test.kind === 'result' && <Result steps={test.steps} />}
    </div>
  );
}

function Result({ steps }: { steps: readonly ConnectionStep[] }) {
  const { t } = useTexts();
  const passed = connectionStepNames.every((name) => steps.some(({ step, ok }) => step === name && ok));
  return (
    <>
      <Notice tone={passed ? 'good' : 'bad'}>{t(passed ? 'options.crm.testPassed' : 'options.crm.testFailed')}</Notice>
      <ol className="connection__steps">
        {connectionStepNames.map((name) => {
          const step = steps.find((other) => other.step === name);
          return <Step key={name} name={name} {...(step ? { step } : {})} />;
        })}
      </ol>
    </>
  );
}

function Step({ name, step }: { name: ConnectionStepName; step?: ConnectionStep }) {
  const { t } = useTexts();
  const key = toTextKey(name);
  const [tone, Icon, outcome] = !step
    ? (['quiet', CircleMinus, 'skipped'] as const)
    : step.ok
      ? (['good', CircleCheck, 'passed'] as const)
      : (['bad', CircleX, 'failed'] as const);
  return (
    <li className={`connection__step tone-${tone}`}>
      <Icon size={18} aria-hidden="true" />
      <div>
        <p>
          {t(`connection.step.${key}`)}
          <span className="connection__outcome">{t(`connection.${outcome}`)}</span>
        </p>
        {step && !step.ok && (
          <>
            <p className="connection__advice">{t(`connection.advice.${key}`)}</p>
            {step.detail && <p className="connection__detail">{t('connection.serverSaid', { detail: step.detail })}</p>}
          </>
        )}
      </div>
    </li>
  );
}
