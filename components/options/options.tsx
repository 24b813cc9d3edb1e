import './options.css';
import type { ReactNode } from 'react';
import { toTextKey } from '../text-key.ts';
import { useTexts } from '../texts.tsx';
import { Mark } from '../ui/mark.tsx';
import { Notice } from '../ui/notice.tsx';
import { CrmFields, type CrmFieldsProps } from './crm-fields.tsx';
import { HealthSection, type HealthSectionProps } from './health-section.tsx';
import { ListEditor } from './list-editor.tsx';
import { MailboxSection, type MailboxSectionProps } from './mailbox-section.tsx';
import { PrivacySection, type PrivacySectionProps } from './privacy-section.tsx';
import { isDomain, isNeverLogPattern } from './validate.ts';

export interface OptionsProps
  extends CrmFieldsProps,
    MailboxSectionProps,
    HealthSectionProps,
    Omit<PrivacySectionProps, 'crmHost'> {
  /** Values that cannot be used and were passed over, by name. */
  problems: readonly SettingProblem[];
  failed?: boolean;
}

/** A value of the administrator's or of an older version that was passed over. */
interface SettingProblem {
  source: 'stored' | 'policy';
  key: string;
  why: 'unknown-key' | 'wrong-value' | 'not-an-object';
}

const sectionNames = ['crm', 'mailbox', 'lists', 'health', 'privacy', 'about'] as const;
type SectionName = (typeof sectionNames)[number];

export function Options(props: OptionsProps) {
  const { t } = useTexts();
  const { form, problems } = props;
  return (
    <div className="options">
      <header className="options__header">
        <Mark size={40} />
        <div>
          <h1>{t('options.title')}</h1>
          <p>{t('options.savedAtOnce')}</p>
        </div>
      </header>
      <nav className="options__nav" aria-label={t('options.sections')}>
        <ul>
          {sectionNames.map((name) => (
            <li key={name}>
              <a href={`#${name}`}>{t(`options.${name}.title`)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main className="options__main">
        {props.failed && <Notice tone="bad">{t('common.failed')}</Notice>}
        {problems.length > 0 && (
          <div className="notice tone-warn problems">
            <p>{t('options.problems.intro')}</p>
            <ul>
              {problems.map(({ source, key, why }) => (
                <li key={`${source} ${key}`}>
                  <code>{key}</code>
                  {' · '}
                  {t(`options.problems.${toTextKey(why)}`)}
                  {' · '}
                  {t(`options.problems.${source}`)}
                </li>
              ))}
            </ul>
          </div>
        )}
        <Section name="crm" intro={t('options.crm.intro')}>
          <CrmFields {...props} />
        </Section>
        <Section name="mailbox" intro={t('options.mailbox.intro')}>
          <MailboxSection {...props} />
        </Section>
        <Section name="lists" intro={t('options.lists.intro')}>
          <Lists {...props} />
        </Section>
        <Section name="health" intro={t('options.health.intro')}>
          <HealthSection {...props} />
        </Section>
        <Section name="privacy" intro={t('options.privacy.intro')}>
          <PrivacySection {...props} crmHost={URL.canParse(form.crmUrl) ? new URL(form.crmUrl).host : ''} />
        </Section>
        <Section name="about" intro={t('options.about.purpose')}>
          <p>{t('options.about.limitedUse')}</p>
          <p className="field__hint">
            {t('options.about.version', { version: props.version })}
            {' · '}
            {t('options.about.licence')}
          </p>
        </Section>
      </main>
    </div>
  );
}

function Section({ name, intro, children }: { name: SectionName; intro: string; children: ReactNode }) {
  const { t } = useTexts();
  return (
    <section id={name} className="section" aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`}>{t(`options.${name}.title`)}</h2>
      <p className="section__intro">{intro}</p>
      {children}
    </section>
  );
}

function Lists({ form, fromPolicy, onChange }: OptionsProps) {
  const { t } = useTexts();
  return (
    <>
      <ListEditor
        label={t('options.lists.neverLog')}
        hint={t('options.lists.neverLogHint')}
        example={t('options.lists.neverLogExample')}
        addName={t('options.lists.neverLogAdd')}
        empty={t('options.lists.neverLogEmpty')}
        items={form.neverLog}
        fixed={fromPolicy.neverLog}
        validate={(item) => (isNeverLogPattern(item) ? null : t('options.lists.neverLogInvalid'))}
        onChange={(neverLog) => onChange({ neverLog })}
      />
      <ListEditor
        label={t('options.lists.ownDomains')}
        hint={t('options.lists.ownDomainsHint')}
        example={t('options.lists.ownDomainsExample')}
        addName={t('options.lists.ownDomainsAdd')}
        empty={t('options.lists.ownDomainsEmpty')}
        items={form.ownDomains}
        fixed={fromPolicy.ownDomains}
        validate={(item) => (isDomain(item) ? null : t('options.lists.ownDomainsInvalid'))}
        onChange={(ownDomains) => onChange({ ownDomains })}
      />
    </>
  );
}
