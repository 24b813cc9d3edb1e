import { expect, it } from 'vitest';
import { toSiteHealth } from '../../../entrypoints/shared/use-site-health.ts';
import { defaultSettings } from '../../../utils/settings/schema.ts';

const nothing = { troubles: new Map(), activity: {}, told: [] };
const trouble = { source: 'dom', missing: 'no-rows', outline: '', count: 1, firstAt: 1, lastAt: 2 } as const;

it('tells of every webmail that is on, and of Exchange once a server is named', () => {
  const ids = (settings: object) => toSiteHealth(nothing, { ...defaultSettings, ...settings }).map(({ id }) => id);
  expect(ids({})).toEqual(['gmail', 'outlook', 'yahoo', 'icloud']);
  expect(ids({ sitesOff: ['gmail'], exchangeHosts: ['https://mail.example.com/owa/'] })).toEqual([
    'outlook',
    'exchange',
    'yahoo',
    'icloud',
  ]);
});

it('joins what is known of each', () => {
  const facts = {
    troubles: new Map([['outlook' as const, [trouble]]]),
    activity: { outlook: { noticedAt: 5 }, icloud: { noticedAt: 6, readAt: 7 } },
    told: [{ site: 'icloud' as const, account: 'nora@icloud.com', aliases: [] }],
  };
  const [, outlook, , icloud] = toSiteHealth(facts, { ...defaultSettings, repAddress: 'omar@example.com' });
  expect(outlook).toEqual({ id: 'outlook', label: 'Outlook', troubles: [trouble], noticedAt: 5 });
  expect(icloud).toEqual({
    id: 'icloud',
    label: 'iCloud Mail',
    troubles: [],
    noticedAt: 6,
    readAt: 7,
    refused: { mailbox: 'nora@icloud.com', repAddress: 'omar@example.com' },
  });
});
