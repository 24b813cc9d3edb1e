import { describe, expect, it, vi } from 'vitest';
import { type ActionApi, showBadge, toBadgeText } from '../../../utils/platform/badge.ts';
import { readBuiltInConsent } from '../../../utils/platform/built-in-consent.ts';
import { missingHosts, requestHosts, toHostName, toHostPattern } from '../../../utils/platform/host-permissions.ts';

describe('hosts', () => {
  it.each([
    ['https://crm.example.com/base?x#y', 'https://crm.example.com/*'],
    ['http://localhost:8080', 'http://localhost/*'],
    ['ftp://crm.example.com', null],
    ['crm.example.com', null],
    ['', null],
  ])('covers %s by %s', (url, pattern) => expect(toHostPattern(url)).toBe(pattern));

  it('names those the browser refuses', async () => {
    const contains = async ({ origins }: { origins: string[] }) => origins[0] === 'https://a.example/*';
    expect(await missingHosts({ contains }, ['https://a.example/*', 'https://b.example/*'])).toEqual([
      'https://b.example/*',
    ]);
  });

  it('asks in the same turn as the click', () => {
    const request = vi.fn(async () => true);
    void requestHosts({ request }, ['https://a.example/*']);
    expect(request).toHaveBeenCalledExactlyOnceWith({ origins: ['https://a.example/*'] });
  });

  it('takes a browser that cannot ask for a no', async () => {
    const request = async () => Promise.reject(new Error('may only be called from a user input handler'));
    expect(await requestHosts({ request }, ['https://a.example/*'])).toBe(false);
  });

  it('reads a pattern out as a host', () => expect(toHostName('https://mail.google.com/*')).toBe('mail.google.com'));
});

describe('built-in consent', () => {
  const all = ['personalCommunications', 'personallyIdentifyingInfo', 'authenticationInfo', 'websiteContent'];
  it.each([
    [
      'given when the install dialogue granted everything needed',
      { data_collection: [...all, 'technicalAndInteraction'] },
      'given',
    ],
    ['missing when one kind is missing', { data_collection: all.slice(1) }, 'missing'],
    ['unsupported where the browser knows nothing of it', { origins: [] }, 'unsupported'],
    ['unsupported when the answer has another shape', { data_collection: 'all' }, 'unsupported'],
  ])('is %s', async (_title, answer, expected) => {
    expect(await readBuiltInConsent({ getAll: async () => answer })).toBe(expected);
  });
});

describe('badge', () => {
  it.each([
    [0, ''],
    [3, '3'],
    [100, '99+'],
  ])('shows %i items that need the rep as "%s"', (count, text) => expect(toBadgeText(count)).toBe(text));

  it('greys the mark while nothing is captured', async () => {
    const api = {
      setBadgeText: vi.fn(async () => undefined),
      setBadgeBackgroundColor: vi.fn(async () => undefined),
      setIcon: vi.fn<ActionApi['setIcon']>(async () => undefined),
    };
    await showBadge(api, { needsYou: 2, on: false });
    expect(api.setBadgeText).toHaveBeenCalledExactlyOnceWith({ text: '2' });
    expect(api.setIcon.mock.calls[0]?.[0].path['16']).toBe('/icon/16-off.png');
    await showBadge(api, { needsYou: 0, on: true });
    expect(api.setIcon.mock.calls[1]?.[0].path['16']).toBe('/icon/16.png');
  });
});
