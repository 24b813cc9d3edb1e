import { useId } from 'react';
import type { SiteId } from '../../utils/model/site.ts';
import { useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import { LockedNote } from '../ui/locked-note.tsx';
import { Notice } from '../ui/notice.tsx';
import { Switch } from '../ui/switch.tsx';
import { type CheckedHost, ExchangeHosts } from './exchange-hosts.tsx';
import type { SectionProps } from './settings-form.ts';

interface SiteView {
  id: SiteId;
  label: string;
  /** Whether the browser lets us into all its pages. */
  allowed: boolean;
}

export interface SiteRowsProps extends Omit<SectionProps, 'locked'> {
  sites: readonly SiteView[];
  /** Exchange servers the browser keeps us away from. */
  deniedHosts: readonly string[];
  checkHost: (text: string) => CheckedHost;
  onAllowSite: (id: SiteId) => void;
  onAllowHost: (address: string) => void;
}

/** Every webmail there is: whether it is read, whether Tandem asks it for anything, and what stands in the way. */
export function SiteRows(props: SiteRowsProps) {
  const { t } = useTexts();
  return (
    <fieldset className="field">
      <legend className="field__label">{t('options.mailbox.sites')}</legend>
      <p className="field__hint">{t('options.mailbox.sitesHint')}</p>
      <p className="field__hint">{t('options.mailbox.readsHint')}</p>
      <ul className="sites">
        {props.sites.map((site) => (
          <SiteRow key={site.id} {...props} site={site} />
        ))}
      </ul>
    </fieldset>
  );
}

function SiteRow({ site, form, fromPolicy, onChange, ...props }: SiteRowsProps & { site: SiteView }) {
  const { t } = useTexts();
  const note = useId();
  const { id, label, allowed } = site;
  const isOn = !form.sitesOff.includes(id);
  const isOffByPolicy = fromPolicy.sitesOff.includes(id);
  const isQuietByPolicy = fromPolicy.readsOff.includes(id);
  const isExchange = id === 'exchange';
  const without = (list: readonly SiteId[], on: boolean) => (on ? list.filter((other) => other !== id) : [...list, id]);
  return (
    <li className="site">
      <div className="site__head">
        <Switch
          label={label}
          on={isOn}
          locked={isOffByPolicy}
          onChange={(on) => onChange({ sitesOff: without(form.sitesOff, on) })}
          describedBy={`${note}-state${isOffByPolicy ? ` ${note}-off` : ''}`}
        />
        <span id={`${note}-state`} className="site__state">
          {t(`options.mailbox.state.${toState(isOn, allowed, isExchange && form.exchangeHosts.length === 0)}`)}
        </span>
      </div>
      {isOffByPolicy && <LockedNote id={`${note}-off`} />}
      {isOn && !allowed && !isExchange && (
        <Notice
          tone="warn"
          action={
            <Button name={`${t('status.noAccessAction')}: ${label}`} onClick={() => props.onAllowSite(id)}>
              {t('status.noAccessAction')}
            </Button>
          }
        >
          {t('options.mailbox.siteNoAccess', { site: label })}
        </Notice>
      )}
      {isOn && (
        <Switch
          label={t('options.mailbox.reads', { site: label })}
          on={!form.readsOff.includes(id)}
          locked={isQuietByPolicy}
          onChange={(on) => onChange({ readsOff: without(form.readsOff, on) })}
          {...(isQuietByPolicy ? { describedBy: `${note}-reads` } : {})}
        />
      )}
      {isOn && isQuietByPolicy && <LockedNote id={`${note}-reads`} />}
      {isOn && isExchange && (
        <ExchangeHosts
          hosts={form.exchangeHosts}
          fixed={fromPolicy.exchangeHosts}
          denied={props.deniedHosts}
          check={props.checkHost}
          onChange={(exchangeHosts) => onChange({ exchangeHosts })}
          onAllow={props.onAllowHost}
        />
      )}
    </li>
  );
}

function toState(isOn: boolean, allowed: boolean, isNameless: boolean): 'on' | 'off' | 'noAccess' | 'noServer' {
  if (!isOn) return 'off';
  if (isNameless) return 'noServer';
  return allowed ? 'on' : 'noAccess';
}
