import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BeforeRespond, Fault } from '../../../server/http/faults.ts';
import type { RunningServer } from '../../../server/start-server.ts';
import { defaultChoices } from '../../../server/v4/choices.ts';
import { connect, fakeContact, fakeEmail, startTestServer } from '../../unit/server/support.ts';
import { facts } from './facts.ts';
import { parseConformanceOptions } from './options.ts';
import { type Finding, runFacts, toLine, violations } from './run-facts.ts';
import { createV4Client } from './v4-client.ts';

const UNHURRIED = 100_000;

function clientOf(server: RunningServer) {
  const key = server.sample?.users[0]?.key;
  if (!key) throw new Error('there is no sample');
  return createV4Client({ url: server.url, ...key, rate: UNHURRIED });
}

/** Records of the kinds the sample lacks, so that there is something to look at. */
async function fill(server: RunningServer): Promise<void> {
  const client = await connect(server);
  const { body: email } = await client.call('POST', '/emails', fakeEmail({ attachments: [{ name: 'a.txt' }] }));
  expect(email.id).toBeGreaterThan(0);
  const bodies: Record<string, object> = {
    activities: { accountId: 1, typeId: 1, salesRepId: 1, date: '2024-05-09 10:15:00' },
    opportunities: { reference: 'Spring order', accountId1: 1, branchId: 1, salesRepId: 1, salesProbability: 60 },
    documents: { name: 'prices.pdf', folderId: -1 },
    salesOrders: { accountId: 1, salesRepId: 1 },
    'documents/folders': { name: 'Prices', folderId: -1 },
    hooks: { name: 'Orders', action: 'delete', entity: 'salesorder', url: 'https://hooks.example.com/tandem' },
    calls: { phone: '+46 555 020', accountId: 1, salesRepId: 1 },
  };
  // More than a page of them.
  for (let made = 0; made < 40; made += 1) await client.call('POST', '/contacts', fakeContact());
  for (const [resource, body] of Object.entries(bodies)) {
    const answer = await client.call('POST', `/${resource}`, body);
    expect([resource, answer.status, answer.body.error]).toEqual([resource, 200, undefined]);
  }
}

const broken = (findings: Finding[]) => findings.filter(({ verdict }) => verdict.kind === 'broken').map(toLine);
const wordsOf = (findings: Finding[]) => violations(findings).map(({ fact }) => `${fact.about}: ${fact.words}`);

describe('what is known of v4, tried on the embedded CRM', () => {
  it('holds, fact by fact, and leaves nothing that v4 can delete', async () => {
    const server = await startTestServer();
    await fill(server);
    const client = await connect(server);
    const live = async () => {
      const kept: Record<string, number> = {};
      for (const resource of ['accounts', 'contacts', 'activities', 'calendar', 'opportunities', 'hooks']) {
        const { body } = await client.get(`/${resource}`, { Count: '1000' });
        kept[resource] = body.filter(({ deleted }: { deleted: boolean }) => !deleted).length;
      }
      return kept;
    };
    const before = await live();
    const v4 = clientOf(server);
    const findings = await runFacts(facts, v4, { write: true });
    expect(broken(findings)).toEqual([]);
    expect(findings.length).toBeGreaterThan(200);
    expect(findings.filter(({ verdict }) => verdict.kind === 'unknown').map(toLine)).toEqual([]);
    expect(await live()).toEqual(before);
    expect(v4.leftBehind.map((name) => name.split(' ')[0]).sort()).toEqual(['documents', 'emails']);
  });

  it('is read without writing a thing unless told', async () => {
    const server = await startTestServer();
    const findings = await runFacts(facts, clientOf(server), { write: false });
    expect(violations(findings)).toEqual([]);
    const asked = server.requestLog.filter(({ path }) => !path.endsWith('/login'));
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['GET']));
    const unwritten = findings.filter(({ fact }) => fact.writes);
    expect(unwritten.length).toBeGreaterThan(20);
    expect(unwritten.every(({ verdict }) => verdict.kind === 'unknown')).toBe(true);
  });
});

describe('a server that departs from v4', () => {
  let server: RunningServer;
  let fault: BeforeRespond;
  beforeAll(async () => {
    server = await startTestServer({ beforeRespond: (asked) => fault(asked) }, 'file');
  });
  beforeEach(() => {
    fault = () => 'ok';
    Object.assign(server.choices, defaultChoices);
  });

  /** Violations found among the facts about one thing. */
  async function found(about: string, write = false): Promise<string[]> {
    const some = facts.filter((fact) => fact.about === about);
    return wordsOf(await runFacts(some, clientOf(server), { write }));
  }

  it('is found out when lists leave deleted records out', async () => {
    expect(await found('contacts', true)).toEqual([]);
    server.choices.deletedInLists = false;
    expect(await found('contacts', true)).toEqual(['contacts: lists contain deleted records']);
  });

  it('is found out when references are named by dots alone, or dates cannot be filtered', async () => {
    Object.assign(server.choices, { whereReferences: 'dotted', whereDates: 'refuse' });
    expect(await found('where')).toContain('where: a reference is named as it is: accountId=1');
    expect((await found('accounts')).sort()).toEqual([
      'accounts: dateCreated can be filtered',
      'accounts: typeId can be filtered',
    ]);
  });

  it.each<[path: string, fault: Fault, about: string, words: string]>([
    ['users', { status: 200, body: [] }, 'session', 'a call without a session key is answered 401'],
    ['contacts', { status: 200, body: { data: [] } }, 'lists', 'are bare arrays'],
    ['resources', { status: 500, body: {} }, 'resources', '/resources lists'],
    ['noSuchResource', { status: 404, body: { code: 404 } }, 'refusals', 'an unknown resource has the code 910'],
    ['login', { status: 200, body: { key: 'x' } }, 'session', 'a key pair posted to /login'],
    ['accounts/schema', { status: 200, body: { properties: { city: { maxLength: 20 } } } }, 'accounts', 'city holds'],
    ['accounts', { status: 200, body: [{ id: 1, name: 7 }] }, 'accounts', 'name reads as a text'],
  ])('is found out when /%s answers otherwise', async (path, other, about, words) => {
    fault = (asked) => (asked.path === `/api/v4/${path}` ? other : 'ok');
    expect((await found(about)).filter((line) => line.startsWith(`${about}: ${words}`))).toHaveLength(1);
  });

  it('is not failed for what nobody documented, nor for what could not be told', async () => {
    server.choices.countHeader = 'X-FM-Entity-Count';
    const lists = facts.filter(({ about }) => about === 'lists');
    const findings = await runFacts(lists, clientOf(server), { write: false });
    expect(broken(findings)).toEqual([expect.stringContaining('the header Count does so alone')]);
    expect(violations(findings)).toEqual([]);

    fault = () => 'drop-before';
    const silent = await runFacts(facts, clientOf(server), { write: false });
    expect(violations(silent)).toEqual([]);
    expect(silent.every(({ verdict }) => verdict.kind === 'unknown')).toBe(true);
  });
});

describe('the words at the terminal', () => {
  const needed = ['--url', 'https://crm.example.com', '--public-key', 'a', '--private-key', 'b'];

  it('read by default, at three requests a second', () => {
    expect(parseConformanceOptions(needed, {})).toMatchObject({ write: false, rate: 3 });
    expect(parseConformanceOptions([...needed, '--write', '--rate', '13'], {})).toMatchObject({
      write: true,
      rate: 13,
    });
    expect(parseConformanceOptions(needed.slice(0, 4), { V4_PRIVATE_KEY: 'c' }).privateKey).toBe('c');
  });

  it.each([
    [['--url', 'crm.example.com', ...needed.slice(2)], /--url must/],
    [needed.slice(0, 4), /both halves/],
    [[...needed, '--rate', '0'], /--rate/],
    [[...needed, '--burn'], /burn/],
  ])('are refused when they make no sense: %j', (args, words) => {
    expect(() => parseConformanceOptions(args, {})).toThrow(words);
  });
});
