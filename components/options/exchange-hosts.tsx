import { toTextKey } from '../text-key.ts';
import { useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import { ListEditor } from './list-editor.tsx';

/** What came of reading a typed address. */
export type CheckedHost =
  | { ok: true; address: string }
  | { ok: false; why: 'not-an-address' | 'not-https' | 'too-much' | 'other-webmail' };

export interface ExchangeHostsProps {
  hosts: readonly string[];
  /** The administrator's. */
  fixed: readonly string[];
  /** Those the browser keeps us away from. */
  denied: readonly string[];
  check: (text: string) => CheckedHost;
  onChange: (hosts: string[]) => void;
  /** Must ask in the same turn: browsers forget the click after an `await`. */
  onAllow: (address: string) => void;
}

/** Servers of the company's own, each with what it still needs. */
export function ExchangeHosts({ hosts, fixed, denied, check, onChange, onAllow }: ExchangeHostsProps) {
  const { t } = useTexts();
  const whyNot = (text: string) => {
    const checked = check(text);
    return checked.ok ? null : t(`options.exchange.${toTextKey(checked.why)}`);
  };
  return (
    <ListEditor
      label={t('options.exchange.hosts')}
      hint={t('options.exchange.hostsHint')}
      example="https://mail.example.com"
      addName={t('options.exchange.add')}
      empty={t('options.exchange.empty')}
      items={hosts}
      fixed={fixed}
      toItem={(draft) => {
        const checked = check(draft);
        return checked.ok ? checked.address : draft.trim();
      }}
      validate={whyNot}
      onChange={onChange}
      noteOf={(address) =>
        denied.includes(address) ? (
          <div className="list__ask">
            <p>{t('options.exchange.needsAccess')}</p>
            <Button look="primary" onClick={() => onAllow(address)}>
              {t('options.crm.allowAccess', { host: toHost(address) })}
            </Button>
          </div>
        ) : (
          <p className="list__ask field__hint">{t('options.exchange.allowed')}</p>
        )
      }
    />
  );
}

function toHost(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
