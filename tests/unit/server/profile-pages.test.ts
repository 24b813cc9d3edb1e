import { beforeAll, describe, expect, it } from 'vitest';
import { openRig, PEOPLE_MS, type Rig } from './access-rig.ts';
import { type BrowserClient, openBrowserClient, signInBrowser } from './browser-client.ts';

let rig: Rig;
let administrator: number;

beforeAll(async () => {
  rig = await openRig({}, 'file');
  administrator = (await rig.addPerson('ada', { level: 5 })).id;
}, PEOPLE_MS);

/** A rep signed in to the pages, with a way to send the form of the synchronisation. */
async function openRep(name: string) {
  const person = await rig.addPerson(name);
  const browser = await signInBrowser(rig.server, person.id);
  const formToken = await browser.formToken('/profile');
  const send = (path: string, fields: Record<string, string>) => browser.post(path, { formToken, ...fields });
  return { person, browser, formToken, send };
}

const fields = { address: 'rob@northside.example', what: 'both', type: 'bidirectional' };

describe('Email and Calendar Synchronisation', () => {
  it('stands under My Profile, Tools', async () => {
    const { browser } = await openRep('tom');
    const profile = await browser.text('/profile');
    expect(profile).toMatch(/Tools<\/h2>[\s\S]*href="\/profile\/sync">Email and Calendar Synchronisation/);
    expect(profile).toContain('tom@northside.example');
    expect(await browser.text('/companies')).toContain('href="/profile"');
  });

  it('goes from no provider to running to stopped, and the API says the same', async () => {
    const { browser, person, send } = await openRep('rob');
    const first = await browser.text('/profile/sync');
    expect(first).toContain('None chosen yet');
    expect(first).toContain('value="rob@northside.example"');
    expect(first).toMatch(/class="primary"[^>]*value="start">Synchronise</);
    const early = await send('/profile/sync', { ...fields, what: 'email', action: 'start' });
    expect(early.status).toBe(400);
    const again = await early.text();
    expect(again).toContain('choose a provider first');
    expect(again).toMatch(/value="email" checked/);

    expect((await send('/profile/sync/provider', { provider: 'gmail' })).status).toBe(303);
    const started = await send('/profile/sync', { ...fields, action: 'start' });
    expect([started.status, started.headers.get('Location')]).toEqual([303, '/profile/sync?done=started']);
    const running = await browser.text('/profile/sync?done=started');
    expect(running).toMatch(/class="stop"[^>]*value="stop">Stop synchronisation</);
    expect(running).toContain('Switched on, no report yet');
    expect(running).not.toContain('>Synchronise<');

    await person.client.call('PUT', '/tandem/sync/state', { state: 'running' });
    expect(await browser.text('/profile/sync')).toContain('Running');
    const changed = await send('/profile/sync', { ...fields, type: 'one-way', action: 'save' });
    expect(changed.headers.get('Location')).toBe('/profile/sync?done=saved');
    expect((await person.client.get('/tandem/sync')).body).toMatchObject({
      type: 'one-way',
      isOn: true,
      state: 'running',
    });

    await send('/profile/sync', { ...fields, address: 'ignored', action: 'stop' });
    expect((await person.client.get('/tandem/sync')).body).toMatchObject({
      isOn: false,
      state: 'stopped',
      ...{ address: fields.address },
    });
    expect(await browser.text('/profile/sync?done=stopped')).toContain('What is in the CRM stays there.');
  });

  it('offers every provider with a page, and refuses POP3 with the reason', async () => {
    const { browser, send } = await openRep('pia');
    const page = await browser.text('/profile/sync/providers');
    for (const name of ['Gmail', 'Outlook, Exchange Online', 'Exchange', 'Yahoo, AOL', 'iCloud']) {
      expect(page).toContain(`<h2>${name}</h2>`);
    }
    expect(page).toMatch(/POP3<\/h2>\s*<p class="note">Not possible: POP3 takes messages away/);
    for (const provider of ['pop3', '', '<script>']) {
      expect((await send('/profile/sync/provider', { provider })).status).toBe(400);
    }
  });

  it('tells when the extension last signed in', async () => {
    const { browser, person } = await openRep('eva');
    expect(await browser.text('/profile/sync')).toMatch(/Extension seen<\/dt><dd>Never/);
    const audit = {
      via: 'key',
      credential: person.publicKey,
      client: 'extension',
      action: 'sign-in',
      outcome: 'done',
    } as const;
    const at = '2026-05-09T10:00:00.000Z';
    await rig.db
      .insertInto('auditLog')
      .values({ ...audit, at, userId: person.id, table: null, recordId: null })
      .execute();
    expect(await browser.text('/profile/sync')).toContain(`<time datetime="${at}">`);
  });

  it.each([
    ['no mail address', 'nobody'],
    ['markup', '"><script>alert(1)</script>@x'],
    ['control characters', 'a@b\u0000'],
  ])('keeps nothing of an address that is %s, and shows it as text', async (_, address) => {
    const { browser, send } = await openRep(`a${Math.random().toString(36).slice(2)}`);
    const before = await browser.text('/profile/sync');
    const answer = await send('/profile/sync', { ...fields, address, action: 'save' });
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('is not a mail address');
    expect(page).not.toContain('<script>');
    expect(await browser.text('/profile/sync')).toBe(before);
  });
});

describe('a form of the profile', () => {
  it.each([['/profile/sync'], ['/profile/sync/provider']])(
    '%s does nothing without its token or from elsewhere',
    async (path) => {
      const { browser, person, formToken } = await openRep(`f${path.length}`);
      const wanted = { ...fields, provider: 'gmail', action: 'save' };
      expect((await browser.post(path, wanted)).status).toBe(400);
      expect((await browser.post(path, { ...wanted, formToken: `${formToken}x` })).status).toBe(400);
      expect((await browser.post(path, { ...wanted, formToken }, { Origin: 'https://evil.example.com' })).status).toBe(
        403,
      );
      expect((await browser.post(path, { ...wanted, formToken }, {})).status).toBe(403);
      const stranger = openBrowserClient(rig.server);
      expect((await stranger.post(path, { ...wanted, formToken })).status).toBe(303);
      expect((await person.client.get('/tandem/sync')).body).toMatchObject({ provider: null, address: null });
    },
  );
});

describe('the list of all users', () => {
  let browser: BrowserClient;
  beforeAll(async () => {
    browser = await signInBrowser(rig.server, administrator);
  });

  it('shows administrators who keeps what in step, in words', async () => {
    const { person } = await openRep('tia');
    await person.client.call('PUT', '/tandem/sync', {
      provider: 'yahoo',
      address: 'tia@yahoo.example',
      what: 'email',
      isOn: true,
    });
    await person.client.call('PUT', '/tandem/sync/state', { state: 'trouble', reason: 'sign-in' });
    const page = await browser.text('/profile/sync/users');
    const row = /<tr>(?:(?!<tr>)[\s\S])*tia@yahoo\.example[\s\S]*?<\/tr>/.exec(page)?.[0] ?? '';
    expect(row).toContain('Trouble');
    expect(row).toContain('E-mail only, bidirectional');
    expect(row).toContain('Yahoo, AOL');
    expect(await browser.text('/profile')).toContain('/profile/sync/users');
  });

  it('is closed to everybody else', async () => {
    const { browser: rep } = await openRep('tim');
    const answer = await rep.get('/profile/sync/users');
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('@');
    expect(await rep.text('/profile')).not.toContain('/profile/sync/users');
  });

  it('writes names as text', async () => {
    await rig.addPerson('<img src=x onerror=alert(1)>');
    const page = await browser.text('/profile/sync/users');
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toContain('<img');
  });
});
