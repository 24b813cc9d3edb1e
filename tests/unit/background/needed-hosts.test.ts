import { describe, expect, it } from 'vitest';
import { neededHosts } from '../../../entrypoints/shared/needed-hosts.ts';
import { defaultSettings } from '../../../utils/settings/schema.ts';

const namesFor = (settings: object) => [...new Set(neededHosts({ ...defaultSettings, ...settings }).values())];

describe('hosts something stands still without', () => {
  it('are named as the rep knows them, a webmail once however many hosts it has', () => {
    const exchangeHosts = ['https://mail.example.com:8443/owa/'];
    expect(namesFor({ crmUrl: 'https://crm.example.com', exchangeHosts })).toEqual([
      'Gmail',
      'Outlook',
      'Yahoo / AOL Mail',
      'iCloud Mail',
      'mail.example.com',
      'crm.example.com',
    ]);
  });

  it('are none of a webmail that is off', () => {
    const exchangeHosts = ['https://mail.example.com/owa/'];
    expect(namesFor({ exchangeHosts, sitesOff: ['outlook', 'exchange', 'yahoo', 'icloud'] })).toEqual(['Gmail']);
  });

  it('hold the host Gmail hands sources out by', () =>
    expect(neededHosts(defaultSettings).get('https://mail-attachment.googleusercontent.com/*')).toBe('Gmail'));
});
