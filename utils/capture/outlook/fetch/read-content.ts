import { parseLiteral, type Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import { type Fields, fieldsAt, listAt, textAt } from '../readers/tree.ts';
import { decodeBase64 } from './base64-bytes.ts';
import { splitLongStrings } from './split-long-strings.ts';

/** One result of an own read that brings content. */
export type ContentReading =
  | { kind: 'content'; bytes: Uint8Array<ArrayBuffer>; fields: Fields }
  /** Answered, and without content. */
  | { kind: 'empty'; fields: Fields | undefined; root: Tree }
  | { kind: 'error'; code: string }
  /** Not JSON, or JSON that breaks off. */
  | { kind: 'unreadable' };

/** Strings of JSON that is small by now. */
const encoder = new TextEncoder();

/** The source of a message, from an answer to `GetItem`. */
export function readMime(json: Uint8Array): SlicedWork<ContentReading> {
  return readContent(json, 'Items', (item) => textAt(item, 'MimeContent', 'Value'));
}

/** The bytes of a file, from an answer to `GetAttachment`. */
export function readFile(json: Uint8Array): SlicedWork<ContentReading> {
  return readContent(json, 'Attachments', (attachment) => textAt(attachment, 'Content'));
}

function* readContent(
  json: Uint8Array,
  listName: string,
  contentOf: (fields: Fields) => string | undefined,
): SlicedWork<ContentReading> {
  const { bones, longStrings } = yield* splitLongStrings(json);
  const root = yield* parseLiteral(bones);
  if (root === undefined) return { kind: 'unreadable' };
  const [message] = listAt(root, 'Body', 'ResponseMessages', 'Items');
  if (message === undefined) return { kind: 'error', code: textAt(root, 'Body', 'ResponseCode') ?? faultOf(root) };
  if (textAt(message, 'ResponseClass') !== 'Success') {
    return { kind: 'error', code: textAt(message, 'ResponseCode') ?? '' };
  }
  const fields = fieldsAt(listAt(message, listName)[0]);
  const content = fields === undefined ? undefined : contentOf(fields);
  if (fields === undefined || content === undefined) return { kind: 'empty', fields, root };
  const place = /^#(\d+)$/.exec(content)?.[1];
  const text = place === undefined ? encoder.encode(content) : longStrings[Number(place)];
  return text === undefined ? { kind: 'unreadable' } : { kind: 'content', bytes: yield* decodeBase64(text), fields };
}

/** Some errors come as an object of their own in place of a result. */
function faultOf(root: Tree): string {
  return textAt(root, 'Body', 'ExceptionName') ?? textAt(root, 'ExceptionName') ?? '';
}
