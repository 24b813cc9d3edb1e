import { describe, expect, it } from 'vitest';
import type { V4Choices } from '../../../server/v4/choices.ts';
import { connect, fakeAccount, fakeEmail, request, shareTestServer, startTestServer } from './support.ts';

const start = async (choices: Partial<V4Choices> = {}) => (await shareTestServer({ choices })).client;

describe('e-mails', () => {
  it('read with bare references, a date object and their attachments', async () => {
    const client = await start();
    const attachments = [{ name: 'prices.pdf', size: 3 }, { name: 'terms.pdf' }];
    const created = await client.call(
      'POST',
      '/emails',
      fakeEmail({ extId: 'mid:1', mailFolder: 'Inbox', attachments }),
    );
    expect((await client.get(`/emails/${created.body.id}`)).body).toMatchObject({
      subject: 'Price list',
      body: 'Hello Omar, here is the list.',
      emailFrom: 'nora.lind@northside.example',
      emailTo: 'omar.haddad@birch.example',
      type: 0,
      date: { time: '2026-05-09T10:15:00Z', timeStamp: 1_778_321_700, timeZone: 'UTC' },
      accountId: 1,
      contactId: 1,
      opportunityId: null,
      salesRepId: 1,
      extId: 'mid:1',
      mailFolder: 'Inbox',
      attachments: [
        { id: expect.any(Number), name: 'prices.pdf' },
        { id: expect.any(Number), name: 'terms.pdf' },
      ],
      dateUpdated: null,
    });
  });

  it('may be linked to nothing, and take the time of arrival when they have none', async () => {
    const client = await start();
    const links = { accountId: null, contactId: -1, salesRepId: undefined, date: undefined };
    const { body } = await client.call('POST', '/emails', fakeEmail(links));
    const email = (await client.get(`/emails/${body.id}`)).body;
    expect(email).toMatchObject({ accountId: null, contactId: null, salesRepId: null, attachments: [] });
    expect(Math.abs(email.date.timeStamp * 1_000 - Date.now())).toBeLessThan(10_000);
  });

  it.each([['subject'], ['body'], ['emailFrom'], ['emailTo'], ['type']])('need %s', async (field) => {
    const client = await start();
    const answer = await client.call('POST', '/emails', fakeEmail({ [field]: undefined }));
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(field);
  });

  it('may have an empty subject and an empty text', async () => {
    const client = await start();
    expect((await client.call('POST', '/emails', fakeEmail({ subject: '', body: '' }))).status).toBe(200);
  });

  it.each([
    [{ type: 2 }],
    [{ type: '0' }],
    [{ emailTo: [] }],
    [{ emailTo: ['not an address'] }],
    [{ emailTo: [5] }],
    [{ emailFrom: `${'x'.repeat(180)}@example.com` }],
    [{ extId: 'x'.repeat(101) }],
    [{ mailFolder: 'x'.repeat(181) }],
    [{ date: 'yesterday' }],
    [{ accountId: 999 }],
    [{ attachments: 'a.pdf' }],
    [{ attachments: [{}] }],
    [{ attachments: [{ name: 'a', size: -1 }] }],
    [{ attachments: Array(201).fill({ name: 'a' }) }],
  ])('refuse %o', async (overrides) => {
    const client = await start();
    expect((await client.call('POST', '/emails', fakeEmail(overrides))).status).toBe(400);
  });

  it('can be neither changed nor deleted, by any path', async () => {
    const client = await start();
    const { body } = await client.call('POST', '/emails', fakeEmail());
    const before = (await client.get(`/emails/${body.id}`)).body;
    for (const method of ['PUT', 'DELETE', 'PATCH', 'POST']) {
      for (const path of [`/emails/${body.id}`, `/emails/${body.id}/`, '/emails/', `/emails/${body.id}/documents`]) {
        expect((await client.call(method, path, { subject: 'x' })).status, `${method} ${path}`).toBe(400);
      }
    }
    expect((await client.get(`/emails/${body.id}`)).body).toEqual(before);
  });

  it('are found by extId, sender and receiver', async () => {
    const client = await start();
    const addresses = { emailFrom: 'sought@northside.example', emailTo: ['sought@birch.example'] };
    await client.call('POST', '/emails', fakeEmail({ extId: 'mid:7', ...addresses }));
    for (const where of ["extId='mid:7'", "emailFrom='sought@northside.example'", "emailTo='sought@birch.example'"]) {
      expect((await client.where('emails', where)).body).toHaveLength(1);
    }
  });
});

describe('one extId, one e-mail', () => {
  it('answers the first id to every later create, also at the same instant', async () => {
    const client = await start();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.call('POST', '/emails', fakeEmail({ extId: 'mid:same' }))),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await client.where('emails', "extId='mid:same'")).body).toHaveLength(1);
  });

  it('offers upload addresses again, so that a lost answer loses no attachment', async () => {
    const client = await start();
    const email = fakeEmail({ extId: 'mid:2', attachments: [{ name: 'a.txt' }] });
    const first = (await client.call('POST', '/emails', email)).body;
    const second = (await client.call('POST', '/emails', email)).body;
    expect(second.attachments).toHaveLength(1);
    expect(second.attachments[0].id).toBe(first.attachments[0].id);
    expect((await request(second.attachments[0].locator, { method: 'PUT', body: 'bytes' })).status).toBe(200);
  });

  it('makes two records where creates are not idempotent', async () => {
    const client = await start({ idempotentCreate: false });
    const create = async () => (await client.call('POST', '/emails', fakeEmail({ extId: 'mid:3' }))).body.id;
    expect(await create()).not.toBe(await create());
    expect((await client.where('emails', "extId='mid:3'")).body).toHaveLength(2);
  });

  it('holds for e-mails made before the switch was on', async () => {
    const server = await startTestServer({ choices: { idempotentCreate: false } });
    const client = await connect(server);
    const create = async () => (await client.call('POST', '/emails', fakeEmail({ extId: 'mid:4' }))).body.id;
    const first = await create();
    server.choices.idempotentCreate = true;
    expect(await create()).toBe(first);
  });

  it('is free again after its record is deleted', async () => {
    const client = await start();
    const create = async () => (await client.call('POST', '/accounts', fakeAccount({ extId: 'erp:3' }))).body.id;
    const first = await create();
    await client.call('DELETE', `/accounts/${first}`);
    expect(await create()).not.toBe(first);
  });

  it('cannot be taken from another record by a PUT', async () => {
    const client = await start();
    await client.call('POST', '/accounts', fakeAccount({ extId: 'erp:1' }));
    expect((await client.call('PUT', '/accounts/1', { extId: 'erp:1' })).status).toBe(400);
    expect((await client.call('PUT', '/accounts/1', { extId: 'erp:2' })).status).toBe(200);
  });
});

describe('switches of e-mails', () => {
  it.each([
    ['refuse', 400],
    ['cut', 200],
  ] as const)('a text over 4,000 characters: %s', async (longBody, status) => {
    const client = await start({ longBody });
    const answer = await client.call('POST', '/emails', fakeEmail({ body: 'x'.repeat(4_001) }));
    expect(answer.status).toBe(status);
    if (status === 200) expect((await client.get(`/emails/${answer.body.id}`)).body.body).toHaveLength(4_000);
    expect((await client.call('POST', '/emails', fakeEmail({ body: 'x'.repeat(4_000) }))).status).toBe(200);
    expect((await client.get('/emails/schema')).body.properties.body.maxLength).toBe(4_000);
  });

  it.each([
    ['refuse', 400, 0],
    ['cut', 200, 6],
    ['keep', 200, 10],
  ] as const)('receivers over 180 characters: %s', async (longEmailTo, status, kept) => {
    const client = await start({ longEmailTo, emailToAs: 'array' });
    const emailTo = Array.from({ length: 10 }, (_, index) => `receiver.number.${index}@example.com`);
    const answer = await client.call('POST', '/emails', fakeEmail({ emailTo }));
    expect(answer.status).toBe(status);
    if (status === 200) {
      expect((await client.get(`/emails/${answer.body.id}`)).body.emailTo).toEqual(emailTo.slice(0, kept));
    }
  });

  it.each([
    ['string', 'a@example.com,b@example.com'],
    ['array', ['a@example.com', 'b@example.com']],
  ] as const)('reads emailTo as %s', async (emailToAs, expected) => {
    const client = await start({ emailToAs });
    const { body } = await client.call('POST', '/emails', fakeEmail({ emailTo: ['a@example.com', 'b@example.com'] }));
    expect((await client.get(`/emails/${body.id}`)).body.emailTo).toEqual(expected);
  });

  it.each([
    ['null', null],
    ['minus-one', -1],
  ] as const)('reads an empty reference as %s', async (emailNoReference, expected) => {
    const client = await start({ emailNoReference });
    const { body } = await client.call('POST', '/emails', fakeEmail({ contactId: undefined }));
    expect((await client.get(`/emails/${body.id}`)).body.contactId).toBe(expected);
  });

  it.each([
    ['snake', 'date_created'],
    ['camel', 'dateCreated'],
  ] as const)('spells audit fields in the schema in %s form', async (emailSchemaAuditNames, name) => {
    const client = await start({ emailSchemaAuditNames });
    expect((await client.get('/emails/schema')).body.properties).toHaveProperty(name);
    await client.call('POST', '/emails', fakeEmail());
    expect((await client.get('/emails')).body[0]).toHaveProperty('dateCreated');
  });

  it.each([[true], [false]])('upload addresses in the answer: %s', async (emailUploads) => {
    const client = await start({ emailUploads });
    const { body } = await client.call('POST', '/emails', fakeEmail({ attachments: [{ name: 'a.txt', size: 1 }] }));
    if (emailUploads) {
      expect(body.attachments).toEqual([{ id: 1, name: 'a.txt', locator: expect.stringContaining('/uploads/') }]);
    } else {
      expect(body).toEqual({ Message: 'entity created', id: 1 });
    }
    expect((await client.get('/emails/1')).body.attachments).toEqual([{ id: 1, name: 'a.txt' }]);
  });

  it('carries Cc, Bcc and Message-ID in custom fields the schema declares', async () => {
    const client = await start();
    expect((await client.get('/emails/schema')).body.properties).toMatchObject({
      Z_Cc: { readOnly: false, type: ['string', 'null'], maxLength: 20_000 },
      Z_Bcc: { readOnly: false },
      Z_MessageId: { maxLength: 998 },
    });
    const custom = { Z_Cc: 'c@example.com, d@example.com', Z_MessageId: '<1@example.com>' };
    const { body } = await client.call('POST', '/emails', fakeEmail(custom));
    expect((await client.get(`/emails/${body.id}`)).body).toMatchObject({ ...custom, Z_Bcc: null });
    expect((await client.where('emails', "Z_MessageId='<1@example.com>'")).body).toHaveLength(1);
  });

  it('knows no custom fields on a bare tenant', async () => {
    const client = await start({ customEmailFields: false });
    expect(JSON.stringify((await client.get('/emails/schema')).body)).not.toContain('Z_');
    expect((await client.call('POST', '/emails', fakeEmail({ Z_Cc: 'c@example.com' }))).status).toBe(400);
    expect((await client.where('emails', "Z_Cc='x'")).status).toBe(400);
  });
});
