import {
  CircleCheck,
  CloudOff,
  HardDrive,
  KeyRound,
  type LucideIcon,
  Pause,
  Plug,
  RefreshCw,
  ShieldCheck,
  Timer,
  TriangleAlert,
} from 'lucide-react';
import { formatTimeAhead } from '../format-time.ts';
import { type Texts, useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import type { Tone } from '../ui/notice.tsx';
import type { Status } from './to-status.ts';

export interface StatusActions {
  onConsent: () => void;
  onConnect: () => void;
  onAllow: () => void;
  onTryNow: () => void;
}

const looks: Record<Status['kind'], { tone: Tone; icon: LucideIcon; spin?: true }> = {
  'consent-missing': { tone: 'busy', icon: ShieldCheck },
  'capture-off': { tone: 'quiet', icon: Pause },
  'not-connected': { tone: 'busy', icon: Plug },
  'no-access': { tone: 'warn', icon: KeyRound },
  'sign-in': { tone: 'warn', icon: KeyRound },
  'crm-unavailable': { tone: 'warn', icon: Timer },
  'crm-rate-limit': { tone: 'warn', icon: Timer },
  offline: { tone: 'quiet', icon: CloudOff },
  'storage-full': { tone: 'bad', icon: HardDrive },
  sending: { tone: 'busy', icon: RefreshCw, spin: true },
  reading: { tone: 'busy', icon: RefreshCw, spin: true },
  'needs-you': { tone: 'warn', icon: TriangleAlert },
  done: { tone: 'good', icon: CircleCheck },
  ready: { tone: 'good', icon: CircleCheck },
};

interface Words {
  headline: string;
  detail?: string;
  action?: { label: string; onClick: () => void };
}

function toWords(status: Status, now: number, { t, locale }: Texts, on: StatusActions): Words {
  const tryNow = { label: t('common.tryNow'), onClick: on.onTryNow };
  switch (status.kind) {
    case 'consent-missing':
      return {
        headline: t('status.consentMissing'),
        detail: t('status.consentMissingDetail'),
        action: { label: t('status.consentMissingAction'), onClick: on.onConsent },
      };
    case 'capture-off':
      return {
        headline: t('status.captureOff'),
        detail: status.waiting > 0 ? t('status.captureOffWaiting', status.waiting) : t('status.captureOffDetail'),
      };
    case 'not-connected':
      return {
        headline: t('status.notConnected'),
        detail: t('status.notConnectedDetail'),
        action: { label: t('status.notConnectedAction'), onClick: on.onConnect },
      };
    case 'no-access':
      return {
        headline: t('status.noAccess', {
          hosts: new Intl.ListFormat(locale, { type: 'conjunction' }).format(status.hosts),
        }),
        detail: t('status.noAccessDetail'),
        action: { label: t('status.noAccessAction'), onClick: on.onAllow },
      };
    case 'sign-in':
      return {
        headline: t('status.signIn'),
        detail: t('status.signInDetail', status.waiting),
        action: { label: t('status.signInAction'), onClick: on.onConnect },
      };
    case 'crm-unavailable':
    case 'crm-rate-limit':
      return {
        headline: t(status.kind === 'crm-unavailable' ? 'status.crmUnavailable' : 'status.crmRateLimit'),
        ...(status.nextAttemptAt === undefined
          ? {}
          : {
              detail: t('status.nextTry', {
                when: formatTimeAhead(status.nextAttemptAt, now, locale),
              }),
            }),
        action: tryNow,
      };
    case 'offline':
      return { headline: t('status.offline') };
    case 'storage-full':
      return { headline: t('status.storageFull'), detail: t('status.storageFullDetail') };
    case 'sending':
      return { headline: t('status.sending') };
    case 'reading':
      return { headline: t('status.reading') };
    case 'needs-you':
      return { headline: t('status.needsYou', status.parked), detail: t('status.needsYouDetail') };
    case 'done':
      return { headline: t('status.done') };
    case 'ready':
      return { headline: t('status.ready'), detail: t('status.readyDetail') };
  }
}

/** The state in one sentence, what it means for the rep, and the one thing to do about it. */
export function StatusCard({ status, now, ...on }: { status: Status; now: number } & StatusActions) {
  const words = toWords(status, now, useTexts(), on);
  const { tone, icon: Icon, spin } = looks[status.kind];
  return (
    <section className={`status tone-${tone}`}>
      <span className="status__icon" aria-hidden="true">
        <Icon size={20} className={spin && 'spin'} />
      </span>
      <div className="status__words" role="status">
        <p className="status__headline">{words.headline}</p>
        {words.detail && <p className="status__detail">{words.detail}</p>}
      </div>
      {words.action && (
        <Button look="primary" onClick={words.action.onClick}>
          {words.action.label}
        </Button>
      )}
    </section>
  );
}
