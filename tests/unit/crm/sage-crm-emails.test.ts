import { describe, expect, it } from 'vitest';
import { CrmRejectedError } from '../../../utils/crm/errors/crm-rejected-error.ts';
import { CrmUnavailableError } from '../../../utils/crm/errors/crm-unavailable-error.ts';
import { testConnection } from '../../../utils/crm/test-connection.ts';
import { byDefault, live, memoryStore, scriptedCrm } from './fake-crm.ts';
import { newEmail } from './new-email.ts';
import { BASE, json, type Seen } from './scripted-fetch.ts';

function tenant(answer: (seen: Seen) => Response | Promise<Response>, overrides = {}) {
  return scriptedCrm((seen) => (seen.path === 'login' ? byDefault() : answer(seen)), overrides);
}

describe('who am I', () => {
  const nora = {
    id: 77,
    name: 'Nora',
    lastName: 'Lind',
    email: 'Nora.Lind@example.com',
    isActive: true,
    deleted: false,
  };

  it('finds the user by address, whatever its case', async () => {
    const { crm } = tenant(() => json([{ ...nora, id: 1, email: 'other@example.com' }, nora]));
    expect(await crm.findUser(' nora.lind@EXAMPLE.com', live())).toEqual({
      id: 77,
      name: 'Nora Lind',
      email: 'nora.lind@example.com',
    });
  });

  it('finds a user on a later page', async () => {
    const others = Array.from({ length: 200 }, (_, i) => ({ ...nora, id: 100 + i, email: null }));
    const { crm } = tenant(({ query }) => json(query.get('page') === '0' ? others : [nora]));
    expect((await crm.findUser('nora.lind@example.com', live()))?.id).toBe(77);
  });

  it.each([
    ['deleted', { deleted: true }],
    ['without a login', { isActive: false }],
    ['nobody', { email: 'x@example.com' }],
    ['without an address', { email: null }],
  ])('does not take a user who is %s', async (_, overrides) => {
    const { crm } = tenant(() => json([{ ...nora, ...overrides }]));
    expect(await crm.findUser('nora.lind@example.com', live())).toBeNull();
  });
});

describe('what a tenant offers', () => {
  const resources = (create: boolean) => [
    {
      description: 'Emails',
      end_point: '/v4/emails',
      operations: { create, read: true, update: false, delete: false },
    },
    { description: 'Documents', end_point: '/v4/documents', operations: { create } },
  ];
  const emailSchema = {
    properties: {
      body: { type: ['string'], maxLength: 8000 },
      subject: { maxLength: 250 },
      Z_Cc: { readOnly: false, maxLength: 500 },
      Z_locked: { readOnly: true },
      z_plain: {},
      odd: null,
    },
  };

  it('is learnt from resources and schemas, once for an hour and for the next worker', async () => {
    const store = memoryStore();
    let now = 0;
    const answer = ({ path }: Seen) =>
      path === 'resources'
        ? json(resources(true))
        : json(path === 'emails/schema' ? emailSchema : { properties: { extId: { readOnly: false } } });
    const { crm, seen } = tenant(answer, { store, now: () => now });
    const expected = {
      maxEmailBody: 8000,
      maxSubject: 250,
      maxEmailFrom: 180,
      maxEmailTo: 180,
      canCreateEmails: true,
      canAttachDocuments: true,
      documentExtId: true,
      emailCustomFields: new Map([
        ['z_cc', { name: 'Z_Cc', maxLength: 500 }],
        ['z_plain', { name: 'z_plain', maxLength: null }],
      ]),
    };
    expect(await crm.capabilities(live())).toEqual(expected);
    expect(await crm.capabilities(live())).toEqual(expected);
    expect(seen.map(({ path }) => path).sort()).toEqual(['documents/schema', 'emails/schema', 'login', 'resources']);

    const later = tenant(answer, { store, now: () => now });
    expect(await later.crm.capabilities(live())).toMatchObject(expected);
    expect(later.seen).toEqual([]);
    now = 60 * 60 * 1000;
    await later.crm.capabilities(live());
    expect(later.seen).toHaveLength(3);
  });

  it('says so when e-mails cannot be created', async () => {
    const { crm } = tenant(({ path }) => (path === 'resources' ? json(resources(false)) : json({}, 400)));
    expect(await crm.capabilities(live())).toMatchObject({ canCreateEmails: false, canAttachDocuments: false });
  });

  it('says so when there are no e-mails at all', async () => {
    const { crm } = tenant(({ path }) =>
      path === 'resources' ? json([{ end_point: '/v4/accounts' }]) : json({ code: 910 }, 400),
    );
    expect((await crm.capabilities(live())).canCreateEmails).toBe(false);
  });

  it.each<[string, () => Response]>([
    ['refuses to tell', () => json({ code: 910, error: 'Resource not exist' }, 400)],
    ['tells in another shape', () => json({ resources: 'many' })],
    ['tells nothing', () => json([])],
  ])('is what v4 documents where the tenant %s', async (_, answer) => {
    const { crm } = tenant(answer);
    expect(await crm.capabilities(live())).toMatchObject({
      maxEmailBody: 4000,
      maxSubject: null,
      maxEmailFrom: 180,
      maxEmailTo: 180,
      canCreateEmails: true,
      canAttachDocuments: true,
      emailCustomFields: new Map(),
    });
  });

  it('is not guessed while the CRM is away', async () => {
    const { crm } = tenant(() => json({}, 503));
    await expect(crm.capabilities(live())).rejects.toBeInstanceOf(CrmUnavailableError);
  });
});

describe('looking an e-mail up', () => {
  const row = (id: unknown, extId: unknown, overrides = {}) => ({ id, extId, subject: 's', ...overrides });

  it('asks by the key, in quotes, and gives the ids lowest first', async () => {
    const { crm, seen } = tenant(() => json([row(9, 'tandem:a'), row('4', 'tandem:a')]));
    expect(await crm.findEmails('tandem:a', live())).toEqual([4, 9]);
    expect(seen[1]?.query.get('where')).toBe("extId='tandem:a'");
  });

  it('leaves out what the server gave without being asked: other keys, deleted rows', async () => {
    const { crm } = tenant(() =>
      json([row(1, 'tandem:b'), row(2, null), row(3, 'tandem:a', { deleted: true }), row(5, 'tandem:a')]),
    );
    expect(await crm.findEmails('tandem:a', live())).toEqual([5]);
  });

  it('doubles quotes, so that a key stays a key', async () => {
    const { crm, seen } = tenant(() => json([]));
    await crm.findEmails("a' OR '1'='1", live());
    expect(seen[1]?.query.get('where')).toBe("extId='a'' OR ''1''=''1'");
    expect(seen[1]?.rawQuery).not.toMatch(/[' +]/);
  });

  it('looks through the newest where the tenant cannot search by the key', async () => {
    const pages = [Array.from({ length: 200 }, (_, i) => row(1000 - i, 'tandem:x')), [row(3, 'tandem:a')]];
    const { crm } = tenant(({ query }) => {
      if (query.has('where')) return json({ code: 901, error: 'Internal data Error' }, 400);
      expect(query.get('order')).toBe('dateCreated');
      return json(pages[Number(query.get('page'))] ?? []);
    });
    expect(await crm.findEmails('tandem:a', live())).toEqual([3]);
  });
});

describe('creating an e-mail', () => {
  it('writes what v4 documents, with the offset in the date, and custom fields beside it', async () => {
    const { crm, seen } = tenant(() => json({ Message: 'entity created', id: 15 }));
    const email = newEmail({
      contactId: 8802,
      salesRepId: 77,
      customFields: { Z_Cc: 'ann@example.com' },
      attachments: [{ name: 'a.pdf', size: 3 }],
    });
    expect(await crm.createEmail(email, live())).toEqual({ id: 15, uploadUrls: [null] });
    expect(seen[1]).toMatchObject({ method: 'POST', path: 'emails' });
    expect(seen[1]?.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(seen[1]?.body ?? '')).toEqual({
      Z_Cc: 'ann@example.com',
      subject: 'Offer for Acme',
      body: 'Dear Omar, here it is.',
      emailFrom: 'nora@example.com',
      emailTo: ['omar@acme.example.com'],
      type: 0,
      date: '2026-11-23T10:15:00+00:00',
      accountId: 3101,
      contactId: 8802,
      salesRepId: 77,
      extId: 'tandem:abc',
      attachments: [{ name: 'a.pdf', size: 3 }],
    });
  });

  it('marks an incoming message as such and leaves out what is not known', async () => {
    const { crm, seen } = tenant(() => json({ message: 'entity created', id: '16' }));
    expect((await crm.createEmail(newEmail({ direction: 'incoming' }), live())).id).toBe(16);
    const body = JSON.parse(seen[1]?.body ?? '');
    expect(body.type).toBe(1);
    expect(body).not.toHaveProperty('contactId');
    expect(body).not.toHaveProperty('attachments');
  });

  it.each([
    [
      'in order',
      [
        { name: 'a.pdf', locator: 'https://up.example.com/a' },
        { name: 'b.pdf', locator: 'https://up.example.com/b' },
      ],
      ['a', 'b'],
    ],
    [
      'in another order',
      [
        { name: 'b.pdf', locator: 'https://up.example.com/b' },
        { name: 'a.pdf', locator: 'https://up.example.com/a' },
      ],
      ['a', 'b'],
    ],
    ['without names', [{ uploadUrl: 'https://up.example.com/a' }, { url: 'https://up.example.com/b' }], ['a', 'b']],
    [
      'for one only',
      [
        { id: 9, name: 'a.pdf' },
        { id: 10, name: 'b.pdf', locator: 'https://up.example.com/b' },
      ],
      [null, 'b'],
    ],
    [
      'for none',
      [
        { id: 9, name: 'a.pdf' },
        { id: 10, name: 'b.pdf' },
      ],
      [null, null],
    ],
    ['at the CRM itself', [{ locator: `${BASE}/up/a` }, { locator: `${BASE}/up/b` }], ['a', 'b']],
    [
      'that are not encrypted',
      [{ locator: 'http://up.example.com/a' }, { locator: 'http://up.example.com/b' }],
      [null, null],
    ],
    ['that are no addresses', [{ locator: 'javascript:alert(1)' }, { locator: 7 }], [null, null]],
    ['as no list', 'none', [null, null]],
  ])('takes upload addresses given %s', async (_, attachments, ends) => {
    const { crm } = tenant(() => json({ Message: 'entity created', id: 15, attachments }));
    const files = [
      { name: 'a.pdf', size: 1 },
      { name: 'b.pdf', size: 2 },
    ];
    const { uploadUrls } = await crm.createEmail(newEmail({ attachments: files }), live());
    expect(uploadUrls.map((url) => url?.split('/').at(-1) ?? null)).toEqual(ends);
  });
});

describe('a document of the company', () => {
  it('is made in two steps, the bytes without the session', async () => {
    const { crm, seen } = tenant(({ path }) =>
      path === 'accounts/3101/documents'
        ? json({ id: '90', locator: 'https://bucket.example.com/90?sig=x' })
        : new Response(null, { status: 200 }),
    );
    const made = await crm.createDocument({ accountId: 3101, name: 'offer.pdf' }, live());
    expect(made).toEqual({ id: '90', uploadUrl: 'https://bucket.example.com/90?sig=x' });
    expect(JSON.parse(seen[1]?.body ?? '')).toEqual({ folderId: -1, name: 'offer.pdf', level: 2 });
    await crm.upload(made.uploadUrl, new TextEncoder().encode('%PDF'), live());
    expect(seen[2]).toMatchObject({ method: 'PUT', path: 'https://bucket.example.com/90', body: '%PDF' });
    expect(seen[2]?.headers.get('content-type')).toBe('application/octet-stream');
    expect(seen[2]?.headers.get('x-session-key')).toBeNull();
  });

  it.each([
    [true, { folderId: -1, name: 'a.eml', level: 2, extId: 'tandem:a' }],
    [false, { folderId: -1, name: 'a.eml', level: 2 }],
  ])('carries our key where the tenant has a field for it: %s', async (has, expected) => {
    const { crm, seen } = tenant(({ path, method }) => {
      if (method === 'POST') return json({ id: 90, locator: 'https://bucket.example.com/90' });
      return path === 'documents/schema' && has ? json({ properties: { extId: {} } }) : json({ code: 910 }, 400);
    });
    await crm.createDocument({ accountId: 3101, name: 'a.eml', extId: 'tandem:a' }, live());
    expect(JSON.parse(seen.at(-1)?.body ?? '')).toEqual(expected);
  });

  it('is not trusted with an address that is not encrypted', async () => {
    const { crm } = tenant(() => json({ id: 90, locator: 'http://bucket.example.com/90' }));
    await expect(crm.createDocument({ accountId: 1, name: 'a' }, live())).rejects.toMatchObject({ unanswered: true });
  });

  it.each([401, 403, 404])(
    'whose address has run out (%i) is refused, and nobody is asked to sign in',
    async (status) => {
      const { crm, seen } = tenant(() => new Response('<Error>AccessDenied</Error>', { status }));
      const upload = crm.upload('https://bucket.example.com/90', new Uint8Array(3), live());
      await expect(upload).rejects.toBeInstanceOf(CrmRejectedError);
      expect(seen).toHaveLength(1);
    },
  );

  it('takes its turn only where the bytes go to the CRM itself', async () => {
    let turns = 0;
    const limiter = {
      take: async () => {
        turns += 1;
      },
      answered: () => {},
    };
    const { crm } = tenant(() => new Response(''), { limiter });
    await crm.upload('https://bucket.example.com/90', new Uint8Array(1), live());
    expect(turns).toBe(0);
    await crm.upload(`${BASE}/files/90`, new Uint8Array(1), live());
    expect(turns).toBe(1);
  });
});

describe('the page of an e-mail', () => {
  it.each([
    ['https://crm.example.com', 'https://crm.example.com/emails/15'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/emails/15'],
    ['https://crm.example.com/api/v4', 'https://crm.example.com/emails/15'],
    ['https://api.forcemanager.com', undefined],
    ['https://api.forcemanager.net/api/v4', undefined],
    ['not an address', undefined],
  ])('at %s is %s', (baseUrl, expected) => {
    expect(scriptedCrm(byDefault, { baseUrl }).crm.emailUrl(15, 1)).toBe(expected);
  });
});

describe('testing the connection', () => {
  const user = { id: 77, name: 'Nora', lastName: 'Lind', email: 'nora@example.com', isActive: true };
  const stepsOf = async (answer: (seen: Seen) => Response | Promise<Response>, address = 'nora@example.com') => {
    const { crm, seen } = scriptedCrm(answer);
    const steps = await testConnection(crm, address, live());
    expect(seen.every(({ method, path }) => method === 'GET' || path === 'login')).toBe(true);
    return steps.map(
      ({ step, ok, detail }) => `${step} ${ok ? 'yes' : 'no'}${detail === undefined ? '' : ` (${detail})`}`,
    );
  };
  const healthy = ({ path }: Seen) =>
    path === 'login' ? byDefault() : path === 'users' ? json([user]) : path.includes('schema') ? json({}) : json([]);

  it('is all yes on a healthy tenant, and writes nothing', async () => {
    expect(await stepsOf(healthy)).toEqual([
      'reach yes',
      'sign-in yes',
      'who-am-i yes',
      'read-contacts yes',
      'log-mail yes',
    ]);
  });

  it.each<[string, (seen: Seen) => Response | Promise<Response>, string[]]>([
    ['nobody answers', () => Promise.reject(new TypeError('Failed to fetch')), ['reach no']],
    ['another page answers', () => new Response('<html></html>'), ['reach no']],
    ['the keys are wrong', () => json({ code: -1 }, 401), ['reach yes', 'sign-in no']],
    [
      'the rep is unknown',
      (seen) => (seen.path === 'users' ? json([]) : healthy(seen)),
      ['reach yes', 'sign-in yes', 'who-am-i no', 'read-contacts yes', 'log-mail yes'],
    ],
    [
      'contacts are refused, in the CRM’s words',
      (seen) => (seen.path === 'contacts' ? json({ code: 910, error: 'Resource not exist' }, 400) : healthy(seen)),
      ['reach yes', 'sign-in yes', 'who-am-i yes', 'read-contacts no (Resource not exist)', 'log-mail yes'],
    ],
    [
      'e-mails cannot be created',
      (seen) => (seen.path === 'resources' ? json([{ end_point: '/v4/contacts' }]) : healthy(seen)),
      ['reach yes', 'sign-in yes', 'who-am-i yes', 'read-contacts yes', 'log-mail no'],
    ],
  ])('shows where it ends when %s', async (_, answer, expected) => {
    expect(await stepsOf(answer)).toEqual(expected);
  });

  it('does not know who the rep is without an address', async () => {
    expect(await stepsOf(healthy, '')).toContain('who-am-i no');
  });
});
