import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BeforeRespond } from '../../server/http/faults.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../server/start-server.ts';
import { createGmailStandIn, type GmailStandIn } from '../webmail/gmail/gmail-stand-in.ts';
import type { GmailStandInOptions } from '../webmail/gmail/options.ts';
import { type CrmReader, createCrmReader } from './crm-reader.ts';
import { createNetwork, type Network } from './network.ts';

/** The rep of the sample, in the CRM and in the webmail. */
export const REP = { address: 'nora.lind@northside.example', name: 'Nora Lind' };

/** A name the CRM also answers to, over TLS: a host of the company's own, which the browser asks the rep about. */
export const CRM_HOST = 'crm.northside.example';

export interface WorldOptions {
  gmail?: GmailStandInOptions;
  crm?: Partial<ServerOptions>;
}

/** Everything around the browser: a CRM with sample companies, a webmail, and nobody else on the network. */
export interface World {
  readonly crm: RunningServer;
  readonly crmReader: CrmReader;
  readonly gmail: GmailStandIn;
  readonly network: Network;
  /** Settings that connect the extension to this CRM as the rep, consent given. */
  readonly settings: Record<string, unknown>;
  /** Called before each request is answered; may wait, or let it fail. */
  readonly hooks: { mail?: (request: Request) => Promise<void>; crm?: BeforeRespond };
  close(): Promise<void>;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const endings: (() => unknown)[] = [];
  try {
    return await openWorld(options, endings);
  } catch (error) {
    // What had started by then must not outlive the test that never ran.
    await endAll(endings).catch(() => {});
    throw error;
  }
}

/** Runs all of them, the last first, also when one fails. @throws what the first to fail threw */
async function endAll(endings: (() => unknown)[]): Promise<void> {
  const outcomes: PromiseSettledResult<unknown>[] = [];
  for (const end of endings.splice(0).reverse()) outcomes.push(...(await Promise.allSettled([(async () => end())()])));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

async function openWorld(options: WorldOptions, endings: (() => unknown)[]): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tandem-world-'));
  endings.push(() => rm(dataDir, { recursive: true, force: true }));
  const hooks: World['hooks'] = {};
  const faults: unknown[] = [];
  const crm = await startServer({
    dataDir,
    sample: true,
    requestsPerSecond: Number.POSITIVE_INFINITY,
    beforeRespond: async (request) => (await hooks.crm?.(request)) ?? 'ok',
    onFault: (error) => faults.push(error),
    ...options.crm,
  });
  endings.push(() => crm.close());
  const gmail = createGmailStandIn({ accounts: [REP], ...options.gmail });
  endings.push(() => gmail.close());
  const answer = async (request: Request) => {
    await hooks.mail?.(request);
    return gmail.handle(request);
  };
  const network = await createNetwork(
    new Map([...gmail.hosts.map((host) => [host, answer] as const), [CRM_HOST, (request) => passOn(request, crm.url)]]),
  );
  endings.push(() => network.close());
  const key = crm.sample?.users.find((user) => user.email === REP.address)?.key;

  return {
    crm,
    crmReader: createCrmReader(crm),
    gmail,
    network,
    hooks,
    settings: {
      crmUrl: crm.url,
      publicKey: key?.publicKey,
      privateKey: key?.privateKey,
      repAddress: REP.address,
      captureOn: true,
      consentGiven: true,
      crmRequestsPerSecond: 1000,
    },
    async close() {
      await endAll(endings);
      if (faults.length > 0) throw new Error('The CRM failed a request.', { cause: faults[0] });
    },
  };
}

async function passOn(request: Request, base: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  for (const name of ['host', 'connection', 'content-length', 'accept-encoding']) headers.delete(name);
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer();
  return fetch(`${base}${pathname}${search}`, { method: request.method, headers, body, redirect: 'manual' });
}
