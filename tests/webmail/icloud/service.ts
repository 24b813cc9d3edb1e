import type { OutgoingFile } from '../gmail/compose-mail.ts';
import { json } from '../gmail/respond.ts';
import type { Mailbox, StoredMessage } from './mailbox.ts';
import type { IcloudBehaviour, Origins } from './options.ts';
import type { Records } from './records.ts';

/** A file that was handed in for a message to come. */
export interface Upload extends OutgoingFile {
  mailDropUntilMs?: number;
}

/** What the services of one account work on. */
export interface ServiceContext {
  box: Mailbox;
  behaviour: IcloudBehaviour;
  records: Records;
  origins: Origins;
  uploads: Map<string, Upload>;
  now(): number;
  token(length: number): string;
  /** Brings a message to the mailboxes of this server it is addressed to. */
  deliver(address: string, raw: Uint8Array): void;
  /** False for somebody else than the page. */
  byPage: boolean;
}

export interface ServiceAnswer {
  response: Response;
  kind: string;
  /** Messages whose content went out. */
  revealed?: StoredMessage[];
  /** Changes the request made, in words. */
  changes?: string[];
}

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON object of a request, whatever its content type says; empty where there is none. */
export function fieldsOf(bytes: Uint8Array): Fields {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** The messages of an account as others see them: one just sent is not there at once. */
export function shownMessages(context: ServiceContext): StoredMessage[] {
  const { sentLagMs } = context.behaviour;
  return context.box.messages().filter((one) => one.sentMs === undefined || context.now() - one.sentMs >= sentLagMs);
}

/** Refusals are told in a 200, or by the status. */
export function refusal(
  behaviour: Pick<IcloudBehaviour, 'refusals'>,
  status: number,
  errorCode: string,
  errorDescription: string,
): ServiceAnswer {
  const answer = json({
    success: false,
    errorCode,
    errorDescription,
    serviceErrors: [{ code: errorCode, message: errorDescription, title: 'Error' }],
  });
  const shown = behaviour.refusals === 'in-200' ? 200 : status;
  return { response: new Response(answer.body, { status: shown, headers: answer.headers }), kind: 'refused' };
}
