import ical, { type VEvent } from 'node-ical';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../server/start-server.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startMailServer } from './mail-server.ts';
import { connect, startTestServer, type TestClient } from './support.ts';

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .filter((cookie) => !cookie?.endsWith('='))
    .join('; ');

async function signIn(server: RunningServer, userId: number): Promise<(path: string) => Promise<Response>> {
  const cookie = cookieOf(await fetch(server.createSignInLink({ userId }), { redirect: 'manual' }));
  return (path) => fetch(server.url + path, { headers: { cookie }, redirect: 'manual' });
}

/** Days of the wall clock far enough ahead in any zone. */
const ahead = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(2, 10).replaceAll('-', '/');

describe('the outbox of a CRM without a mail server', () => {
  let server: RunningServer;
  let mateo: TestClient;
  let nora: TestClient;
  let id: number;

  beforeAll(async () => {
    server = await startTestServer({}, 'file');
    mateo = await connect(server, 1);
    nora = await connect(server, 0);
    const day = { startDate: ahead(3), endDate: ahead(3), startHour: '09:00', endHour: '10:00' };
    const made = await mateo.call('POST', '/calendar', { subject: '<b>Visit</b> to Cádiz', ...day });
    expect(made.status).toBe(200);
    await mateo.call('POST', '/calendar', { subject: 'Second', ...day });
    await nora.call('POST', '/calendar', { subject: 'Of Nora', ...day });
    await waitUntil('the notices to be settled', async () => {
      const { notices } = (await mateo.get('/tandem/notices')).body;
      return notices.every(({ state }: { state: string }) => state === 'kept');
    });
    id = (await mateo.get('/tandem/notices')).body.notices[1].id;
  });

  it('has no notices of the sample, and lists a user’s own ones, newest first', async () => {
    const { body } = await mateo.get('/tandem/notices');
    expect(body.notices.map(({ title }: { title: string }) => title)).toEqual(['Second', '<b>Visit</b> to Cádiz']);
    expect(body.notices[0]).toMatchObject({ state: 'kept', reason: 'no-mail-server', attempts: 1, nextTryAt: null });
    expect((await nora.get('/tandem/notices')).body.notices).toMatchObject([{ title: 'Of Nora' }]);
  });

  it('comes in pages, and refuses what does not fit', async () => {
    const first = (await mateo.get('/tandem/notices?count=1')).body;
    const second = (await mateo.get(`/tandem/notices?count=1&before=${first.next}`)).body;
    expect([first.notices[0].title, second.notices[0].id, second.next]).toEqual(['Second', id, null]);
    for (const query of ['count=0', 'count=201', 'before=x', 'user=1', "before=1'--"]) {
      expect((await mateo.get(`/tandem/notices?${query}`)).status, query).toBe(400);
    }
    expect((await mateo.call('DELETE', '/tandem/notices')).status).toBe(400);
  });

  it('shows each notice and its file to its user alone', async () => {
    const page = await signIn(server, 2);
    const list = await (await page('/notices')).text();
    expect(list).toContain('&lt;b&gt;Visit&lt;/b&gt; to Cádiz');
    expect(list).toContain('Shown here only');
    expect(list).not.toContain('Of Nora');
    expect(list).toContain('No mail server is set');
    expect(list).not.toContain('Stop e-mails');
    const shown = await (await page(`/notices/${id}`)).text();
    expect(shown).toContain('No mail server is set for this CRM.');
    expect(shown).toContain('Added to your calendar: &lt;b&gt;Visit&lt;/b&gt; to Cádiz');
    const file = await page(`/notices/${id}/event.ics`);
    expect(file.headers.get('Content-Disposition')).toContain('attachment; filename="event.ics"');
    const [event] = Object.values(ical.sync.parseICS(await file.text())).filter((part) => part?.type === 'VEVENT');
    expect((event as VEvent).summary).toBe('<b>Visit</b> to Cádiz');

    const administrator = await signIn(server, 1);
    for (const path of [`/notices/${id}`, `/notices/${id}/event.ics`, '/notices/999', '/notices/x', '/notices/0']) {
      expect((await administrator(path)).status, path).toBe(404);
    }
    expect((await fetch(`${server.url}/notices/${id}`, { redirect: 'manual' })).status).toBe(303);
  });
});

describe('the page of a CRM with a mail server', () => {
  it('lets each user stop their e-mails, by a form of the page alone', async () => {
    const server = await startTestServer({ smtp: (await startMailServer()).settings });
    const cookie = cookieOf(await fetch(server.createSignInLink({ userId: 3 }), { redirect: 'manual' }));
    const page = async () => (await fetch(`${server.url}/notices`, { headers: { cookie } })).text();
    const send = (formToken: string, action: string) => {
      const [method, body] = ['POST', new URLSearchParams({ formToken, action })];
      const headers = { cookie, origin: server.url };
      return fetch(`${server.url}/notices`, { method, headers, body, redirect: 'manual' });
    };
    const formToken = /name="formToken" value="([^"]+)"/.exec(await page())?.[1] ?? '';
    expect((await send('forged', 'stop')).status).toBe(400);
    expect(await page()).toContain('Stop e-mails');
    expect((await send(formToken, 'stop')).status).toBe(303);
    expect(await page()).toContain('E-mails about new events are off.');
    expect((await send(formToken, 'start')).status).toBe(303);
    expect(await page()).toContain('Stop e-mails');
  });
});
