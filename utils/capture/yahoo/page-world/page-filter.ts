import type { PageFilter } from '../../page-tap/page-filter.ts';
import { readBootstrapData } from './bootstrap-data.ts';
import { createYahooReader } from './page-reader.ts';
import { withoutCredentials } from './without-credentials.ts';

/** Yahoo's client and its sibling at AOL ask their own hosts, `apis.mail.…` and regional fronts alike. */
const MAIL_HOST = /^https:\/\/(?:[\w-]+\.)*mail\.(?:yahoo|aol)\.[a-z.]{2,6}\//;
const BATCH = /\/ws\/v3\/batch(?:[?#]|$)/;
const REST = /\/ws\/v3\/mailboxes(?:[/?#]|$)/;
/** Bytes, not JSON. */
const SOURCE = /\/content\/(?:rawplaintext|parts\/|thumbnail)/;

/**
 * What the page-tap is to look for in Yahoo Mail: the batches its client sends, and the same calls one by one. Of a request
 * go over the name of the action, the path without its query, and the batch itself; all without credentials.
 */
export const yahooPageFilter: PageFilter = {
  tagOf(url) {
    if (!MAIL_HOST.test(url)) return undefined;
    if (BATCH.test(url)) return 'batch';
    return REST.test(url) && !SOURCE.test(url) ? 'rest' : undefined;
  },

  wantsText: (_, text) => text.trimStart().startsWith('{'),

  formField: 'batchJson',

  describe(_, { url, method, body }) {
    const { pathname, searchParams } = new URL(url);
    const name = (searchParams.get('name') ?? '').replace(/[^\w.-]/g, '').slice(0, 100);
    return `${JSON.stringify({ name, path: pathname, method })}\n${withoutCredentials(body)}`;
  },

  withoutCredentials,

  readConstants: (window) => readBootstrapData(window),

  createReader: createYahooReader,
};
