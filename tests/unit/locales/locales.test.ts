import { describe, expect, it } from 'vitest';
import { connectionStepNames } from '../../../components/options/connection-steps.tsx';
import { toTextKey } from '../../../components/text-key.ts';
import type { SkipRule } from '../../../utils/model/decision.ts';
import type { MatchRule } from '../../../utils/model/directory.ts';
import { protectionSchema } from '../../../utils/model/message.ts';
import { outboxStateSchema, waitReasonSchema } from '../../../utils/model/outbox.ts';
import { loadMessages } from '../../support/ui/load-texts.ts';

const en = await loadMessages('en');
const es = await loadMessages('es');
const keys = Object.keys(en);

/** Words that are the same in both languages, being names or international. */
const sameInBoth = new Set(['popup_title', 'email_field_cc', 'email_addresses']);

const skipRules: Record<SkipRule, true> = {
  'state-not-final': true,
  'never-log-address': true,
  'never-log-domain': true,
  'automated-sender': true,
  'automated-message': true,
  'colleagues-only': true,
  'nobody-in-crm': true,
};
const matchRules: Record<MatchRule, true> = {
  'contact-address': true,
  'company-address': true,
  'contact-plus-address': true,
  'company-domain': true,
};

function placeholders(message: string): string[] {
  return message
    .split(' | ')
    .flatMap((form) => [...form.matchAll(/\$\d|\{\w+\}/g)].map(([found]) => found))
    .sort();
}

describe('locales', () => {
  it('hold the same keys in Spanish as in English', () => {
    expect(Object.keys(es).sort()).toEqual(keys.sort());
  });

  it('use only names a browser accepts', () => {
    expect(keys.filter((key) => !/^[A-Za-z0-9_@]+$/.test(key))).toEqual([]);
  });

  it.each(keys)('%s has the same placeholders and plural forms in both languages, and words of its own', (key) => {
    const [english, spanish] = [en[key]?.message ?? '', es[key]?.message ?? ''];
    expect(english.trim()).not.toBe('');
    expect(spanish.trim()).not.toBe('');
    expect(placeholders(spanish)).toEqual(placeholders(english));
    expect(spanish.split(' | ')).toHaveLength(english.split(' | ').length);
    if (!sameInBoth.has(key)) expect(spanish).not.toBe(english);
  });

  it.each([
    ...Object.keys(skipRules).map((rule) => `skip.${rule}`),
    ...Object.keys(matchRules).map((rule) => `match.${rule}`),
    ...waitReasonSchema.options.map((reason) => `wait.${reason}`),
    ...connectionStepNames.flatMap((step) => [`connection.step.${step}`, `connection.advice.${step}`]),
    ...outboxStateSchema.options.flatMap((state) => [`entry.state.${state}`, `entry.explain.${state}`]),
    ...protectionSchema.options.filter((kind) => kind !== 'none').map((kind) => `entry.protection.${kind}`),
  ])('have a text for %s', (name) => {
    expect(en[toTextKey(name).replaceAll('.', '_')]?.message).toBeTruthy();
  });

  it('keep to the length stores allow for name and description', () => {
    for (const messages of [en, es]) {
      expect(messages.extName?.message.length).toBeLessThanOrEqual(45);
      expect(messages.extDescription?.message.length).toBeLessThanOrEqual(132);
    }
  });
});
