import type { ItemContext } from './item-json.ts';
import type { StoredItem } from './mailbox.ts';
import type { PostOffice } from './post-office.ts';

/** A call of the service, with what it may need. */
export interface ActionContext extends ItemContext {
  byPage: boolean;
  post: PostOffice;
  /** Bytes that came as the body of the request, beside a payload in the header. */
  upload: Uint8Array | undefined;
}

export interface ActionAnswer {
  /** Becomes `Body` of the answer. */
  body: Record<string, unknown>;
  /** Items whose content went out. */
  revealed?: StoredItem[];
  /** Changes of the mailbox, in words. */
  changes?: string[];
}

export type Action = (context: ActionContext, body: unknown) => ActionAnswer | Promise<ActionAnswer>;

type Json = Record<string, unknown>;

export const success = (type: string, members: Json): Json => ({
  __type: `${type}:#Exchange`,
  ...members,
  ResponseCode: 'NoError',
  ResponseClass: 'Success',
});

export const failed = (type: string, code: string, text: string): Json => ({
  __type: `${type}:#Exchange`,
  MessageText: text,
  ResponseCode: code,
  ResponseClass: 'Error',
});

/** An answer of one entry per thing asked for. The body has a type mark in the cloud only. */
export const messages = (context: ItemContext, action: string, items: Json[]): Json => ({
  ...(context.onPremises ? {} : { __type: `${action}Response:#Exchange` }),
  ResponseMessages: { Items: items },
});

export const direct = (context: ItemContext, action: string, members: Json): Json => ({
  ...(context.onPremises ? {} : { __type: `${action}Response:#Exchange` }),
  ...members,
  ResponseCode: 'NoError',
  ResponseClass: 'Success',
});

/** `Header` of every answer. */
export const headerOf = (onPremises: boolean): Json => ({
  ServerVersionInfo: onPremises
    ? { MajorVersion: 15, MinorVersion: 1, MajorBuildNumber: 2507, MinorBuildNumber: 6, Version: 'V2017_07_11' }
    : { MajorVersion: 15, MinorVersion: 21, MajorBuildNumber: 512, MinorBuildNumber: 9, Version: 'V2018_01_08' },
});
