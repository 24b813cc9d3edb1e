import { expecting, type Fact, unknown } from '../fact.ts';

/** Longest texts, in characters. */
const limits: [resource: string, field: string, characters: number][] = [
  ['accounts', 'address1', 180],
  ['accounts', 'address2', 180],
  ['accounts', 'city', 200],
  ['accounts', 'comment', 6_000],
  ['activities', 'comment', 6_000],
  ['calendar', 'comment', 6_000],
  ['activityTypes', 'descriptionEN', 6_000],
  ['emails', 'body', 4_000],
  ['emails', 'emailFrom', 180],
  ['emails', 'emailTo', 180],
  ['emails', 'extId', 100],
  ['emails', 'mailFolder', 180],
];

export const limitFacts: readonly Fact[] = limits.map(([resource, field, characters]) => ({
  about: resource,
  words: `${field} holds ${characters} characters`,
  grade: 'documented',
  async check(v4) {
    const property = (await v4.schema(resource))?.[field];
    if (property === undefined) return unknown('the schema does not name it');
    if (property.maxLength === undefined) return unknown('the schema gives it no length');
    return expecting(property.maxLength === characters, `the schema says ${property.maxLength}`);
  },
}));
