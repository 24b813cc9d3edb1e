import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserKind } from '../../tests/support/browser-kind.ts';
import { openDriver } from '../../tests/support/open-driver.ts';
import { createWorld, REP, type World } from '../../tests/support/world.ts';
import { createGmailUser } from '../../tests/webmail/gmail/user.ts';
import type { WebmailUser } from '../../tests/webmail/stand-in.ts';
import type { Figure } from '../figure.ts';
import { limit } from '../figure.ts';
import type { Row } from '../row.ts';
import { findBrowserKinds } from '../support/browser-kinds.ts';
import { customer } from '../support/customer.ts';

const MESSAGES = 10;

/** Time to undo, as long as the webmail's shortest choice. */
const UNDO_MS = 5000;

/** Requests a second of the smaller plan of the real service. */
const CRM_PLAN = 4;

const LOOK_EVERY_MS = 5;
const WAIT_MS = 30_000;

interface Way {
  /** From the click on Send, the time to undo with it. */
  fromClickMs: number;
  /** From the moment the webmail's server let the message go. */
  fromSentMs: number;
}

/** The rep's own measure: sent here, how soon is it there? */
export const sentToCrm: Row = {
  name: 'sent-to-crm',
  title: `From sent in the webmail to the e-mail in the CRM, ${CRM_PLAN} requests a second, ${UNDO_MS / 1000} s to undo`,
  async measure({ builds, progress }) {
    const figures: Figure[] = [];
    for (const kind of findBrowserKinds()) {
      progress(kind);
      const ways = await measureIn(kind, builds[kind]);
      figures.push(
        {
          name: `sent to in the CRM, ${kind}`,
          unit: 'ms',
          ours: ways.map((way) => way.fromSentMs),
          by: 'p95',
          against: [limit(3000)],
        },
        {
          name: `click to in the CRM, ${kind}`,
          unit: 'ms',
          ours: ways.map((way) => way.fromClickMs),
          by: 'p95',
          against: [{ with: 'time to undo and the limit', value: UNDO_MS + 3000 }],
        },
      );
    }
    return figures;
  },
};

async function measureIn(kind: BrowserKind, extensionDir: string): Promise<Way[]> {
  const world = await createWorld({ gmail: { undoMs: UNDO_MS } });
  const browser = await openDriver({
    kind,
    extensionDir,
    proxyPort: world.network.proxyPort,
  });
  try {
    await browser.configure({ ...world.settings, crmRequestsPerSecond: CRM_PLAN });
    const user = createGmailUser(await browser.page(), world.gmail);
    await user.open(REP.address);
    const ways: Way[] = [];
    // The first one waits for sign-in, schemas and the directory.
    for (let n = 0; n <= MESSAGES; n++) {
      const way = await sendOne(world, user, n);
      if (n > 0) ways.push(way);
    }
    return ways;
  } finally {
    await browser.close();
    await world.close();
  }
}

async function sendOne({ crm, gmail }: World, user: WebmailUser, n: number): Promise<Way> {
  await user.compose({
    to: customer.email,
    subject: `Our offer ${n}`,
    body: 'Dear customer, here it is. Regards, Nora',
  });
  const sentBefore = gmail.sent(REP.address).length;
  const logged = () => crm.requestLog.filter(isLoggedEmail).length;
  const loggedBefore = logged();
  const clickedAt = performance.now();
  const sending = user.send();
  const sentAt = await whenTrue('the webmail to send', () => gmail.sent(REP.address).length > sentBefore);
  const loggedAt = await whenTrue('the CRM to have it', () => logged() > loggedBefore);
  await sending;
  return { fromClickMs: loggedAt - clickedAt, fromSentMs: loggedAt - sentAt };
}

function isLoggedEmail({ method, path, status }: World['crm']['requestLog'][number]): boolean {
  return method === 'POST' && path.endsWith('/emails') && status < 300;
}

/** @returns ms of this process's clock at which `check` was first true */
async function whenTrue(what: string, check: () => boolean): Promise<number> {
  const deadline = performance.now() + WAIT_MS;
  while (performance.now() < deadline) {
    if (check()) return performance.now();
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`Waited ${WAIT_MS / 1000} s for ${what}.`);
}
