import { type Action, type ActionContext, headerOf } from './actions.ts';
import { tellsContent } from './item-json.ts';
import { findConversation, findFolder, findItems, getConversationItems } from './list-actions.ts';
import type { StoredItem } from './mailbox.ts';
import { at, textAt } from './page/wire.ts';
import { getAttachment, getItem } from './read-actions.ts';
import { ServiceFailure } from './service-failure.ts';
import { parseShape } from './shapes.ts';

/** A call of the service, read from its request. */
export interface ServiceCall {
  action: string;
  payload: unknown;
}

export interface ServiceAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
  revealed: StoredItem[];
  changes: string[];
}

const READS: Record<string, Action> = {
  FindFolder: findFolder,
  FindItem: findItems,
  FindConversation: findConversation,
  GetConversationItems: getConversationItems,
  GetItem: getItem,
  GetAttachment: getAttachment,
};

/** Most characters of a payload that the header takes in the cloud. */
const HEADER_LIMIT = 2048;

/** Reads the payload from header or body. */
export async function parsePayload(
  request: Request,
  onPremises: boolean,
): Promise<{ payload: unknown; upload?: Uint8Array }> {
  const inHeader = request.headers.get('x-owa-urlpostdata');
  const body = new Uint8Array(await request.arrayBuffer());
  try {
    // The header comes first: a body beside it is a file.
    if (inHeader) {
      if (inHeader.length > HEADER_LIMIT && !onPremises)
        throw new ServiceFailure('RequestHeaderTooLong', 'too long', 400);
      return { payload: JSON.parse(decodeURIComponent(inHeader)), upload: body };
    }
    return { payload: JSON.parse(new TextDecoder().decode(body)) };
  } catch (error) {
    if (error instanceof ServiceFailure) throw error;
    throw new ServiceFailure('OwaSerializationException', 'the payload is no JSON');
  }
}

/** Whether a call asks for more of a message than its envelope. */
function asksContent({ action, payload }: ServiceCall): boolean {
  const body = at(payload, 'Body');
  if (action === 'GetAttachment' || action === 'GetConversationItems') return true;
  if (action !== 'GetItem') return false;
  const shape = parseShape(body);
  return shape.withMime || tellsContent(shape.names);
}

const padding = (bytes: number): string[] =>
  Array.from({ length: Math.ceil(bytes / 256) }, (_, place) => `${place}`.padEnd(250, 'abcdefghijklmnopqrstuvwxyz'));

const ENVELOPES: Record<string, string> = { CreateAttachmentFromLocalFile: 'CreateAttachment' };

/** Some actions have envelopes and answers of their own form: the request itself, or one wrapped in `request`. */
const ODD: Record<string, (payload: unknown) => object | undefined> = {
  GetInboxRule: (payload) =>
    textAt(payload, '__type') === 'GetInboxRuleRequest:#Exchange'
      ? { WasSuccessful: true, ErrorCode: 0, InboxRuleCollection: { InboxRules: [] } }
      : undefined,
  SubscribeToNotification: (payload) =>
    textAt(payload, 'request', '__type') === 'NotificationSubscribeJsonRequest:#Exchange'
      ? { Body: [{ SubscriptionId: 'NewMailNotification', SuccessfullyCreated: true }] }
      : undefined,
};

/** A payload is that of its action, or it is not understood at all. */
function checkEnvelope({ action, payload }: ServiceCall): void {
  const type = textAt(payload, '__type');
  if (type !== `${ENVELOPES[action] ?? action}JsonRequest:#Exchange`) {
    throw new ServiceFailure('OwaInvalidRequestException', 'the payload is that of another action');
  }
}

function failure(error: unknown, onPremises: boolean): ServiceAnswer {
  if (!(error instanceof ServiceFailure)) throw error;
  const body = {
    Header: headerOf(onPremises),
    Body: { ErrorCode: error.status, ExceptionName: error.code, FaultMessage: error.message },
  };
  return {
    status: error.status,
    headers: { 'x-owa-error': error.code, 'x-owa-returncode': '1' },
    text: error.begun ?? JSON.stringify(body),
    revealed: [],
    changes: [],
  };
}

/** What whoever is not the page meets in place of an answer. */
function hindrance(context: ActionContext, call: ServiceCall): void {
  const { sources, throttling, sessionEndStatus } = context.behaviour;
  if (throttling === 'over-budget') throw new ServiceFailure('OverBudgetException', 'The budget is spent.');
  if (throttling === 'too-many-objects')
    throw new ServiceFailure('ErrorTooManyObjectsOpened', 'Too many objects are open.');
  if (sources === 'usual' || !asksContent(call)) return;
  if (sources === 'signed-out')
    throw new ServiceFailure('OwaSessionExpiredException', 'The session is over.', sessionEndStatus);
  if (sources === 'failing') throw new ServiceFailure('StorageTransientException', 'The store does not answer.');
  if (sources === 'refused') throw new ServiceFailure('OwaAccessDeniedException', 'Access is denied.', 403);
}

const GARBLED = ['GetConversationItems', 'GetItem'];

function garbled(context: ActionContext, call: ServiceCall, text: string): string {
  if (!context.byPage)
    return context.behaviour.sources === 'cut-off' && asksContent(call) ? text.slice(0, text.length / 2) : text;
  if (!GARBLED.includes(call.action)) return text;
  switch (context.behaviour.answers) {
    case 'cut-off':
      return text.slice(0, text.length / 2);
    case 'not-json':
      return '<!doctype html><p>Something went wrong.</p>';
    case 'wrong-types':
      return JSON.stringify({
        Header: 7,
        Body: { ResponseMessages: { Items: [null, 'x', { Items: { length: 9 }, Conversation: [] }] } },
      });
    default:
      return text;
  }
}

/** Answers a call whose credentials were found good. */
export async function answerService(
  context: ActionContext,
  call: ServiceCall,
  writes: Record<string, Action>,
): Promise<ServiceAnswer> {
  try {
    const odd = ODD[call.action]?.(call.payload);
    if (odd) return { status: 200, headers: {}, text: JSON.stringify(odd), revealed: [], changes: [] };
    const action = READS[call.action] ?? writes[call.action];
    if (!action) throw new ServiceFailure('OwaOperationNotSupportedException', 'There is no such action.');
    checkEnvelope(call);
    if (!context.byPage) hindrance(context, call);
    const { body, revealed = [], changes = [] } = await action(context, at(call.payload, 'Body'));
    const { paddingBytes } = context.behaviour;
    const padded =
      context.byPage && paddingBytes > 0 && call.action in READS ? { ...body, Padding: padding(paddingBytes) } : body;
    const text = JSON.stringify({ Header: headerOf(context.onPremises), Body: padded });
    return { status: 200, headers: {}, text: garbled(context, call, text), revealed, changes };
  } catch (error) {
    return failure(error, context.onPremises);
  }
}

/** The answer of a call that fails before it is looked at. */
export const answerFailure = failure;
