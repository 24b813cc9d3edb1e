import { file, json, plain } from '../gmail/respond.ts';
import { answerFlag, answerMove, answerUpload, type Drafts } from './changing.ts';
import { preferenceAnswer, validateAnswer } from './identity.ts';
import { answerOlderClient } from './older-client.ts';
import type { IcloudBehaviour } from './options.ts';
import { answerDownload, answerMessage, answerPart, answerQuery, answerSearch, answerThread } from './reading.ts';
import { fieldsOf, refusal, type ServiceAnswer, type ServiceContext, textOf } from './service.ts';

/** A request to any of the services, by whatever host. */
export interface Asked {
  origin: string;
  path: string;
  method: string;
  query: URLSearchParams;
  bytes: Uint8Array;
}

export function sessionOver(behaviour: Pick<IcloudBehaviour, 'sessionOverStatus'>): Response {
  const answer = json({ success: false, errorCode: 'AUTHENTICATION_FAILED', errorDescription: 'Sign in again.' });
  return new Response(answer.body, { status: behaviour.sessionOverStatus, headers: answer.headers });
}

const notFound = (): ServiceAnswer => ({ response: plain('Not found', 404), kind: 'refused' });

/** Half of an answer that promised more, after which the connection ends. */
async function cutOff(answer: ServiceAnswer): Promise<ServiceAnswer> {
  const bytes = new Uint8Array(await answer.response.arrayBuffer());
  const headers = new Headers(answer.response.headers);
  headers.set('content-length', String(bytes.length));
  headers.set('connection', 'close');
  return { ...answer, response: new Response(bytes.slice(0, bytes.length / 2), { headers }) };
}

const isSource = ({ path, method }: Asked): boolean =>
  /\/message\/(get|download)$/.test(path) || (method === 'GET' && path.endsWith('/message/part'));

async function answerMailws2(
  context: ServiceContext,
  drafts: Drafts,
  dsid: string,
  asked: Asked,
): Promise<ServiceAnswer> {
  const { behaviour } = context;
  const { query, bytes } = asked;
  if (query.get('dsid') !== dsid) return refusal(behaviour, 400, 'BAD_REQUEST', 'The request names no account.');
  const isFile = asked.method === 'GET';
  if (!isFile && behaviour.builds === 'current-only' && query.get('clientBuildNumber') !== behaviour.build)
    return refusal(behaviour, 400, 'CLIENT_OUTDATED', 'There is a newer release of the client.');
  const path = asked.path.slice('/mailws2/v1/'.length);
  if (isFile && path === 'message/download') return answerDownload(context, query);
  if (isFile && path === 'message/part') return answerPart(context, query);
  if (isFile) return notFound();
  if (path === 'message/part') return answerUpload(context, query, bytes);
  const fields = fieldsOf(bytes);
  if (path === 'thread/search') return answerSearch(context, fields);
  if (path === 'thread/get') return answerThread(context, fields);
  if (path === 'thread/flag') return answerFlag(context, fields);
  if (path === 'thread/move') return answerMove(context, fields);
  if (path === 'message/get') return answerMessage(context, fields);
  if (path === 'message/savedraft') return drafts.save(context, fields);
  if (path === 'draft/send') return drafts.send(context, fields);
  if (path === 'geqs/query') return answerQuery(context, query, fields);
  return notFound();
}

/** Takes the cloth off a request of unknown form, answers what is under it, and covers the answer in the same way. */
async function answerVeiled(
  context: ServiceContext,
  drafts: Drafts,
  dsid: string,
  asked: Asked,
): Promise<ServiceAnswer> {
  const fields = fieldsOf(Buffer.from(new TextDecoder().decode(asked.bytes), 'base64'));
  const url = new URL(textOf(fields.u));
  const inner = await answerService(context, drafts, dsid, {
    origin: url.origin,
    path: url.pathname,
    method: textOf(fields.m),
    query: url.searchParams,
    bytes: Buffer.from(textOf(fields.b), 'base64'),
  });
  const body = Buffer.from(await inner.response.arrayBuffer()).toString('base64');
  const covered = Buffer.from(JSON.stringify({ s: inner.response.status, b: body })).toString('base64');
  return { ...inner, response: file(Buffer.from(covered), 'application/octet-stream', 'x') };
}

/** Answers a request of a live session to any of the services. */
export async function answerService(
  context: ServiceContext,
  drafts: Drafts,
  dsid: string,
  asked: Asked,
): Promise<ServiceAnswer> {
  const { behaviour, origins, box } = context;
  const { owner } = box;
  const is = (origin: string, path: RegExp): boolean => asked.origin === origin && path.test(asked.path);
  if (is(origins.setup, /^\/setup\/ws\/1\/validate$/))
    return { response: json(validateAnswer(owner, dsid, behaviour.ownDomains, origins)), kind: 'validate' };
  if (is(origins.mcc, new RegExp(`^/cc/mail/v1/account/${dsid}/preference/web/all$`)))
    return { response: json(preferenceAnswer(owner, behaviour.ownDomains)), kind: 'preferences' };
  if (is(origins.mail, /^\/wm\//)) return answerOlderClient(context, drafts, asked.path, asked.bytes);
  if (is(origins.gateway, /^\/x3$/)) return answerVeiled(context, drafts, dsid, asked);
  if (!is(origins.gateway, /^\/mailws2\/v1\//)) return notFound();
  const { sources } = behaviour;
  if (context.byPage || sources === 'usual' || !isSource(asked)) return answerMailws2(context, drafts, dsid, asked);
  if (sources === 'refused') return refusal(behaviour, 404, 'NOT_ALLOWED', 'The source is not to be had.');
  if (sources === 'failing') return { response: plain('Internal error', 500), kind: 'refused' };
  if (sources === 'signed-out') return { response: sessionOver(behaviour), kind: 'session-over' };
  return cutOff(await answerMailws2(context, drafts, dsid, asked));
}
