import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, type TestInfo } from 'playwright/test';
import { type SiteId, siteIdSchema } from '../../utils/model/site.ts';
import type { CrmEmail } from '../support/crm-reader.ts';
import { PLAIN_PAGE, readDatabase } from '../support/database-reader.ts';
import { COLLEAGUE, CUSTOMER, type Desk, FRIEND, type Incoming } from '../support/desk.ts';
import type { SeenRequest, StandInBehaviour, StandInMessage, WebmailUser } from '../webmail/stand-in.ts';
import { webmails } from '../webmail/webmails.ts';

/** Something every adapter promises, told as a story of a rep at her webmail. */
export interface AdapterPromise {
  title: string;
  tell(desk: Desk, testInfo: TestInfo): Promise<void>;
  /** Only where the webmail is one of these. */
  sites?: readonly SiteId[];
  /** In Firefox only for these; in Chromium for all. */
  sitesInFirefox?: readonly SiteId[];
}

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const parts = { name: 'Stückliste.pdf', mime: 'application/pdf', bytes: randomBytes(70_000) };

/** A message of the customer with a colleague in copy, and a file. */
const question: Incoming = {
  from: CUSTOMER,
  subject: 'Need prices',
  cc: `${COLLEAGUE.name} <${COLLEAGUE.email}>`,
  html: '<p>Could you send prices for <b>200 pieces</b>?</p>',
  files: [parts],
};

/** What nobody but the rep is to read. */
const secret: Incoming = { from: FRIEND, subject: 'Dinner on Friday?', html: '<p>Bring your swimsuit.</p>' };

const toCustomer = (subject: string) => ({ to: CUSTOMER.email, subject, body: 'Dear Omar, as promised.' });

async function expectAttachment(desk: Desk, email: CrmEmail | undefined, name: string, bytes: Uint8Array) {
  const read = async () => {
    const found = (await desk.logged()).find(({ id }) => id === email?.id)?.attachments ?? [];
    // A file is named in the CRM before its bytes have arrived.
    const shaOf = (id: number) => desk.attachment(id).then(sha, () => 'not there yet');
    return Promise.all(found.map(async (one) => [one.name, await shaOf(one.id)]));
  };
  await expect.poll(read, { timeout: 30_000 }).toEqual([[name, sha(bytes)]]);
}

/** Where browsers go by themselves after a request that is counted already: they follow redirects. */
const FOLLOWED = /^https:\/\/(?:mail-attachment\.googleusercontent|accounts\.google)\.com\//;

/** Requests of ours, without what browsers add to them: preflights, redirects, and a second try where 421 is answered. */
function ownRequests(desk: Desk): SeenRequest[] {
  const asked = desk.askedBesides().filter(({ url, method }) => method !== 'OPTIONS' && !FOLLOWED.test(url));
  return asked.filter(({ kind, url }, place) => kind !== 'session-over' || asked[place - 1]?.url !== url);
}

/** Pages of the stand-ins ask their server this often, and a little more; see `QUICK`. */
const HEARD_EVERY_MS = 300;

/**
 * How late a request may have arrived, ms: a busy machine holds up the page's own requests too, which come like a clock. A tenth
 * of a second is given to all.
 */
function lateness(heard: readonly number[], at: number): number {
  const around = heard.filter((time) => time > at - 1000 && time < at + 1000);
  const gaps = around.slice(1).map((time, place) => time - (around[place] ?? 0));
  const longest = Math.max(0, ...gaps);
  return 100 + (longest > HEARD_EVERY_MS ? longest : 0);
}

/** Whoever is not the page asked at most twice in any second, as it left the browser. */
function expectPolite(desk: Desk) {
  const heard = desk.webmail.requests.filter(({ byPage }) => byPage).map(({ at }) => at);
  const times = ownRequests(desk).map(({ at }) => at);
  const hurried = times.slice(2).flatMap((at, place) => {
    const first = times[place] ?? 0;
    return at - first < 1000 - lateness(heard, first) ? [{ span: at - first, late: lateness(heard, first) }] : [];
  });
  expect(hurried).toEqual([]);
}

/** Everything the extension has stored, but what it read from the CRM. */
async function stored(desk: Desk): Promise<unknown> {
  const { orders, messages, parts: pieces, outbox, counters } = await readDatabase(desk.browser);
  return { orders, messages, pieces, outbox, counters };
}

/** Why a message has not been read yet, as it stands in its order; undefined without one. */
async function failureOf(desk: Desk, { ref }: StandInMessage): Promise<unknown> {
  const { orders = [] } = await readDatabase(desk.browser);
  return orders.find((order) => order.site === desk.site && order.ref === ref)?.failure;
}

/** The time of the next try has come for all that waits for the webmail. */
async function letTimePass(desk: Desk) {
  const page = await desk.browser.extensionPage(PLAIN_PAGE);
  await page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answer(indexedDB.open('tandem'));
    const orders = database.transaction('orders', 'readwrite').objectStore('orders');
    for (const order of await answer(orders.getAll())) await answer(orders.put({ ...order, nextFetchAt: 0 }));
    database.close();
  });
  await page.close();
}

async function logsWhole(desk: Desk, testInfo: TestInfo) {
  desk.setUp();
  const user = await desk.open();
  const hidden = desk.receive(secret);
  const asked = desk.receive(question);
  const [received] = await desk.expectLogged('Need prices');
  expect(received).toMatchObject({
    body: expect.stringContaining('200 pieces'),
    emailFrom: expect.stringContaining(CUSTOMER.email),
    Z_Cc: expect.stringContaining(COLLEAGUE.email),
    Z_MessageId: asked.messageId,
    type: 1,
  });

  const list = testInfo.outputPath('Preisliste 2026.txt');
  writeFileSync(list, 'Stamp, 12 EUR\n');
  await user.compose({ ...toCustomer('Our prices'), cc: COLLEAGUE.email, bcc: FRIEND.email, files: [list] });
  await user.send();
  const sent = (await desk.expectLogged('Need prices', 'Our prices')).find(({ subject }) => subject === 'Our prices');
  expect(sent).toMatchObject({
    body: expect.stringContaining('as promised'),
    emailTo: expect.stringContaining(CUSTOMER.email),
    Z_Cc: expect.stringContaining(COLLEAGUE.email),
    Z_Bcc: expect.stringContaining(FRIEND.email),
    type: 0,
  });
  expect(sent?.emailTo).not.toMatch(/mateo|sam@/);
  expect(desk.webmail.sent(desk.account).map(({ messageId }) => messageId)).toContain(sent?.Z_MessageId);

  await user.openConversation('Need prices');
  await user.reply('Thank you, Omar.');
  await user.send();
  const all = ['Need prices', 'Our prices', 'Re: Need prices'];
  const answer = (await desk.expectLogged(...all)).find(({ subject }) => subject.startsWith('Re:'));
  expect(answer).toMatchObject({ body: expect.stringContaining('Thank you, Omar.'), type: 0 });
  await expectAttachment(desk, received, parts.name, parts.bytes);
  await expectAttachment(desk, sent, 'Preisliste 2026.txt', Buffer.from('Stamp, 12 EUR\n'));
  expectPolite(desk);

  // The same messages by every other path: a second tab, the list, the conversation again, a page loaded anew.
  const second = await desk.open();
  await second.openConversation('Need prices');
  await second.backToInbox();
  await user.open(desk.account);
  await desk.expectStillLogged(...all);
  expect(desk.creations()).toBe(3);
  expect(desk.fetchedBesides(hidden.ref)).toBe(0);
  desk.expectUntouched();
}

async function logsNothingUnsent(desk: Desk) {
  const { offers } = webmails[desk.site];
  desk.setUp({ undoMs: 2000 });
  const user = await desk.open();
  const ways: [string, boolean, (user: WebmailUser) => Promise<void>][] = [
    [
      'Undone',
      offers.undo,
      async () => {
        await user.send();
        await user.undo();
        await user.discard();
      },
    ],
    ['Discarded', true, () => user.discard()],
    ['Closed', true, () => user.closeCompose()],
    ['For tomorrow', offers.schedule, () => user.schedule()],
  ];
  for (const [subject, isOffered, act] of ways) {
    if (!isOffered) continue;
    await user.compose(toCustomer(subject));
    await act(user);
  }
  // Longer than the time to undo.
  await pause(1000);
  await desk.expectStillLogged();
  expect(desk.creations()).toBe(0);
  expect((await readDatabase(desk.browser)).orders?.filter(({ account }) => account === desk.account)).toEqual([]);
  // Where the page is told of its own scheduled mail it is logged; where it is not, only when the rep looks at it.
  await desk.webmail.sendScheduled(desk.account);
  await user.open(desk.account);
  await desk.expectStillLogged(...(await desk.logged()).map(({ subject }) => subject));
  const later = desk.webmail.sent(desk.account).map(({ messageId }) => messageId);
  expect(later).toHaveLength(offers.schedule ? 1 : 0);
  const logged = (await desk.logged()).map((email) => email.Z_MessageId ?? '');
  expect(later).toEqual(expect.arrayContaining(logged));
  expect(new Set(logged).size).toBe(logged.length);
  desk.expectUntouched();
}

/** Pages that try again by themselves have done so. What leaves as a page is loaded anew, nobody sees leave. */
async function untilNothingLeaves(desk: Desk) {
  const out = () => desk.webmail.sent(desk.account).length;
  for (let before = -1; before !== out(); await pause(3000)) before = out();
}

async function logsOnlyWhatWentOut(desk: Desk) {
  desk.setUp({ undoMs: 0 });
  const user = await desk.open();
  for (const sends of ['refused', 'unanswered'] as const) {
    desk.webmail.set({ sends });
    await user.compose(toCustomer(`First ${sends}`));
    // Some pages say that they send, others that they could not.
    await user.send().catch(() => undefined);
    await desk.expectStillLogged(...(await desk.logged()).map(({ subject }) => subject));
    // The page may have sent it in a later try, and that may be logged by now or a moment later; nothing else may.
    const logged = (await desk.logged()).map((email) => email.Z_MessageId ?? '');
    const out = desk.webmail.sent(desk.account).map(({ messageId }) => messageId);
    expect(out).toEqual(expect.arrayContaining(logged));
    expect(new Set(logged).size).toBe(logged.length);
    desk.webmail.set({ sends: 'works' });
    await untilNothingLeaves(desk);
    await user.open(desk.account);
  }
  await user.compose(toCustomer('At last'));
  await user.send();
  await expect.poll(async () => (await desk.logged()).map(({ subject }) => subject)).toContain('At last');
  const sent = () => desk.webmail.sent(desk.account).map(({ messageId }) => messageId);
  await expect
    .poll(async () => (await desk.logged()).map((email) => email.Z_MessageId).toSorted(), { timeout: 20_000 })
    .toEqual(sent().toSorted());
}

async function seesByOneWay(desk: Desk) {
  const blind = async (pattern: RegExp) =>
    expect.poll(async () => (await desk.troubles()).join(' '), { timeout: 30_000, intervals: [2000] }).toMatch(pattern);
  desk.setUp({ traffic: 'unknown' });
  desk.receive({ from: CUSTOMER, subject: 'Seen on the screen' });
  const hidden = desk.receive(secret);
  const first = await desk.open();
  // As long as a person takes to look at the list.
  await pause(2000);
  await first.openConversation('Seen on the screen');
  await desk.expectLogged('Seen on the screen');

  desk.webmail.set({ traffic: 'usual', anchors: 'renamed' });
  const second = await desk.open();
  desk.receive({ from: CUSTOMER, subject: 'Seen on the wire' });
  await blind(/traffic\//);
  await first.page.close();
  desk.receive({ from: CUSTOMER, subject: 'Seen on the wire alone' });
  const all = ['Seen on the screen', 'Seen on the wire', 'Seen on the wire alone'];
  await desk.expectLogged(...all);
  await blind(/dom\//);
  await second.page.close();

  desk.webmail.set({ traffic: 'unknown' });
  await desk.open();
  desk.receive({ from: CUSTOMER, subject: 'Seen by nobody' });
  await desk.expectStillLogged(...all);
  expect(desk.fetchedBesides(hidden.ref)).toBe(0);
  desk.expectUntouched();
}

async function isSilentWhenOff(desk: Desk) {
  const ways: [string, Record<string, unknown>][] = [
    ['all', { captureOn: false }],
    ['the site', { captureOn: true, sitesOff: [desk.site] }],
  ];
  desk.setUp({ undoMs: 0 });
  const user = await desk.tab();
  const before = await stored(desk);
  for (const [what, settings] of ways) {
    await desk.browser.configure(settings);
    await user.open(desk.account);
    desk.receive({ from: CUSTOMER, subject: `While ${what} was off` });
    await user.compose(toCustomer(`Sent while ${what} was off`));
    await user.send();
    await desk.expectStillLogged();
    expect(await stored(desk)).toEqual(before);
    expect(desk.askedBesides()).toEqual([]);
  }
  await desk.browser.configure({ sitesOff: [], readsOff: [desk.site] });
  await user.open(desk.account);
  desk.receive({ from: CUSTOMER, subject: 'While reads were off' });
  await user.openConversation('While reads were off').catch(() => pause(1000));
  await pause(1000);
  expect(desk.askedBesides()).toEqual([]);

  await desk.browser.configure({ readsOff: [] });
  desk.receive({ from: CUSTOMER, subject: 'While it was on' });
  await expect
    .poll(async () => (await desk.logged()).map(({ subject }) => subject), { timeout: 45_000 })
    .toContain('While it was on');
  desk.expectUntouched();
}

const mishaps: readonly StandInBehaviour['sources'][] = ['refused', 'failing', 'cut-off', 'signed-out'];

async function comesBack(desk: Desk) {
  desk.setUp();
  const user = await desk.open();
  const waiting: StandInMessage[] = [];
  for (const sources of mishaps) {
    desk.webmail.set({ sources });
    const message = desk.receive({
      from: CUSTOMER,
      subject: `First ${sources}`,
      html: `<p>${'word '.repeat(400)}</p>`,
    });
    waiting.push(message);
    await expect
      .poll(() => failureOf(desk, message), { timeout: 30_000, intervals: [2000, 1000] })
      .toMatch(sources === 'signed-out' ? /signed-out/ : /unavailable|signed-out/);
  }
  expect(await desk.logged()).toEqual([]);
  expect(desk.creations()).toBe(0);

  desk.webmail.signOut(desk.account);
  desk.webmail.set({ sources: 'usual' });
  desk.webmail.signIn(desk.account);
  await letTimePass(desk);
  await user.open(desk.account);
  const subjects = mishaps.map((sources) => `First ${sources}`);
  await desk.expectLogged(...subjects);
  await desk.expectStillLogged(...subjects);
  expect(desk.creations()).toBe(4);
  expect((await desk.logged()).map((email) => email.Z_MessageId).toSorted()).toEqual(
    waiting.map(({ messageId }) => messageId).toSorted(),
  );
  for (const message of waiting) expect(await failureOf(desk, message)).toBeUndefined();
  expectPolite(desk);
}

async function takesLargeFiles(desk: Desk) {
  const plan = { name: 'Plan.zip', mime: 'application/zip', bytes: randomBytes(25_000_000) };
  desk.setUp();
  const user = await desk.open();
  desk.receive({ from: CUSTOMER, subject: 'The plan', files: [plan] });
  const subjects = async () => (await desk.logged()).map(({ subject }) => subject);
  await expect.poll(subjects, { timeout: 90_000 }).toEqual(['The plan']);
  const [email] = await desk.logged();
  await expectAttachment(desk, email, plan.name, plan.bytes);
  expect(user.page.errors).toEqual([]);
}

async function refusesForeignMailbox(desk: Desk) {
  const stranger = { address: 'somebody@icloud.com', name: 'Somebody' };
  desk.setUp({ accounts: [stranger] } as Partial<StandInBehaviour>);
  await desk.open(stranger.address);
  const message = desk.receive({ from: CUSTOMER, subject: 'To another mailbox' }, stranger.address);
  await desk.expectStillLogged();
  expect(desk.fetchedBesides(message.ref)).toBe(0);
  const popup = await desk.browser.extensionPage('popup.html');
  await popup.waitFor('word of the refusal', (address: string) => document.body.innerText.includes(address), 'icloud');
  await popup.close();
  desk.expectUntouched();
}

/** The contract of an adapter. */
export const adapterPromises: readonly AdapterPromise[] = [
  { title: 'logs what is received, sent and answered once and whole, by whatever path it is seen', tell: logsWhole },
  { title: 'logs nothing of what is undone, discarded, closed or only scheduled', tell: logsNothingUnsent },
  { title: 'logs a message that was refused or not answered only if it went out', tell: logsOnlyWhatWentOut },
  { title: 'sees by the one way when a new release hides the other, and says so', tell: seesByOneWay },
  { title: 'is silent when it is off, and asks nothing where reads are off', tell: isSilentWhenOff },
  { title: 'loses nothing when the webmail will not give a message, and comes back', tell: comesBack },
  {
    title: 'logs a file of 25 MB byte for byte',
    tell: takesLargeFiles,
    // Bytes take one of two ways to us, the content script's own request or the page's world: one webmail of each.
    sitesInFirefox: ['gmail', 'outlook'],
  },
  {
    title: 'leaves a mailbox alone that is not the CRM user’s, and says so',
    tell: refusesForeignMailbox,
    sites: ['icloud'],
  },
];

/** A promise and the webmail it is asked of. */
export interface AdapterStory extends AdapterPromise {
  site: SiteId;
}

/** Every promise for every webmail it holds for. */
export const adapterStories: readonly AdapterStory[] = siteIdSchema.options.flatMap((site) =>
  adapterPromises.filter(({ sites = [site] }) => sites.includes(site)).map((promise) => ({ ...promise, site })),
);
