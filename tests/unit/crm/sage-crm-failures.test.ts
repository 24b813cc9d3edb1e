import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrmRateLimitError } from '../../../utils/crm/errors/crm-rate-limit-error.ts';
import { CrmRejectedError } from '../../../utils/crm/errors/crm-rejected-error.ts';
import { CrmUnavailableError } from '../../../utils/crm/errors/crm-unavailable-error.ts';
import { redact } from '../../../utils/log/redact.ts';
import { byDefault, live, scriptedCrm } from './fake-crm.ts';
import { newEmail } from './new-email.ts';
import { json } from './scripted-fetch.ts';

/** What `createEmail` throws when `POST /emails` is answered like this. */
async function failureOf(answer: () => Response | Promise<Response>, overrides = {}): Promise<unknown> {
  const { crm, seen } = scriptedCrm(({ path }) => (path === 'login' ? byDefault() : answer()), overrides);
  const failure = await crm.createEmail(newEmail(), live()).catch((error: unknown) => error);
  expect(
    seen.filter(({ path }) => path === 'emails'),
    'a write is never repeated here',
  ).toHaveLength(1);
  return failure;
}

const endless = () =>
  new Response(
    new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024).fill(32)),
    }),
  );

const brokenOff = () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"Message":"entity cre'));
        controller.error(new TypeError('terminated'));
      },
    }),
  );

describe('a create without a usable answer', () => {
  it.each<[string, () => Response | Promise<Response>]>([
    ['the connection fails', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['the connection breaks within the answer', brokenOff],
    ['the JSON is cut off', () => new Response('{"Message":"entity created","id":1')],
    ['the answer is empty', () => new Response('')],
    ['the answer has no content', () => new Response(null, { status: 204 })],
    ['the answer is another shape', () => json({ Message: 'entity created' })],
    ['the id is none', () => json({ Message: 'entity created', id: -1 })],
    [
      'the answer is a page',
      () => new Response('<!doctype html><p>OK</p>', { headers: { 'content-type': 'text/html' } }),
    ],
    ['the answer never ends', endless],
    ['the answer says it is huge', () => new Response('{}', { headers: { 'content-length': '99999999999' } })],
    [
      'it is sent elsewhere',
      () => new Response(null, { status: 302, headers: { location: 'https://other.example.com/' } }),
    ],
    ['the server is slow (408)', () => json({ code: -1, error: 'timeout' }, 408)],
    ['the server fails (500)', () => json({ error: 'x' }, 500)],
    ['a gateway fails with a page (502)', () => new Response('<html>Bad gateway</html>', { status: 502 })],
    ['the database is away (900)', () => json({ code: 900, error: 'Connection Error' }, 400)],
  ])('may have happened: %s', async (_, answer) => {
    const failure = await failureOf(answer);
    expect(failure).toBeInstanceOf(CrmUnavailableError);
    expect(failure).toMatchObject({ unanswered: true });
  });

  it('may have happened when it takes too long', async () => {
    const failure = await failureOf(() => new Promise(() => {}), { timeoutMs: 30 });
    expect(failure).toMatchObject({ name: 'CrmUnavailableError', unanswered: true });
  });

  it('may have happened when it was stopped on its way', async () => {
    const stop = new AbortController();
    const { crm } = scriptedCrm(({ path }) => {
      if (path === 'login') return byDefault();
      stop.abort();
      return new Promise<Response>(() => {});
    });
    await expect(crm.createEmail(newEmail(), stop.signal)).rejects.toMatchObject({ unanswered: true });
  });

  it('did not happen when it was stopped before', async () => {
    const { crm, seen } = scriptedCrm(byDefault);
    await expect(crm.createEmail(newEmail(), AbortSignal.abort())).rejects.toMatchObject({ unanswered: false });
    expect(seen.filter(({ path }) => path === 'emails')).toEqual([]);
  });

  it('did not happen when signing in failed', async () => {
    const { crm } = scriptedCrm(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(crm.createEmail(newEmail(), live())).rejects.toMatchObject({ unanswered: false });
  });
});

describe('a refused create', () => {
  it.each([
    ['{ code, error }', { code: -1, error: 'not exist' }, -1, 'not exist'],
    ['{ message }', { message: 'Z_region is required' }, undefined, 'Z_region is required'],
    ['{ Message }', { Message: 'too long' }, undefined, 'too long'],
    [
      '{ error: { code, message } }',
      { error: { code: 901, message: 'Internal data Error' } },
      901,
      'Internal data Error',
    ],
    ['a code in a string', { code: '910', error: 'Resource not exist' }, 910, 'Resource not exist'],
    ['a bare string', 'no', undefined, 'no'],
    ['an empty object', {}, undefined, ''],
  ])('gives the number and words of a body of the form %s', async (_, body, code, detail) => {
    const failure = await failureOf(() => json(body, 400));
    expect(failure).toBeInstanceOf(CrmRejectedError);
    expect(failure).toMatchObject({ status: 400, code, detail });
  });

  it.each([
    ['raw text', 'subject too long', 'subject too long'],
    ['a page', '<html><h1>Bad Request</h1></html>', ''],
    ['controls and direction marks', 'a\u202eb\u0000c\n\td', 'a b c d'],
    ['more than fits', 'x'.repeat(9000), `${'x'.repeat(499)}…`],
    ['deep nesting', `${'{"error":'.repeat(5000)}1${'}'.repeat(5000)}`, ''],
  ])('gives fit words for %s', async (_, body, detail) => {
    const failure = await failureOf(() => new Response(body, { status: 400 }));
    expect(failure).toMatchObject({ name: 'CrmRejectedError', detail });
  });

  it.each([403, 404, 409, 413, 422])('is final by status %i', async (status) => {
    expect(await failureOf(() => json({}, status))).toMatchObject({ name: 'CrmRejectedError', status });
  });

  it.each([901, 910])('is final by number %i, whatever the status', async (code) => {
    expect(await failureOf(() => json({ code, error: 'x' }, 500))).toMatchObject({ name: 'CrmRejectedError', code });
  });

  it.each([
    ['no subject', { subject: '' }],
    ['no recipient', { to: [] }],
    ['a field of its own without the prefix', { customFields: { cc: 'x' } }],
    ['a field of its own over a documented one', { customFields: { subject: 'x' } }],
  ])('is not even sent with %s', async (_, overrides) => {
    const { crm, seen } = scriptedCrm(byDefault);
    await expect(crm.createEmail(newEmail(overrides), live())).rejects.toBeInstanceOf(CrmRejectedError);
    expect(seen).toEqual([]);
  });
});

describe('too many requests', () => {
  it.each([
    ['seconds', '7', 7000],
    ['a date', 'Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
    ['a date gone by', 'Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['more than a day', '9999999', 86_400_000],
    ['nonsense', 'soon', undefined],
    ['nothing', undefined, undefined],
  ])('carry the pause given as %s', async (_, header, retryAfterMs) => {
    const failure = await failureOf(() => json({}, 429, header === undefined ? {} : { 'retry-after': header }));
    expect(failure).toBeInstanceOf(CrmRateLimitError);
    expect(failure).toMatchObject({ retryAfterMs });
  });

  it('are told to the limiter, and so is each calm answer', async () => {
    const told: unknown[] = [];
    const limiter = { take: async () => {}, answered: (outcome: unknown) => told.push(outcome) };
    await failureOf(() => json({}, 429, { 'retry-after': '2' }), { limiter });
    expect(told).toEqual(['calm', { retryAfterMs: 2000 }]);
  });
});

describe('a read', () => {
  it.each<[string, () => Response | Promise<Response>]>([
    ['408', () => json({}, 408)],
    ['429', () => json({}, 429)],
    ['500', () => json({}, 500)],
    ['503', () => json({}, 503)],
    ['a failed connection', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('is tried three times over %s', async (_, answer) => {
    let failures = 0;
    const { crm } = scriptedCrm(({ path }) => {
      if (path === 'login') return byDefault();
      failures += 1;
      return failures < 3 ? answer() : json([]);
    });
    await expect(crm.findEmails('tandem:1', live())).resolves.toEqual([]);
    expect(failures).toBe(3);
  });

  it('is tried once when it is refused', async () => {
    const { crm, seen } = scriptedCrm(({ path }) => (path === 'login' ? byDefault() : json({ code: 910 }, 400)));
    await expect(crm.findEmails('tandem:1', live())).rejects.toBeInstanceOf(CrmRejectedError);
    expect(seen).toHaveLength(2);
  });

  it('is not marked as something that may have happened', async () => {
    const { crm } = scriptedCrm(({ path }) => (path === 'login' ? byDefault() : json({}, 500)));
    await expect(crm.findEmails('tandem:1', live())).rejects.toMatchObject({ unanswered: false });
  });
});

describe('messages of errors', () => {
  const SECRETS = ['omar@acme.example.com', 'Offer for Acme', 'token-1', 'crm.example.com', 'private'];

  it('hold nothing of the message, the session or the answer, whatever the server sends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 200, max: 599 })
          .filter((status) => ![401, 204, 205, 304].includes(status) && (status < 300 || status >= 400)),
        fc.oneof(
          fc.constantFrom(...SECRETS).map((secret) => `{"code":-1,"error":"bad value '${secret}'"}`),
          fc.constantFrom(...SECRETS).map((secret) => `${secret} was refused`),
          fc.constantFrom(...SECRETS).map((secret) => `{"${secret}": [`),
          fc.json(),
          fc.string(),
        ),
        async (status, body) => {
          const failure = await failureOf(() => new Response(body, { status }));
          if (!(failure instanceof Error)) return;
          expect(failure.name).toMatch(/^Crm/);
          expect(failure.cause).toBeUndefined();
          for (const secret of SECRETS) expect(failure.message).not.toContain(secret);
          // Nothing for the redactor to do: the message is clean by itself.
          expect(redact(failure.message)).toBe(failure.message);
        },
      ),
      { numRuns: 300 },
    );
  });
});
