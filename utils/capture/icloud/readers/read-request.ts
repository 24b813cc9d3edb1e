import type { Address } from '../../../model/address.ts';
import type { Tree } from '../../literals/parse-literal.ts';
import { parseFolder } from '../folders.ts';
import { parseGuid } from '../message-ref.ts';
import type { Uid } from '../page/question.ts';
import { peopleOf } from './addresses.ts';
import { fieldOf, listOf, textOf, uidOf } from './fields.ts';

/** What a request of the page says about where it looks. */
export interface RequestFacts {
  folder: string | undefined;
  threadId: string | undefined;
  uid: Uid | undefined;
}

export function readRequestFacts(body: Tree | undefined): RequestFacts {
  return {
    folder: parseFolder(fieldOf(fieldOf(body, 'sessionHeaders'), 'folder')),
    threadId: textOf(body, 'threadId'),
    uid: uidOf(body, 'uid'),
  };
}

/** A message as it was typed, as far as it tells who it is for. */
export interface Draft {
  from: Address | undefined;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  /** Compared in memory, never told. */
  subject: string;
}

/** Reads a `message/savedraft` request. */
export function readDraft(body: Tree | undefined): Draft {
  const people = (name: string) => peopleOf(body, name)?.people ?? [];
  return {
    from: people('from')[0],
    to: people('to'),
    cc: people('cc'),
    bcc: people('bcc'),
    subject: textOf(body, 'subject') ?? '',
  };
}

/** The uid a `message/savedraft` answer gives, by itself or in a name. */
export function readDraftUid(answer: Tree | undefined): Uid | undefined {
  return uidOf(answer, 'uid') ?? parseGuid(textOf(answer, 'guid') ?? textOf(answer, 'messageGuid'))?.uid;
}

/** The draft a `draft/send` request sends. */
export function readSentUid(body: Tree | undefined): Uid | undefined {
  return parseGuid(textOf(body, 'messageGuid'))?.uid;
}

/** A `thread/move` request. */
export interface Move {
  from: string | undefined;
  threadIds: string[];
}

export function readMove(body: Tree | undefined): Move {
  const threadIds = listOf(body, 'threadIds').map(String);
  return { from: readRequestFacts(body).folder, threadIds };
}
