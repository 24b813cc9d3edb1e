import { describe, expect, it, vi } from 'vitest';
import {
  createExchangeScripts,
  type ExchangeScriptsDependencies,
} from '../../../entrypoints/background/exchange-scripts.ts';
import { chosenExchangeHosts, hostPatterns, pagePatterns } from '../../../entrypoints/shared/site-hosts.ts';

type Registered = Parameters<ExchangeScriptsDependencies['scripting']['registerContentScripts']>[0];

function setUp(hosts: string[], allowed: string[]) {
  const state = { exchangeHosts: hosts, allowed: new Set(allowed), kept: [] as Registered };
  const executeScript = vi.fn(async () => undefined);
  const stopPages = vi.fn(async () => undefined);
  const log = { error: vi.fn(), info: vi.fn(), debug: vi.fn() };
  const keep = createExchangeScripts({
    settings: () => state,
    permissions: { contains: async ({ origins }) => origins.every((origin) => state.allowed.has(origin)) },
    scripting: {
      queryTabs: async (matches) => (matches.length > 0 ? [{ id: 7 }] : [{ id: 7 }, { id: 8 }]),
      executeScript,
      getRegisteredContentScripts: async () => state.kept,
      registerContentScripts: async (scripts) => {
        state.kept = [...state.kept, ...scripts];
      },
      unregisterContentScripts: async ({ ids }) => {
        state.kept = state.kept.filter(({ id }) => !ids.includes(id));
      },
    },
    stopPages,
    log,
  });
  const pages = () => state.kept.map(({ js, world, matches }) => [js[0], world, ...matches]);
  return { state, keep, pages, executeScript, stopPages, log };
}

const MAIL = 'https://mail.example.com/owa/';
const OTHER = 'https://owa.example.net:8443/webmail/';
const bothOn = (...matches: string[]) => [
  ['content-scripts/exchange-page.js', 'MAIN', ...matches],
  ['content-scripts/exchange.js', 'ISOLATED', ...matches],
];
const MAIL_PAGES = ['https://mail.example.com/owa/*', 'https://mail.example.com/OWA/*'];
const OTHER_PAGES = ['https://owa.example.net/webmail/*', 'https://owa.example.net/WEBMAIL/*'];

describe('the scripts of Exchange', () => {
  it('are registered for servers that are listed and permitted, and for no others', async () => {
    const { keep, pages } = setUp([MAIL, OTHER], ['https://mail.example.com/*', 'https://unlisted.example/*']);
    await keep();
    expect(pages()).toEqual(bothOn(...MAIL_PAGES));
  });

  it('are put into pages that are open already, once', async () => {
    const { keep, executeScript } = setUp([MAIL], ['https://mail.example.com/*']);
    await keep();
    await keep();
    const target = { target: { tabId: 7 }, injectImmediately: true };
    expect(executeScript.mock.calls).toEqual([
      [{ ...target, files: ['content-scripts/exchange-page.js'], world: 'MAIN' }],
      [{ ...target, files: ['content-scripts/exchange.js'], world: 'ISOLATED' }],
    ]);
  });

  it('follow a permission that is given later', async () => {
    const { keep, pages, state } = setUp([MAIL, OTHER], ['https://mail.example.com/*']);
    await keep();
    state.allowed.add('https://owa.example.net/*');
    await keep();
    expect(pages()).toEqual(bothOn(...MAIL_PAGES, ...OTHER_PAGES));
  });

  it.each([
    ['a server is taken off the list', (state: { exchangeHosts: string[] }) => (state.exchangeHosts = [])],
    ['its permission is taken away', (state: { allowed: Set<string> }) => state.allowed.clear()],
  ])('are gone, and open pages stopped, when %s', async (_, change) => {
    const { keep, pages, state, stopPages } = setUp([MAIL], ['https://mail.example.com/*']);
    await keep();
    change(state);
    await keep();
    expect(pages()).toEqual([]);
    expect(stopPages).toHaveBeenCalledExactlyOnceWith(MAIL_PAGES);
  });

  it('touch nothing where no server is named', async () => {
    const { keep, pages, executeScript, stopPages } = setUp([], []);
    await keep();
    expect(pages()).toEqual([]);
    expect(executeScript).not.toHaveBeenCalled();
    expect(stopPages).not.toHaveBeenCalled();
  });

  it('are set one change after the other, the last one to hold', async () => {
    const { keep, pages, state } = setUp([MAIL], ['https://mail.example.com/*', 'https://owa.example.net/*']);
    const first = keep();
    state.exchangeHosts = [OTHER];
    await Promise.all([first, keep()]);
    expect(pages()).toEqual(bothOn(...OTHER_PAGES));
  });

  it('are tried again after the browser refused them', async () => {
    const { keep, pages, state, log } = setUp([MAIL], ['https://mail.example.com/*']);
    const { kept } = state;
    Object.defineProperty(state, 'kept', { configurable: true, get: () => Promise.reject(new Error('busy')) });
    await keep();
    expect(log.error).toHaveBeenCalledOnce();
    Object.defineProperty(state, 'kept', { value: kept, writable: true });
    await keep();
    expect(pages()).toEqual(bothOn(...MAIL_PAGES));
  });
});

describe('hosts of a webmail', () => {
  const chosen = { exchangeHosts: [MAIL, 'https://outlook.office365.com/owa/', 'https://fr.mail.yahoo.com/owa/'] };

  it('leave to a fixed webmail what is its own', () => expect(chosenExchangeHosts(chosen)).toEqual([MAIL]));

  it.each([
    [
      'gmail',
      ['https://mail.google.com/*'],
      ['https://mail.google.com/*', 'https://mail-attachment.googleusercontent.com/*'],
    ],
    ['exchange', MAIL_PAGES, ['https://mail.example.com/*']],
  ] as const)('of %s are its pages and what it needs permission for', (site, pages, hosts) => {
    expect(pagePatterns(site, chosen)).toEqual(pages);
    expect(hostPatterns(site, chosen)).toEqual(hosts);
  });

  it('of Exchange are none while no server is named', () => {
    expect(pagePatterns('exchange', { exchangeHosts: [] })).toEqual([]);
    expect(hostPatterns('exchange', { exchangeHosts: [] })).toEqual([]);
  });
});
