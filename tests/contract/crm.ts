import { describe, expect, it } from 'vitest';
import type { Crm, CrmCursor, DirectoryPage, NewEmail } from '../../utils/crm/crm.ts';
import { CrmRejectedError } from '../../utils/crm/errors/crm-rejected-error.ts';
import { CrmUnavailableError } from '../../utils/crm/errors/crm-unavailable-error.ts';

/** A CRM with the sample in it, and what stands behind its port. */
export interface CrmUnderTest {
  crm: Crm;
  /** Somebody at work, adding and removing records by another way than the port. */
  addContact(contact: { email: string; accountId: number }): Promise<number>;
  removeContact(id: number): Promise<void>;
  /** E-mails as they stand, oldest first. */
  emails(): Promise<{ id: number; extId: string | null; subject: string; body: string; accountId: number }[]>;
  /** Bytes of a document of a company by its name; undefined when none have arrived. */
  documentBytes(accountId: number, name: string): Promise<Uint8Array | undefined>;
}

/** What the tenant is known to do, where implementations may differ. */
export interface Tenant {
  /** A second create with the same key answers the first's id. */
  idempotent: boolean;
  /** The answer to a create names where the bytes of attachments go. */
  uploads: boolean;
  customFields: boolean;
  longBody: 'refuse' | 'cut';
}

const signal = () => new AbortController().signal;
let keys = 0;

export const fakeNewEmail = (overrides: Partial<NewEmail> = {}): NewEmail => ({
  extId: `tandem-contract-${++keys}`,
  subject: 'Offer',
  body: 'Dear Omar,\nhere is the offer.',
  from: 'nora.lind@northside.example',
  to: ['omar.haddad@birch.example'],
  customFields: {},
  direction: 'outgoing',
  sentAt: Date.UTC(2026, 4, 9, 10, 15),
  accountId: 1,
  contactId: 1,
  salesRepId: 1,
  attachments: [],
  ...overrides,
});

async function readAll<T>(pages: AsyncIterable<DirectoryPage<T>>) {
  const changed: T[] = [];
  const removed: number[] = [];
  let cursor: CrmCursor = {};
  for await (const page of pages) {
    changed.push(...page.changed);
    removed.push(...page.removed);
    cursor = page.cursor;
  }
  return { changed, removed, cursor };
}

/** Every promise of {@link Crm}, tried against one implementation. All tests share what `open` gave. */
export function crmContract(name: string, tenant: Tenant, open: () => Promise<CrmUnderTest>): void {
  let opened: Promise<CrmUnderTest> | undefined;
  const get = () => {
    opened ??= open();
    return opened;
  };

  describe(`the CRM port over ${name}`, () => {
    it('tells what the tenant offers', async () => {
      const { crm } = await get();
      const told = await crm.capabilities(signal());
      expect(told).toMatchObject({ maxEmailBody: 4000, canCreateEmails: true, canAttachDocuments: true });
      expect(told.emailCustomFields.has('z_cc')).toBe(tenant.customFields);
    });

    it('finds a user by address in any letter case, and nobody by another', async () => {
      const { crm } = await get();
      expect(await crm.findUser(' Nora.Lind@NORTHSIDE.example ', signal())).toMatchObject({ id: 1, name: 'Nora Lind' });
      expect(await crm.findUser('nobody@northside.example', signal())).toBeNull();
    });

    it('reads every company and contact once, with the addresses of each', async () => {
      const { crm } = await get();
      const companies = await readAll(crm.companies({}, signal()));
      const contacts = await readAll(crm.contacts({}, signal()));
      expect(new Set(companies.changed.map(({ accountId }) => accountId)).size).toBe(companies.changed.length);
      expect(companies.changed).toContainEqual(expect.objectContaining({ accountId: 1, name: 'Birch Tools AB' }));
      expect(new Set(contacts.changed.map(({ contactId }) => contactId)).size).toBe(contacts.changed.length);
      const marta = contacts.changed.find(({ emails }) => emails.includes('marta.soler@costafria.example'));
      expect(marta?.emails).toContain('marta@soler.example');
      expect(contacts.removed).toEqual([]);
    });

    it('reads from a cursor what came and what went since', async () => {
      const { crm, addContact, removeContact } = await get();
      const goes = await addContact({ email: 'goes@birch.example', accountId: 1 });
      const { cursor } = await readAll(crm.contacts({}, signal()));
      const comes = await addContact({ email: 'comes@birch.example', accountId: 1 });
      await removeContact(goes);
      const delta = await readAll(crm.contacts(cursor, signal()));
      expect(delta.changed).toContainEqual(
        expect.objectContaining({ contactId: comes, accountId: 1, emails: ['comes@birch.example'] }),
      );
      expect(delta.changed.map(({ contactId }) => contactId)).not.toContain(goes);
      expect(delta.removed).toContain(goes);
    });

    it('finds an e-mail by its key, and none by a key nobody used', async () => {
      const { crm } = await get();
      const email = fakeNewEmail({ extId: "tandem-o'key-1" });
      expect(await crm.findEmails(email.extId, signal())).toEqual([]);
      const { id } = await crm.createEmail(email, signal());
      expect(await crm.findEmails(email.extId, signal())).toEqual([id]);
    });

    it('creates what it was given', async () => {
      const { crm, emails } = await get();
      const email = fakeNewEmail({ subject: 'Größe & 漢字 🚀', body: 'a\nb', direction: 'incoming' });
      const { id } = await crm.createEmail(email, signal());
      const { extId, subject, body, accountId } = email;
      expect((await emails()).find((one) => one.id === id)).toMatchObject({ extId, subject, body, accountId });
    });

    it(`makes ${tenant.idempotent ? 'one e-mail' : 'two e-mails'} of two creates with one key, and finds them all`, async () => {
      const { crm } = await get();
      const email = fakeNewEmail();
      const ids = [(await crm.createEmail(email, signal())).id, (await crm.createEmail(email, signal())).id];
      expect(await crm.findEmails(email.extId, signal())).toEqual([...new Set(ids)]);
      expect(new Set(ids).size).toBe(tenant.idempotent ? 1 : 2);
    });

    it('names one place for each attachment, and takes its bytes there, also twice', async () => {
      const { crm } = await get();
      const attachments = [
        { name: 'a.txt', size: 3 },
        { name: 'a.txt', size: 3 },
      ];
      const { uploadUrls } = await crm.createEmail(fakeNewEmail({ attachments }), signal());
      expect(uploadUrls).toHaveLength(2);
      expect(uploadUrls.every((url) => (url !== null) === tenant.uploads)).toBe(true);
      const urls = uploadUrls.filter((url) => url !== null);
      expect(new Set(urls).size).toBe(urls.length);
      for (const url of [...urls, ...urls]) await crm.upload(url, new TextEncoder().encode('abc'), signal());
    });

    it('keeps a file as a document of the company', async () => {
      const { crm, documentBytes } = await get();
      const bytes = crypto.getRandomValues(new Uint8Array(60_000));
      const { id, uploadUrl } = await crm.createDocument({ accountId: 2, name: 'plan.bin', extId: 'plan' }, signal());
      expect(id).toMatch(/^\d+$/);
      expect(await documentBytes(2, 'plan.bin')).toBeUndefined();
      await crm.upload(uploadUrl, bytes, signal());
      expect(await documentBytes(2, 'plan.bin')).toEqual(bytes);
    });

    it('shows an e-mail on a page of its own', async () => {
      const { crm } = await get();
      const { id } = await crm.createEmail(fakeNewEmail(), signal());
      const url = crm.emailUrl(id, 1);
      expect(url === undefined || URL.canParse(url)).toBe(true);
    });

    it('refuses what the tenant refuses, in its own words', async () => {
      const { crm } = await get();
      const failure = await crm.createEmail(fakeNewEmail({ accountId: 999_999 }), signal()).catch((error) => error);
      expect(failure).toBeInstanceOf(CrmRejectedError);
      expect(failure).toMatchObject({ status: 400, detail: expect.stringContaining('999999') });
    });

    it(`a body over the limit: ${tenant.longBody}`, async () => {
      const { crm, emails } = await get();
      const email = fakeNewEmail({ body: 'x'.repeat(4_001) });
      const created = crm.createEmail(email, signal());
      if (tenant.longBody === 'refuse') return expect(created).rejects.toThrow(CrmRejectedError);
      const { id } = await created;
      expect((await emails()).find((one) => one.id === id)?.body).toHaveLength(4_000);
    });

    it.each<[string, (crm: Crm, stopped: AbortSignal) => Promise<unknown>]>([
      ['capabilities or a user', (crm, stopped) => crm.findUser('a@b.example', stopped)],
      ['a read of the directory', (crm, stopped) => readAll(crm.contacts({}, stopped))],
      ['a look for a key', (crm, stopped) => crm.findEmails('key', stopped)],
      ['a create', (crm, stopped) => crm.createEmail(fakeNewEmail(), stopped)],
      ['a document', (crm, stopped) => crm.createDocument({ accountId: 1, name: 'a' }, stopped)],
    ])('%s ends as unavailable when its signal has fired', async (_name, call) => {
      const { crm } = await get();
      await expect(call(crm, AbortSignal.abort())).rejects.toThrow(CrmUnavailableError);
    });
  });
}
