import type { PageFilter } from '../../page-tap/page-filter.ts';
import { reduceAnswer, withoutIdentity } from './account-addresses.ts';
import { createICloudReader } from './icloud-reader.ts';

const HOST = String.raw`^https:\/\/[a-z0-9.-]+\.icloud\.com(?:\.cn)?(?::\d+)?`;

const MAIL = new RegExp(
  String.raw`${HOST}\/mailws2\/v1\/(thread\/(?:search|get|move)|message\/(?:get|savedraft)|draft\/send|geqs\/query)(?:[?#]|$)`,
  'i',
);
const VALIDATE = new RegExp(String.raw`${HOST}\/setup\/ws\/\d+\/validate(?:[?#]|$)`, 'i');
const PREFERENCES = new RegExp(
  String.raw`${HOST}\/cc\/mail\/v1\/account\/[^/?#]+\/preference\/web\/all(?:[?#]|$)`,
  'i',
);
/** The client before 2021; some accounts may still be given it. */
const OLDER = new RegExp(String.raw`${HOST}\/wm\/(?:message|folder|preference)(?:[?#]|$)`, 'i');

/** What the page-tap is to look for in iCloud Mail's frame: the calls of its mail service, and who is signed in. */
export const icloudPageFilter: PageFilter = {
  tagOf(url) {
    const path = MAIL.exec(url)?.[1];
    if (path !== undefined) return path.toLowerCase();
    if (VALIDATE.test(url)) return 'validate';
    if (PREFERENCES.test(url)) return 'preferences';
    return OLDER.test(url) ? 'older' : undefined;
  },

  wantsText(tag, text) {
    if (tag === 'geqs/query') return text.includes('"path"') || text.includes('"mboxRef"');
    return tag !== 'older' || text.startsWith('{"path"');
  },

  /** Path and body; the address also names person and page, and so does not go along. */
  describe(tag, { body }) {
    const isTold = tag.startsWith('thread/') || tag.startsWith('message/') || tag.startsWith('draft/');
    const isJson = isTold && /^\s*\{/.test(body);
    return `{"path":${JSON.stringify(tag)},"body":${isJson ? withoutIdentity(body) : 'null'}}`;
  },

  withoutCredentials: reduceAnswer,
  createReader: createICloudReader,
};
