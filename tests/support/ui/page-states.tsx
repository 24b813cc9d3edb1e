import type { ReactNode } from 'react';
import { Options, type OptionsProps } from '../../../components/options/options.tsx';
import type { SettingsForm } from '../../../components/options/settings-form.ts';
import { Popup, type PopupProps } from '../../../components/popup/popup.tsx';
import { Welcome, type WelcomeProps } from '../../../components/welcome/welcome.tsx';
import type { SiteHealth } from '../../../utils/model/site-health.ts';
import { parseExchangeHost } from '../../../utils/settings/exchange-host.ts';
import { fakeEntry, fakeSummary, NOW } from './fake-entry.ts';

const HOUR_MS = 3_600_000;
const ignore = () => undefined;

const done = [
  fakeEntry(),
  fakeEntry({
    id: 'entry-2',
    direction: 'incoming',
    contactName: 'Jörg Weiß',
    accountName: 'Müller & Söhne GmbH Maschinenbau und Anlagentechnik',
    subject: 'Re: Delivery in week 14, and a rather long subject that does not fit into one line of a popup',
    sentAt: NOW - 2 * HOUR_MS,
    leftOut: [{ name: 'plan.zip', why: 'too-large' }],
  }),
  fakeEntry({
    id: 'entry-3',
    direction: 'incoming',
    contactName: 'شركة النور',
    accountName: 'Al Noor Trading',
    subject: 'عرض أسعار جديد',
    sentAt: NOW - 26 * HOUR_MS,
    protection: 'smime-encrypted',
  }),
];
const pending = fakeEntry({
  id: 'entry-4',
  state: 'pending',
  reason: 'offline',
  subject: 'Minutes of our meeting',
  sentAt: NOW - 20_000,
});
const inFlight = fakeEntry({ id: 'entry-5', state: 'inFlight', subject: 'Your order 4711', sentAt: NOW - 8_000 });
for (const entry of [pending, inFlight]) {
  delete entry.crmUrl;
  delete entry.doneAt;
}
const refused = fakeEntry({
  id: 'entry-6',
  state: 'parked',
  reason: 'crm-refused',
  detail: 'Field "subject": text too long (max 250)',
  subject: 'Contract, second draft',
});
const tooLarge = fakeEntry({ id: 'entry-7', state: 'parked', reason: 'too-large', subject: '', direction: 'incoming' });
for (const entry of [refused, tooLarge]) delete entry.crmUrl;

export function fakePopup(overrides: Partial<PopupProps> = {}): PopupProps {
  return {
    status: { kind: 'done' },
    captureOn: true,
    captureLocked: false,
    mailbox: 'luis@example.com',
    summary: fakeSummary(),
    latest: done,
    parked: [],
    health: [fakeHealth()],
    now: NOW,
    onSwitch: ignore,
    onRetry: ignore,
    onAllow: ignore,
    onOpenOptions: ignore,
    onOpenConsent: ignore,
    onOpenHealth: ignore,
    ...overrides,
  };
}

export function fakeHealth(overrides: Partial<SiteHealth> = {}): SiteHealth {
  return {
    id: 'gmail',
    label: 'Gmail',
    noticedAt: NOW - 4 * 60_000,
    readAt: NOW - 3 * HOUR_MS,
    troubles: [],
    ...overrides,
  };
}

/** Outlook, whose pages have changed. */
const outlookTroubles = [
  {
    source: 'traffic',
    missing: 'no-responses-in-finditem',
    outline: '{?:{ResponseMessages:{?:[1]}}}',
    count: 4,
    firstAt: NOW - 50 * HOUR_MS,
    lastAt: NOW - HOUR_MS,
  },
  {
    source: 'dom',
    missing: 'no-rows-in-list',
    outline: '0div[role aria-label tabindex] 1div[data-convid] 2span',
    count: 1,
    firstAt: NOW - 26 * HOUR_MS,
    lastAt: NOW - 26 * HOUR_MS,
    overAt: NOW - 25 * HOUR_MS,
  },
] as const;
const halfBlind = fakeHealth({ id: 'outlook', label: 'Outlook', troubles: outlookTroubles });
const blind = fakeHealth({
  id: 'yahoo',
  label: 'Yahoo / AOL Mail',
  troubles: outlookTroubles.map(({ source, missing, outline, count, firstAt, lastAt }) => ({
    source,
    missing,
    outline,
    count,
    firstAt,
    lastAt,
  })),
});
const refusedHealth = fakeHealth({
  id: 'icloud',
  label: 'iCloud Mail',
  refused: { mailbox: 'nora.lindqvist@icloud.com', repAddress: 'luis@example.com' },
});
delete refusedHealth.readAt;
delete refusedHealth.noticedAt;

const allSites = [
  { id: 'gmail', label: 'Gmail', allowed: true },
  { id: 'outlook', label: 'Outlook', allowed: true },
  { id: 'exchange', label: 'Exchange (OWA)', allowed: true },
  { id: 'yahoo', label: 'Yahoo / AOL Mail', allowed: true },
  { id: 'icloud', label: 'iCloud Mail', allowed: true },
] as const;

export function fakeForm(overrides: Partial<SettingsForm> = {}): SettingsForm {
  return {
    crmUrl: 'https://crm.example.com',
    publicKey: 'pk_example',
    privateKey: 'sk_example',
    repAddress: 'luis@example.com',
    ownDomains: ['example.com'],
    neverLog: ['private@example.net', '*.bank.example'],
    sitesOff: [],
    readsOff: [],
    exchangeHosts: [],
    attachmentLimitMb: 25,
    ...overrides,
  };
}

export function fakeOptions(overrides: Partial<OptionsProps> = {}): OptionsProps {
  return {
    form: fakeForm(),
    locked: new Set(),
    fromPolicy: { ownDomains: [], neverLog: [], sitesOff: [], readsOff: [], exchangeHosts: [] },
    problems: [],
    sites: allSites,
    deniedHosts: [],
    checkHost: parseExchangeHost,
    health: [fakeHealth()],
    now: NOW,
    crmAccess: true,
    test: { kind: 'idle' },
    summary: fakeSummary({ waiting: 2, parked: 1 }),
    skipped: new Map([
      ['nobody-in-crm', 1204],
      ['automated-sender', 310],
      ['never-log-domain', 1],
    ]),
    consentGiven: true,
    version: '0.1.0',
    onChange: ignore,
    onTest: ignore,
    onAllowCrm: ignore,
    onAllowSite: ignore,
    onAllowHost: ignore,
    onCopy: async () => undefined,
    onOpenConsent: ignore,
    ...overrides,
  };
}

export function fakeWelcome(overrides: Partial<WelcomeProps> = {}): WelcomeProps {
  return {
    step: 'consent',
    consent: 'missing',
    declined: false,
    form: fakeForm({ crmUrl: '', publicKey: '', privateKey: '', repAddress: '' }),
    locked: new Set(),
    crmAccess: null,
    test: { kind: 'idle' },
    sites: [
      { label: 'Gmail', url: 'https://mail.google.com/' },
      { label: 'Outlook', url: 'https://outlook.office.com/mail/' },
      { label: 'Yahoo / AOL Mail', url: 'https://mail.yahoo.com/' },
      { label: 'iCloud Mail', url: 'https://www.icloud.com/mail/' },
    ],
    onChange: ignore,
    onAllowCrm: ignore,
    onTest: ignore,
    onAgree: ignore,
    onDecline: ignore,
    onStep: ignore,
    onOpenOptions: ignore,
    ...overrides,
  };
}

const empty = fakeSummary();
delete empty.lastDoneAt;

const popup = (overrides: Partial<PopupProps>) => () => <Popup {...fakePopup(overrides)} />;
const options = (overrides: Partial<OptionsProps>) => () => <Options {...fakeOptions(overrides)} />;
const welcome = (overrides: Partial<WelcomeProps>) => () => <Welcome {...fakeWelcome(overrides)} />;

/** Every page in every state worth a look, by name. */
export const pageStates: Readonly<Record<string, () => ReactNode>> = {
  'popup-done': popup({}),
  'popup-sending': popup({
    status: { kind: 'sending' },
    summary: fakeSummary({ waiting: 2 }),
    latest: [inFlight, ...done],
  }),
  'popup-offline': popup({
    status: { kind: 'offline' },
    summary: fakeSummary({ waiting: 1 }),
    latest: [pending, ...done],
  }),
  'popup-needs-you': popup({
    status: { kind: 'needs-you', parked: 5 },
    summary: fakeSummary({ parked: 5 }),
    parked: [refused, tooLarge],
  }),
  'popup-unavailable': popup({
    status: { kind: 'crm-unavailable', nextAttemptAt: NOW + 120_000 },
    summary: fakeSummary({ waiting: 12 }),
    latest: [pending],
  }),
  'popup-sign-in': popup({ status: { kind: 'sign-in', waiting: 12 }, summary: fakeSummary({ waiting: 12 }) }),
  'popup-no-access': popup({ status: { kind: 'no-access', hosts: ['mail.google.com', 'crm.example.com'] } }),
  'popup-storage-full': popup({ status: { kind: 'storage-full' } }),
  'popup-reading': popup({ status: { kind: 'reading' }, summary: fakeSummary({ toRead: 1 }) }),
  'popup-half-blind': popup({ health: [fakeHealth(), halfBlind] }),
  'popup-blind-and-refused': popup({ health: [blind, refusedHealth] }),
  'popup-off': popup({ status: { kind: 'capture-off', waiting: 2 }, captureOn: false, turned: 'off' }),
  'popup-locked': popup({ captureLocked: true, failed: true }),
  'popup-consent-missing': popup({ status: { kind: 'consent-missing' }, latest: [], summary: empty }),
  'popup-not-connected': popup({ status: { kind: 'not-connected' }, latest: [], summary: empty, mailbox: '' }),
  'popup-ready': popup({ status: { kind: 'ready' }, latest: [], summary: empty }),
  'options-connected': options({
    test: {
      kind: 'result',
      steps: [
        { step: 'reach', ok: true },
        { step: 'sign-in', ok: true },
        { step: 'who-am-i', ok: true },
        { step: 'read-contacts', ok: true },
        { step: 'log-mail', ok: true },
      ],
    },
  }),
  'options-failing': options({
    form: fakeForm({
      crmUrl: 'http://crm.example.com',
      ownDomains: [],
      neverLog: [],
      sitesOff: ['gmail'],
      exchangeHosts: ['https://mail.example.com/owa/', 'https://webmail.a-rather-long-name.example.net:8443/owa/'],
    }),
    sites: allSites.map((site) => ({ ...site, allowed: site.id === 'exchange' })),
    deniedHosts: ['https://webmail.a-rather-long-name.example.net:8443/owa/'],
    health: [halfBlind, blind, refusedHealth],
    crmAccess: false,
    failed: true,
    consentGiven: false,
    skipped: new Map(),
    test: {
      kind: 'result',
      steps: [
        { step: 'reach', ok: true },
        { step: 'sign-in', ok: false, detail: 'The private key does not belong to the public key.' },
      ],
    },
  }),
  'options-managed': options({
    locked: new Set(['crmUrl', 'publicKey', 'privateKey', 'repAddress', 'attachmentLimitMb']),
    fromPolicy: {
      ownDomains: ['example.com'],
      neverLog: ['*.bank.example'],
      sitesOff: ['gmail'],
      readsOff: ['yahoo'],
      exchangeHosts: ['https://mail.example.com/owa/'],
    },
    form: fakeForm({ sitesOff: ['gmail'], readsOff: ['yahoo'], exchangeHosts: ['https://mail.example.com/owa/'] }),
    health: [],
    problems: [{ source: 'policy', key: 'neverLog[3]', why: 'wrong-value' }],
    test: { kind: 'running' },
  }),
  'welcome-consent': welcome({}),
  'welcome-declined': welcome({ declined: true }),
  'welcome-policy': welcome({ consent: 'policy' }),
  'welcome-connect': welcome({ step: 'connect', consent: 'given' }),
  'welcome-done': welcome({ step: 'done', consent: 'given', form: fakeForm() }),
  'welcome-later': welcome({ step: 'done', consent: 'given' }),
};
