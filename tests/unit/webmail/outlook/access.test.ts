import { describe, expect, it } from 'vitest';
import type { OutlookStandInOptions } from '../../../webmail/outlook/options.ts';
import { createOutlookStandIn } from '../../../webmail/outlook/outlook-stand-in.ts';
import { fieldsOf, newItem } from '../../../webmail/outlook/page/outgoing.ts';
import { textAt } from '../../../webmail/outlook/page/wire.ts';
import { REP, sample } from '../gmail/client.ts';
import { createRequest, firstItem, itemRequest, openPage, setUp, updateRequest, written } from './client.ts';

describe('who asks', () => {
  it('is told from the page though the request is a copy of the page’s own', async () => {
    const { page, webmail } = await setUp();
    const told = webmail.deliver(REP, sample());
    await page.call('GetItem', itemRequest(told.ref, ['Subject']));
    const reply = await page.copy('GetItem', itemRequest(told.ref, ['item:Size'], true));
    expect(reply.status).toBe(200);
    expect(webmail.requests.slice(-2).map(({ kind, byPage, revealed }) => ({ kind, byPage, revealed }))).toEqual([
      { kind: 'GetItem', byPage: true, revealed: [] },
      { kind: 'raw-source', byPage: false, revealed: [told.ref] },
    ]);
  });

  it('cannot make up a ticket, nor say that a script was a person', async () => {
    const { page, webmail } = await setUp();
    await page.call('FindFolder', {});
    const [load = '', ticket = ''] = (page.headers('x')['x-owa-correlationid'] ?? '').split('_');
    const forged = [`${load}_99-1_own`, `${load}_${ticket}_scripted`, 'a_b_c', ''];
    for (const one of forged) await page.copy('FindFolder', {}, { 'x-owa-correlationid': one });
    expect(webmail.requests.slice(-4).map((one) => one.byPage)).toEqual([false, false, false, false]);
  });

  it('changes the mailbox astray unless it is the page', async () => {
    const { page, webmail } = await setUp();
    const told = webmail.deliver(REP, sample());
    const read = {
      ConversationActions: [{ Action: 'SetReadState', ConversationId: { Id: told.threadRef }, IsRead: true }],
    };
    await page.call('ApplyConversationAction', read);
    expect([webmail.isRead(REP, told.ref), webmail.strayChanges]).toEqual([true, []]);
    const other = webmail.deliver(REP, sample({ messageId: '<other@x.example>' }));
    await page.copy(
      'UpdateItem',
      updateRequest(
        other.ref,
        [{ __type: 'SetItemField:#Exchange', Path: { FieldURI: 'message:IsRead' }, Item: { IsRead: true } }],
        'SaveOnly',
      ),
    );
    expect(webmail.strayChanges).toEqual([`read ${other.ref}`]);
  });

  it('marks as read by following an old link', async () => {
    const { page, webmail } = await setUp();
    const told = webmail.deliver(REP, sample());
    await page.request(`/owa/?itemid=${encodeURIComponent(told.ref)}&exvsurl=1&viewmodel=ReadMessageItem`);
    expect(webmail.strayChanges).toEqual([`read ${told.ref}`]);
  });
});

describe('credentials', () => {
  const without = (name: string) => ({ [name]: undefined });

  it.each([
    ['work', {}, 'authorization'],
    ['work', {}, 'x-anchormailbox'],
    ['personal', { host: 'outlook.live.com' }, 'authorization'],
    ['personal', { host: 'outlook.live.com' }, 'x-owa-canary'],
    ['company', { onPremises: true }, 'x-owa-canary'],
  ] satisfies [string, OutlookStandInOptions, string][])(
    'of a %s account are not enough (%o) without %s',
    async (_, options, name) => {
      const { page } = await setUp(options);
      expect((await page.call('FindFolder', {})).status).toBe(200);
      expect((await page.copy('FindFolder', {})).status).toBe(200);
      expect((await page.copy('FindFolder', {}, without(name))).status).toBe(401);
    },
  );

  it('are a readable canary on-premises alone', async () => {
    const cookies = async (options: OutlookStandInOptions): Promise<string[]> => {
      const { webmail } = await setUp(options);
      const response = await webmail.handle(new Request(webmail.url(REP)));
      return response.headers.getSetCookie().filter((one) => one.startsWith('X-OWA-CANARY'));
    };
    expect(await cookies({})).toEqual([]);
    expect(await cookies({ host: 'outlook.live.com' })).toEqual([expect.stringContaining('HttpOnly')]);
    expect(await cookies({ onPremises: true })).toEqual([expect.not.stringContaining('HttpOnly')]);
  });

  it('are used up after the time of a token, and the page gets others', async () => {
    const { page, clock } = await setUp({ tokenMs: 1000 });
    expect((await page.call('FindFolder', {})).status).toBe(200);
    clock.pass(1001);
    expect((await page.copy('FindFolder', {})).status).toBe(401);
    const fresh = await page.request('/_/stand-in-token', { method: 'POST', headers: page.headers('x') });
    const { authorization } = (await fresh.json()) as { authorization: string };
    expect((await page.copy('FindFolder', {}, { authorization })).status).toBe(200);
    const again = await page.request('/_/stand-in-token', { method: 'POST' });
    expect(again.status).toBe(401);
  });

  it.each([401, 440, 449] as const)(
    'end with status %i when the session does, and the page leads to the sign-in',
    async (sessionEndStatus) => {
      const { page, webmail } = await setUp({ sessionEndStatus });
      webmail.signOut(REP);
      expect((await page.call('FindFolder', {})).status).toBe(sessionEndStatus);
      const to = (await page.request(webmail.url(REP))).headers.get('location') ?? '';
      const signIn = await (await webmail.handle(new Request(to))).text();
      const link = /href="([^"]+)"/.exec(signIn)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const back = await webmail.handle(new Request(new URL(link, to)));
      expect(back.headers.get('location')).toBe(webmail.url(REP));
      expect((await page.call('FindFolder', {})).status).toBe(200);
    },
  );

  it('end by themselves after the time of a session', async () => {
    const { page, clock } = await setUp({ sessionMs: 1000 });
    clock.pass(1000);
    expect((await page.call('FindFolder', {})).status).toBe(401);
  });
});

describe('requests that are not as they should be', () => {
  it('fail when address, header and payload name different actions', async () => {
    const { page } = await setUp();
    await page.call('FindFolder', {});
    expect((await page.copy('FindFolder', {}, { action: 'GetItem' })).status).toBe(500);
    const text = encodeURIComponent(JSON.stringify({ __type: 'FindItemJsonRequest:#Exchange', Body: {} }));
    const response = await page.request(`${page.config.service}?action=FindFolder`, {
      method: 'POST',
      headers: { ...page.headers('FindFolder'), 'X-OWA-UrlPostData': text },
    });
    expect(response.status).toBe(500);
  });

  it.each([
    [false, 400],
    [true, 200],
  ])(
    'fail in the cloud when a payload of over 2,048 characters stands in the header (%s)',
    async (onPremises, status) => {
      const { page } = await setUp({ onPremises });
      const payload = { __type: 'FindFolderJsonRequest:#Exchange', Body: { Padding: 'x'.repeat(2048) } };
      const response = await page.request(`${page.config.service}?action=FindFolder`, {
        method: 'POST',
        headers: { ...page.headers('FindFolder'), 'X-OWA-UrlPostData': encodeURIComponent(JSON.stringify(payload)) },
      });
      expect(response.status).toBe(status);
    },
  );
});

describe('whoever is not the page', () => {
  it.each([
    ['refused', 403],
    ['failing', 500],
    ['signed-out', 401],
  ] as const)('is %s the content by option, and not the envelope', async (sources, status) => {
    const { page, webmail } = await setUp({ sources });
    const told = webmail.deliver(REP, sample());
    await page.call('FindFolder', {});
    expect((await page.copy('GetItem', itemRequest(told.ref, ['item:Size'], true))).status).toBe(status);
    expect((await page.copy('GetItem', itemRequest(told.ref, ['Subject']))).status).toBe(200);
    expect((await page.call('GetItem', itemRequest(told.ref, ['item:Size'], true))).status).toBe(200);
    expect(webmail.requests.filter((one) => !one.byPage).flatMap((one) => one.revealed)).toEqual([]);
  });

  it('gets half an answer by option', async () => {
    const { page, webmail } = await setUp({ sources: 'cut-off' });
    const told = webmail.deliver(REP, sample());
    await page.call('FindFolder', {});
    const reply = await page.copy('GetItem', itemRequest(told.ref, ['item:Size'], true));
    expect([reply.status, reply.json]).toEqual([200, undefined]);
  });

  it.each([
    ['over-budget', 'OverBudgetException'],
    ['too-many-objects', 'ErrorTooManyObjectsOpened'],
  ] as const)('is throttled by option: %s', async (throttling, code) => {
    const { page } = await setUp({ throttling });
    await page.call('FindFolder', {});
    const reply = await page.copy('FindFolder', {});
    expect([reply.status, reply.headers.get('x-owa-error')]).toEqual([500, code]);
    expect((await page.call('FindFolder', {})).status).toBe(200);
  });
});

describe('places', () => {
  it.each(['outlook.cloud.microsoft', 'outlook.office.com', 'outlook.office365.com'] as const)(
    'are one host, to which the others lead: %s',
    async (host) => {
      const webmail = createOutlookStandIn({ host });
      expect(webmail.url(REP)).toBe(`https://${host}/mail/`);
      for (const other of ['outlook.office.com', 'outlook.office365.com', 'outlook.cloud.microsoft']) {
        const response = await webmail.handle(new Request(`https://${other}/mail/`));
        expect(response.headers.get('location')).toBe(other === host ? null : webmail.url(REP));
      }
    },
  );

  it('carry an account slot for personal accounts, and for further accounts', async () => {
    const accounts = [
      { address: REP, name: 'Robin' },
      { address: 'second@example.com', name: 'Second' },
    ];
    const { webmail, page } = await setUp({ host: 'outlook.live.com', accounts });
    expect([webmail.url(REP), page.config.service]).toEqual(['https://outlook.live.com/mail/0/', '/owa/0/service.svc']);
    expect(page.config.authorization).toMatch(/^MSAuth1\.0 /);
    const bare = await page.request('https://outlook.live.com/mail/');
    expect(bare.headers.get('location')).toBe(webmail.url(REP));
    const second = await openPage(webmail, 'second@example.com');
    expect([second.config.account, second.config.service]).toEqual(['second@example.com', '/owa/1/service.svc']);
    const told = webmail.deliver('second@example.com', sample());
    expect(textAt(firstItem(await second.call('GetItem', itemRequest(told.ref, []))), 'ItemId', 'Id')).toBe(told.ref);
  });

  it.each([false, true])(
    'of shared mailboxes are named by address (on-premises: %s), and calls must say whose they are',
    async (onPremises) => {
      const shared = [{ address: 'office@example.com', name: 'Office' }];
      const { webmail } = await setUp({ onPremises, shared });
      expect(new URL(webmail.url('office@example.com')).pathname).toBe(
        `/${onPremises ? 'owa' : 'mail'}/office@example.com/`,
      );
      const page = await openPage(webmail, 'office@example.com');
      const told = webmail.deliver('office@example.com', sample());
      expect((await page.call('GetItem', itemRequest(told.ref, []))).status).toBe(200);
      expect((await page.copy('FindFolder', {}, { 'x-owa-explicitlogonuser': undefined })).status).toBe(500);
      await page.call('CreateItem', createRequest(newItem(fieldsOf(written)), 'SendAndSaveCopy'));
      const item = firstItem(
        await page.call('GetItem', itemRequest(webmail.sent('office@example.com')[0]?.ref ?? '', ['From', 'Sender'])),
      );
      expect([
        textAt(item, 'From', 'Mailbox', 'EmailAddress'),
        textAt(item, 'Sender', 'Mailbox', 'EmailAddress'),
      ]).toEqual(['office@example.com', REP]);
    },
  );

  it.each([
    ['aad-smtp', `AAD-SMTP:${REP}`],
    ['plain', REP],
    ['puid', expect.stringMatching(/^PUID:\w+@[\w-]+$/)],
    ['oid', expect.stringMatching(/^Oid:[\w-]+@[\w-]+$/)],
  ] as const)('are told to the service in the form %s', async (anchorForm, anchor) => {
    const { page } = await setUp({ anchorForm });
    expect(page.config.anchor).toEqual(anchor);
  });

  it('bind scripts in the cloud and not on-premises', async () => {
    const policyOf = async (options: OutlookStandInOptions): Promise<string | null> => {
      const webmail = createOutlookStandIn(options);
      return (await webmail.handle(new Request(webmail.url(REP)))).headers.get('content-security-policy');
    };
    expect(await policyOf({})).toContain("require-trusted-types-for 'script'");
    expect(await policyOf({ onPremises: true })).toBeNull();
  });
});
