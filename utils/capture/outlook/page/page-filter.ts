import type { PageFilter, SeenCall } from '../../page-tap/page-filter.ts';
import type { OutlookSite } from '../flavours.ts';
import { mailboxOfCall } from './mailbox-of-call.ts';
import { createOutlookReader } from './page-reader.ts';
import { payloadOf } from './service-call.ts';

/** Actions whose requests and answers tell of mail, folders or the mailbox. */
const WANTED = new Set([
  'GetItem',
  'GetConversationItems',
  'FindItem',
  'FindConversation',
  'FindFolder',
  'CreateItem',
  'UpdateItem',
  'SendItem',
  'GetOwaUserConfiguration',
]);

/** Answers of these are files, and requests of these carry them: nothing of theirs is ever copied. */
const FILES = /attachment|photo|upload|download|import|thumbnail/i;

const SERVICE = /\/service\.svc(?:\?|$)/i;
const BOOT = /\/(?:startupdata|sessiondata)\.ashx(?:\?|$)/i;
/** Somebody's calendar that is open to everybody. */
const PUBLISHED = /\/published\//i;
const GATEWAY = /\/graphql(?:\?|$)/i;

/** Looked at and not handed over: such requests show how the page asks. */
const ONLY_LEARNT = 'other';

/** Operations are named at the beginning of each request. */
const GATEWAY_CHARS = 20_000;
const MAX_OPERATIONS = 20;
const operationName = /"operationName"\s*:\s*"(\w{1,60})"/g;
const GATEWAY_START = '{"operations":';

/**
 * What the page-tap is to look for in Outlook on the web, of either kind. A request is handed over as a line of JSON that says
 * what it is ({@link CallHead}) and then its payload as it was, so that megabytes are never read in the page.
 */
export function createOutlookPageFilter(site: OutlookSite): PageFilter {
  return {
    tagOf(url) {
      if (PUBLISHED.test(url)) return undefined;
      const path = url.split('#')[0] ?? '';
      if (BOOT.test(path)) return 'boot';
      if (GATEWAY.test(path)) return 'gateway';
      if (!SERVICE.test(path)) return undefined;
      const action = actionOf(path);
      if (action === undefined) return 'service';
      if (FILES.test(action)) return undefined;
      return WANTED.has(action) ? action : ONLY_LEARNT;
    },

    wantsText(tag, text) {
      return tag === 'gateway' ? text.startsWith(GATEWAY_START) : tag !== ONLY_LEARNT;
    },

    describe(tag, call) {
      if (tag === ONLY_LEARNT) return undefined;
      return tag === 'gateway' ? operationsOf(call.body) : describeCall(tag, call);
    },

    createReader: (tools) => createOutlookReader(tools, site),
  };
}

function describeCall(tag: string, call: SeenCall): string | undefined {
  const action = tag === 'service' ? (actionOf(call.url) ?? call.headers.get('action') ?? '') : tag;
  if (tag === 'service' && !WANTED.has(action)) return undefined;
  const { mailbox, isExplicit } = mailboxOfCall(call);
  const hasImmutableIds = /ImmutableId/i.test(call.headers.get('prefer') ?? '');
  const head = JSON.stringify({ action, mailbox, isExplicit, hasImmutableIds });
  return `${head}\n${tag === 'boot' ? '' : payloadOf(call)}`;
}

function actionOf(url: string): string | undefined {
  return /[?&]action=(\w{1,60})/i.exec(url)?.[1];
}

/** Names only: what is asked and answered there is not understood yet, and a shift of mail to it should be noticed. */
function operationsOf(body: string): string | undefined {
  const names = [...body.slice(0, GATEWAY_CHARS).matchAll(operationName)].map(([, name]) => name);
  return names.length === 0 ? undefined : `${GATEWAY_START}${JSON.stringify(names.slice(0, MAX_OPERATIONS))}}`;
}
