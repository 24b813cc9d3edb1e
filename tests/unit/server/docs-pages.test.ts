import { beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../server/start-server.ts';
import { defaultChoices } from '../../../server/v4/choices.ts';
import { createEntities } from '../../../server/v4/entities.ts';
import { request, startTestServer } from './support.ts';

describe('the documentation pages', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startTestServer({}, 'file');
  });

  it('are open to anybody, without scripts and under the policy of all pages', async () => {
    for (const path of ['/docs', '/docs/emails', '/docs/documents/folders']) {
      const { status, headers, body } = await request(server.url + path);
      expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=UTF-8']);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'/);
      expect(body).not.toMatch(/<script|style=/);
    }
  });

  it('lead from the first to one for each resource, with all of its fields', async () => {
    const { body } = await request(`${server.url}/docs`);
    for (const { resource, fields } of createEntities(defaultChoices).values()) {
      expect(body).toContain(`<a href="/docs/${resource}">`);
      const page = (await request(`${server.url}/docs/${resource}`)).body;
      for (const { name } of fields)
        expect([resource, page.includes(`<code>${name}</code>`)]).toEqual([resource, true]);
    }
  });

  it('tell rules of fields, requests to try and switches in force', async () => {
    server.choices.longBody = 'cut';
    const { body } = await request(`${server.url}/docs/emails`);
    expect(body).toContain('required to create; at most 180 characters');
    expect(body).toContain(`curl &#39;${server.apiUrl}/emails&#39; -H &#39;X-Session-Key: TOKEN&#39; -X POST`);
    expect(body).toMatch(/<code>longBody<\/code><\/th><td data-label="In force">cut</);
    expect((await request(`${server.url}/docs`)).body).toContain('POST /api/v4/login');
  });

  it.each([['/docs/nothing'], ['/docs/constructor'], ['/docs/%3Cscript%3E'], ['/docs/accounts/1']])(
    'answer 404 to %s, and say nothing of it',
    async (path) => {
      const { status, headers, body } = await request(server.url + path);
      expect([status, headers.get('content-security-policy')]).toEqual([404, expect.stringContaining("'none'")]);
      expect(body).not.toContain('script');
    },
  );
});
