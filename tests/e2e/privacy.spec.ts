import type { DrivenPage } from '../support/driver.ts';
import { clickButton, openOptions } from '../support/extension-pages.ts';
import { CUSTOMER, FRIEND } from '../support/mail-test.ts';
import { expect, test } from '../support/rep-test.ts';
import { CRM_HOST } from '../support/world.ts';

test.describe.configure({ timeout: 120_000 });
test.use({ worldOptions: { crm: { publicUrl: `https://${CRM_HOST}` } } });

/** Hosts browsers call for themselves, by the end of their names. None was reached: the proxy refused them. */
const BROWSERS_OWN = [
  '.mozilla.com',
  '.mozilla.net',
  '.mozilla.org',
  '.firefox.com',
  '.googleapis.com',
  '.gvt1.com',
  '.google.com',
  '.gstatic.com',
  '.digicert.com',
];

interface Kept {
  /** Every table of every database of the extension's origin, bytes as text. */
  tables: Record<string, string>;
  storage: Record<'local' | 'session', string>;
}

/** Everything the extension keeps, read from one of its own pages. */
const readKept = (page: DrivenPage): Promise<Kept> =>
  page.evaluate(async () => {
    const asText = (value: unknown): unknown => {
      if (value instanceof ArrayBuffer) return new TextDecoder('latin1').decode(value);
      if (ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
      if (Array.isArray(value)) return value.map(asText);
      if (value instanceof CryptoKey) return 'a key';
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asText(inner)]));
    };
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const tables: Record<string, string> = {};
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await answer(indexedDB.open(name));
      for (const table of db.objectStoreNames) {
        const rows = await answer(db.transaction(table).objectStore(table).getAll());
        tables[table] = JSON.stringify(rows.map(asText));
      }
      db.close();
    }
    type Area = { get(key: null): Promise<unknown> };
    const { storage } = (globalThis as unknown as { chrome: { storage: Record<'local' | 'session', Area> } }).chrome;
    const [local, session] = await Promise.all([storage.local.get(null), storage.session.get(null)]);
    return { tables, storage: { local: JSON.stringify(local), session: JSON.stringify(session) } };
  });

test('keeps, prints and sends nothing of private mail, and speaks to nobody but the webmail and the CRM', async ({
  world,
  openRep,
  receive,
  expectStillLogged,
  expectLogged,
}) => {
  const { browser, user } = await openRep();
  await browser.configure({ ...world.settings, crmUrl: `https://${CRM_HOST}` });
  const options = await openOptions(browser);
  await browser.answerPermissionPrompt(true, `https://${CRM_HOST}/*`, () => clickButton(options, 'Test connection'));
  await expect.poll(() => options.text('.connection'), { timeout: 20_000 }).toContain('Connected. Everything works.');
  await user.page.bringToFront();

  const secret = receive({
    from: FRIEND,
    subject: 'secretsubject',
    html: '<p>secretbody</p>',
    messageId: '<secretid@family.example>',
  });
  receive({
    subject: 'Our order',
    html: '<p>customerbody</p>',
    files: [{ name: 'order.txt', mime: 'text/plain', bytes: Buffer.from('customerbytes') }],
  });
  await user.compose({ to: FRIEND.email, subject: 'secretsent', body: 'secretanswer' });
  await user.send();
  await user.compose({ to: CUSTOMER.email, subject: 'secretdraft', body: 'secretwords' });
  await user.discard();
  await expectLogged('Our order');
  // Before more mail comes in, which draws the list anew under the click.
  await user.openConversation('secretsubject');
  world.hooks.crm = ({ method, path }) => (method === 'POST' && /\/emails$/.test(path) ? 'drop-before' : 'ok');
  receive({ subject: 'waitingsubject', html: '<p>waitingbody</p>' });
  await expectStillLogged('Our order');

  const { tables, storage } = await readKept(options);
  const kept = {
    ...tables,
    'storage.local': storage.local,
    'storage.session': storage.session,
    console: (await browser.consoleLines()).filter((line) => line.includes('tandem')).join('\n'),
  };
  const placesOf = (word: string) =>
    Object.entries(kept)
      .filter(([, text]) => text.includes(word))
      .map(([place]) => place)
      .toSorted();

  // Places are looked through where there is something to find, or the rest would prove nothing.
  expect(placesOf('birch.example')).toEqual(['companies', 'contacts']);
  expect(tables.counters).toContain('nobody-in-crm');
  expect(JSON.parse(tables.messages ?? '[]')).toHaveLength(2);

  const ofPrivateMail = [
    'secretsubject',
    'secretbody',
    'secretid',
    'secretsent',
    'secretanswer',
    'secretdraft',
    'secretwords',
    FRIEND.email,
    'family.example',
    secret.ref,
    BigInt(secret.ref.slice('msg-f:'.length)).toString(16),
  ];
  expect(ofPrivateMail.flatMap((word) => placesOf(word).map((place) => `${word} in ${place}`))).toEqual([]);
  expect(['Our order', 'customerbody', 'customerbytes', 'waitingsubject', 'waitingbody'].flatMap(placesOf)).toEqual([]);
  expect(placesOf(String(world.settings.privateKey))).toEqual(['storage.local']);
  expect(JSON.stringify(tables)).not.toMatch(/msg-a:r|"token"/);

  expect([...world.network.reached].toSorted()).toEqual(expect.arrayContaining([CRM_HOST, 'mail.google.com']));
  expect([...world.network.reached].filter((host) => host !== CRM_HOST && !world.gmail.hosts.includes(host))).toEqual(
    [],
  );
  expect([...world.network.refused].filter((host) => !BROWSERS_OWN.some((end) => `.${host}`.endsWith(end)))).toEqual(
    [],
  );
});
