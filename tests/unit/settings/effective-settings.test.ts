import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveSettings } from '../../../utils/settings/effective-settings.ts';
import { defaultSettings, settingsSchema } from '../../../utils/settings/schema.ts';

describe('effectiveSettings', () => {
  it.each([
    ['nothing', undefined, undefined],
    ['null', null, null],
    ['empty objects', {}, {}],
  ])('is the defaults for %s', (_, stored, managed) => {
    expect(effectiveSettings(stored, managed)).toMatchObject({ settings: defaultSettings, locked: [], problems: [] });
  });

  it('lets policy win key by key, and locks what it set', () => {
    const { settings, locked } = effectiveSettings(
      { crmUrl: 'https://mine.example', repAddress: 'rep@own.example', attachmentLimitMb: 5 },
      { crmUrl: 'https://crm.example/', captureOn: false },
    );
    expect(settings).toMatchObject({
      crmUrl: 'https://crm.example',
      repAddress: 'rep@own.example',
      attachmentLimitMb: 5,
      captureOn: false,
    });
    expect(locked).toEqual(['crmUrl', 'captureOn']);
  });

  it('joins lists, so that the rep can add to them and take nothing away', () => {
    const { settings, locked, fromPolicy } = effectiveSettings(
      { neverLog: ['me@private.example', 'hr@own.example'], ownDomains: ['old.example'] },
      { neverLog: ['HR@own.example', '*@lawyer.example'], sitesOff: ['gmail'] },
    );
    expect(settings.neverLog).toEqual(['hr@own.example', '*@lawyer.example', 'me@private.example']);
    expect(settings).toMatchObject({ ownDomains: ['old.example'], sitesOff: ['gmail'] });
    expect(fromPolicy.neverLog).toEqual(['hr@own.example', '*@lawyer.example']);
    expect(locked).toEqual([]);
  });

  it.each([
    [true, false, true, ['consentGiven']],
    [false, true, true, []],
    [false, false, false, []],
    [undefined, true, true, []],
  ])('with consent %s by policy and %s by the rep is %s', (policy, rep, given, locked) => {
    const now = effectiveSettings({ consentGiven: rep }, policy === undefined ? {} : { consentGiven: policy });
    expect(now.settings.consentGiven).toBe(given);
    expect(now.locked).toEqual(locked);
  });

  it('passes over wrong values one by one, and names them', () => {
    const { settings, locked, problems } = effectiveSettings(
      { attachmentLimitMb: 'lots', repAddress: 'rep@own.example' },
      { crmUrl: 'ftp://x', captureOn: 'yes', publicKey: 'k', neverLog: ['example.com', 7, 'word'], colour: 'red' },
    );
    expect(settings).toMatchObject({
      ...defaultSettings,
      repAddress: 'rep@own.example',
      publicKey: 'k',
      neverLog: ['example.com'],
    });
    expect(locked).toEqual(['publicKey']);
    expect(problems).toEqual([
      { source: 'stored', key: 'attachmentLimitMb', why: 'wrong-value' },
      { source: 'policy', key: 'crmUrl', why: 'wrong-value' },
      { source: 'policy', key: 'captureOn', why: 'wrong-value' },
      { source: 'policy', key: 'neverLog[1]', why: 'wrong-value' },
      { source: 'policy', key: 'neverLog[2]', why: 'wrong-value' },
      { source: 'policy', key: 'colour', why: 'unknown-key' },
    ]);
  });

  it('passes over an object that cannot even be compared', () => {
    const odd = JSON.parse('{"length":{"toString":1}}');
    const { settings, problems } = effectiveSettings({}, { publicKey: odd, neverLog: [odd, 'example.com'] });
    expect(settings).toMatchObject({ publicKey: '', neverLog: ['example.com'] });
    expect(problems.map(({ key }) => key)).toEqual(['publicKey', 'neverLog[0]']);
  });

  it('holds for any two values, and its problems carry no value', () => {
    const secret = 'v4lue-nobody-may-see';
    const raw = fc.oneof(
      fc.anything(),
      fc.dictionary(
        fc.constantFrom(...Object.keys(defaultSettings), 'other', '__proto__'),
        fc.oneof(fc.anything(), fc.constant({ secret }), fc.constant([secret, 1])),
      ),
    );
    fc.assert(
      fc.property(raw, raw, (stored, managed) => {
        const { settings, problems } = effectiveSettings(stored, managed);
        expect(settingsSchema.safeParse(settings).success).toBe(true);
        expect(JSON.stringify(problems)).not.toContain(secret);
      }),
    );
  });
});
