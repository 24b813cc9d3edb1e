import { beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../server/start-server.ts';
import { MAIL_FRAME_POLICY, sanitiseMailHtml, toMailDocument, toPlainText } from '../../../server/web/mail-html.ts';
import { toSafeNext } from '../../../server/web/sign-in-routes.ts';
import { connect, fakeAccount, fakeContact, fakeEmail, startTestServer } from './support.ts';

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .filter((cookie) => !cookie?.endsWith('='))
    .join('; ');

async function signIn(server: RunningServer): Promise<(path: string) => Promise<Response>> {
  const cookie = cookieOf(await fetch(server.createSignInLink(), { redirect: 'manual' }));
  return (path) => fetch(server.url + path, { headers: { cookie }, redirect: 'manual' });
}

describe('signing in to the pages', () => {
  async function postForm(server: RunningServer, fields: Record<string, string>, withToken = true) {
    const form = await fetch(`${server.url}/sign-in`);
    const formToken = /name="formToken" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
    return fetch(`${server.url}/sign-in`, {
      method: 'POST',
      headers: { cookie: cookieOf(form), Origin: server.url },
      body: new URLSearchParams({ ...(withToken ? { formToken } : {}), ...fields }),
      redirect: 'manual',
    });
  }

  it('sends everybody else to the form, and back to where they wanted to go', async () => {
    const server = await startTestServer();
    for (const path of [
      '/',
      '/companies',
      '/companies/1',
      '/contacts/1',
      '/emails/1',
      '/emails/1/body',
      '/files/attachments/1',
    ]) {
      const response = await fetch(server.url + path, { redirect: 'manual' });
      expect([response.status, response.headers.get('Location')]).toEqual([
        303,
        `/sign-in?next=${encodeURIComponent(path)}`,
      ]);
    }
  });

  it('takes an address and password of a user', async () => {
    const server = await startTestServer();
    const { email = '', password = '' } = server.sample?.users[1] ?? {};
    const response = await postForm(server, { email: email.toUpperCase(), password, next: '/contacts' });
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/contacts']);
    expect(response.headers.getSetCookie()[0]).toMatch(/HttpOnly.*SameSite=Lax/);
    const page = await fetch(`${server.url}/contacts`, { headers: { cookie: cookieOf(response) } });
    expect(await page.text()).toContain('Mateo Vidal');
  });

  it('refuses a wrong password and a missing form token', async () => {
    const server = await startTestServer();
    const { email = '', password = '' } = server.sample?.users[0] ?? {};
    expect((await postForm(server, { email, password }, false)).status).toBe(400);
    const wrong = await postForm(server, { email, password: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(cookieOf(wrong)).not.toContain('tandem_crm=');
  });

  it('takes a link once', async () => {
    const server = await startTestServer();
    const link = server.createSignInLink({ userId: 3, next: '/companies/2' });
    const first = await fetch(link, { redirect: 'manual' });
    expect([first.status, first.headers.get('Location')]).toEqual([303, '/companies/2']);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);
    expect((await fetch(`${server.url}/sign-in/guess`, { redirect: 'manual' })).status).toBe(401);
  });

  it('signs out only with the token of the form', async () => {
    const server = await startTestServer();
    const cookie = cookieOf(await fetch(server.createSignInLink(), { redirect: 'manual' }));
    const page = async () => fetch(`${server.url}/companies`, { headers: { cookie }, redirect: 'manual' });
    const post = (fields: Record<string, string>) =>
      fetch(`${server.url}/sign-out`, {
        method: 'POST',
        headers: { cookie, Origin: server.url },
        body: new URLSearchParams(fields),
        redirect: 'manual',
      });
    const formToken = /name="formToken" value="([^"]+)"/.exec(await (await page()).text())?.[1] ?? '';
    await post({ formToken: 'forged' });
    expect((await page()).status).toBe(200);
    await post({ formToken });
    expect((await page()).status).toBe(303);
  });

  it('ends after twelve hours', async () => {
    let at = 1_800_000_000_000;
    const server = await startTestServer({ now: () => at });
    const get = await signIn(server);
    at += 12 * 3_600_000 - 1;
    expect((await get('/companies')).status).toBe(200);
    at += 1;
    expect((await get('/companies')).status).toBe(303);
  });

  it.each([
    ['/emails/5?x=1', '/emails/5?x=1'],
    ['//evil.example.com', '/companies'],
    ['/\\evil.example.com', '/companies'],
    ['https://evil.example.com', '/companies'],
    ['/sign-out', '/companies'],
    [undefined, '/companies'],
  ])('goes on from %s to %s', (next, target) => {
    expect(toSafeNext(next)).toBe(target);
  });
});

describe('the pages', () => {
  let get: (path: string) => Promise<Response>;
  const text = async (path: string) => (await get(path)).text();

  beforeAll(async () => {
    const server = await startTestServer({}, 'file');
    const client = await connect(server);
    const attachments = [{ name: 'prices.pdf' }, { name: 'page.html' }, { name: 'lost.txt' }, { name: 'note.txt' }];
    const { body } = await client.call(
      'POST',
      '/emails',
      fakeEmail({ extId: 'mid:1', attachments, Z_Cc: 'sara.nilsson@birch.example' }),
    );
    for (const index of [0, 1, 3])
      await fetch(body.attachments[index].locator, { method: 'PUT', body: '<script>alert(1)</script>' });
    const html =
      '<div><p onclick="alert(1)">Dear Nora</p><script>alert(2)</script><img src="https://t.example.com/x.png"></div>';
    await client.call(
      'POST',
      '/emails',
      fakeEmail({ type: 1, subject: '<b>Re:</b> "offer"', body: html, date: '2026-05-10T08:00:00Z' }),
    );
    const document = await client.call('POST', '/accounts/1/documents', {
      name: 'whole message.eml',
      extId: 'mid:1-whole',
    });
    await client.call('POST', '/accounts/1/documents', { name: 'other.eml', extId: 'mid:10-whole' });
    await fetch(document.body.locator, { method: 'PUT', body: 'raw' });
    const hostile = '"><script>alert(3)</script>';
    await client.call(
      'POST',
      '/accounts',
      fakeAccount({ name: hostile, website: 'javascript:alert(4)', comment: hostile }),
    );
    await client.call('POST', '/contacts', fakeContact({ firstName: hostile, accountId: 8, email: null }));
    get = await signIn(server);
  });

  it('list companies with their owner and counts, and search by each word', async () => {
    const page = await text('/companies');
    expect(page).toContain('Birch Tools AB');
    expect(page).toContain('8 companies');
    const found = await text('/companies?q=BIRCH+lund');
    expect(found).toContain('1 company');
    expect(found).not.toContain('Vela Nord');
    expect(await text('/companies?q=%25')).toContain('No company fits');
    expect(await text("/companies?q=' or 1=1")).toContain('No company fits');
  });

  it('list contacts and find them by any of their addresses', async () => {
    expect(await text('/contacts?q=marta@soler.example')).toContain('Marta Soler');
  });

  it('show the timeline of a company, newest first, with its files', async () => {
    const page = await text('/companies/1');
    expect(page.indexOf('&quot;offer&quot;')).toBeLessThan(page.indexOf('Price list'));
    expect(page).toMatch(/Sent<\/span>[\s\S]*prices\.pdf/);
    expect(page).toContain('sara.nilsson@birch.example');
    expect(page).toContain('whole message.eml');
    expect(page).toContain('/files/attachments/1');
    expect(page).toMatch(/lost\.txt[\s\S]{0,120}Not uploaded/);
    expect(page).toContain('They cannot be edited or deleted here.');
  });

  it('show the e-mails of a contact, and one e-mail by itself', async () => {
    expect(await text('/contacts/1')).toContain('Price list');
    const page = await text('/emails/1');
    expect(page).toContain('Hello Omar, here is the list.');
    expect(page).toContain('It cannot be edited or deleted here.');
    expect(page).toContain('whole message.eml');
    expect(page).not.toContain('other.eml');
  });

  it('have no form but search and sign-out', async () => {
    for (const path of ['/companies', '/companies/1', '/contacts', '/contacts/1', '/emails/1', '/emails/2']) {
      const actions = [...(await text(path)).matchAll(/<form[^>]*action="([^"]*)"/g)].map(([, action]) => action);
      expect(actions.filter((action) => !['/sign-out', '/companies', '/contacts'].includes(action ?? ''))).toEqual([]);
    }
  });

  it.each([['POST'], ['PUT'], ['DELETE']])('know no %s of an e-mail', async (method) => {
    const before = await text('/emails/1');
    const url = (await get('/emails/1')).url;
    const headers = { Origin: new URL(url).origin };
    expect((await fetch(url, { method, headers, body: 'x', redirect: 'manual' })).status).toBe(303);
    expect(await text('/emails/1')).toBe(before);
  });

  it('write foreign text as text, in every place', async () => {
    for (const path of [
      '/companies',
      '/companies/8',
      '/contacts',
      '/contacts/17',
      '/companies/1',
      '/emails/2',
      '/companies?q=%22%3E%3Cscript%3E',
    ]) {
      const page = await text(path);
      expect(page, path).not.toMatch(/<script|onclick=|href="javascript:|<b>Re/i);
    }
    expect(await text('/companies/8')).toContain('&lt;script&gt;');
  });

  it('carry a policy that runs no script and loads nothing from elsewhere', async () => {
    for (const path of ['/companies', '/companies/1', '/emails/2', '/nothing']) {
      const { headers } = await get(path);
      expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'; style-src 'self'");
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('X-Frame-Options')).toBe('DENY');
    }
    expect((await text('/emails/2')).match(/(src|href)="(?!\/|#|mailto:)[^"]*"/g)).toBeNull();
  });

  it('show mail HTML in a sandboxed frame with a policy of its own', async () => {
    expect(await text('/emails/2')).toMatch(/<iframe[^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    const frame = await get('/emails/2/body');
    expect(frame.headers.get('Content-Security-Policy')).toBe(MAIL_FRAME_POLICY);
    expect(await frame.text()).not.toMatch(/<script|onclick|tracker|t\.example\.com/);
  });

  it('give files as downloads, and open only what runs nothing', async () => {
    const download = await get('/files/attachments/2?open');
    expect(download.headers.get('Content-Type')).toBe('application/octet-stream');
    expect(download.headers.get('Content-Disposition')).toContain('attachment');
    const opened = await get('/files/attachments/4?open');
    expect(opened.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
    expect(opened.headers.get('Content-Disposition')).toContain('inline');
    expect(opened.headers.get('Content-Security-Policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(opened.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect((await get('/files/attachments/4')).headers.get('Content-Disposition')).toContain('attachment');
  });

  it.each([
    ['/companies/999'],
    ['/companies/abc'],
    ['/contacts/0'],
    ['/emails/999'],
    ['/emails/1/nothing'],
    ['/files/attachments/3'],
    ['/files/secrets/1'],
    ['/files/documents/..%2f..%2fcrm.sqlite'],
    ['/assets/..%2f..%2fmain.ts'],
  ])('answer 404 to %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });
});

describe('mail HTML', () => {
  it.each([
    ['<script>alert(1)</script>x', 'x'],
    ['<img src=x onerror=alert(1)>x', 'x'],
    ['<svg onload=alert(1)><script>1</script></svg>x', 'x'],
    ['<style>*{display:none}</style>x', 'x'],
    ['<form action="https://evil.example.com"><input name=p></form>x', 'x'],
    ['<iframe src="https://evil.example.com"></iframe>x', 'x'],
    ['<base href="https://evil.example.com">x', 'x'],
    ['<meta http-equiv="refresh" content="0;url=https://evil.example.com">x', 'x'],
    ['<link rel=stylesheet href="https://evil.example.com/x.css">x', 'x'],
    ['<p style="background:url(https://evil.example.com/x)">x</p>', '<p>x</p>'],
    ['<p style="position:fixed;color:red">x</p>', '<p style="color:red">x</p>'],
    ['<img src="https://evil.example.com/pixel.gif">x', 'x'],
  ])('%s becomes %s', (html, safe) => {
    expect(sanitiseMailHtml(html)).toBe(safe);
  });

  it('keeps links, in a window of their own, and drops the scheme that runs code', () => {
    expect(sanitiseMailHtml('<a href="https://example.com">x</a>')).toBe(
      '<a href="https://example.com" target="_blank" rel="noopener noreferrer nofollow">x</a>',
    );
    expect(sanitiseMailHtml('<a href="javascript:alert(1)">x</a>')).not.toContain('javascript');
  });

  it('keeps pictures that are part of the message', () => {
    expect(sanitiseMailHtml('<img src="data:image/png;base64,AAAA" />')).toContain('data:image/png');
    expect(sanitiseMailHtml('<img src="data:text/html,x" />')).toBe('');
  });

  it('shows plain text as it is, even when it looks like a tag', () => {
    expect(toMailDocument({ subject: '<x>', body: 'a < b\n<script>1</script>' })).toContain(
      'a &lt; b\n&lt;script&gt;1&lt;/script&gt;',
    );
    expect(toMailDocument({ subject: '<x>', body: 'y' })).toContain('<title>&lt;x&gt;</title>');
  });

  it('prefers the HTML a client kept beside the text', () => {
    const page = toMailDocument({ subject: 'x', body: 'plain', html: '<p>rich<script>1</script></p>' });
    expect(page).toContain('<p>rich</p>');
    expect(page).not.toMatch(/plain|<script/);
  });

  it('gives words for an excerpt', () => {
    const words = toPlainText('<table><tr><td>Item</td><td>42 &amp; more</td></tr></table><script>x</script>');
    expect(words.replace(/\s+/g, ' ').trim()).toBe('Item 42 & more');
  });
});
