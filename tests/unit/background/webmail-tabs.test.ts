import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { isWebmail, stopPages, tellWebmailTabs } from '../../../entrypoints/background/webmail-tabs.ts';
import { matchesPattern } from '../../../utils/platform/match-pattern.ts';
import { defaultSettings } from '../../../utils/settings/schema.ts';

const MAIL = 'https://mail.example.com:8443/owa/';
const current = () => ({ ...defaultSettings, exchangeHosts: [MAIL] });

/** Tabs as the browser shows them: the address of one we may not enter is left out. */
const tabs = [
  { id: 1, url: 'https://mail.google.com/mail/u/0/' },
  { id: 2, url: `${MAIL}#path=/mail` },
  { id: 3, url: 'https://fr.mail.yahoo.com/d/folders/1' },
  { id: 4 },
];
const told = vi.fn();

beforeEach(() => {
  fakeBrowser.reset();
  told.mockReset();
  vi.spyOn(fakeBrowser.tabs, 'query').mockImplementation((async ({ url }: { url?: string[] }) =>
    tabs.filter(
      (tab) => url === undefined || url.length === 0 || url.some((one) => matchesPattern(one, tab.url ?? '')),
    )) as never);
  vi.spyOn(fakeBrowser.tabs, 'sendMessage').mockImplementation((async (
    id: number,
    { request }: { request: { on: boolean; activeReads: boolean } },
  ) => {
    told(id, request.on, request.activeReads);
    return { ok: true, value: {} };
  }) as never);
});

describe('open webmail pages', () => {
  it('are told what holds for their site, a chosen Exchange server among them', async () => {
    await tellWebmailTabs({ current, mayCapture: (site) => site !== 'yahoo', mayRead: (site) => site !== 'exchange' });
    expect(told.mock.calls.toSorted()).toEqual([
      [1, true, true],
      [2, true, false],
      [3, false, true],
    ]);
  });

  it('are told nothing for Exchange while no server is named', async () => {
    await tellWebmailTabs({ current: () => defaultSettings, mayCapture: () => true, mayRead: () => true });
    expect(told.mock.calls.map(([id]) => id).toSorted()).toEqual([1, 3]);
  });

  it('stop when they are no longer ours, also where the browser hides their address', async () => {
    await stopPages(['https://mail.example.com/owa/*']);
    expect(told.mock.calls.toSorted()).toEqual([
      [2, false, false],
      [4, false, false],
    ]);
  });
});

describe('who may speak as a webmail', () => {
  it.each([
    ['https://mail.google.com/mail/u/0/', true],
    ['https://fr.mail.yahoo.com/d/folders/1', true],
    [`${MAIL}#path=/mail`, true],
    ['https://mail.example.com/owa/', false],
    ['https://mail.example.com:8443/ecp/', false],
    ['https://evil.example/?https://mail.google.com/', false],
    ['', false],
  ])('%s: %s', async (url, known) => expect(await isWebmail(url, { ready: Promise.resolve(), current })).toBe(known));

  it('waits for the settings only where they decide', async () => {
    const never = { ready: new Promise<void>(() => {}), current };
    expect(await isWebmail('https://outlook.office.com/mail/', never)).toBe(true);
    const later = Promise.withResolvers<void>();
    let hosts: string[] = [];
    const answer = isWebmail(MAIL, {
      ready: later.promise,
      current: () => ({ ...defaultSettings, exchangeHosts: hosts }),
    });
    hosts = [MAIL];
    later.resolve();
    expect(await answer).toBe(true);
  });
});
