import { parseMessageId } from '../message-ref.ts';
import { parseHeaderBlock } from '../readers/header-block.ts';

/** Headers are far shorter. */
const HEAD_BYTES = 256 * 1024;

const USUAL = ['received', 'from', 'date', 'subject', 'to', 'mime-version', 'message-id', 'return-path'];

/** What the first bytes of a source say it is: no message, another one than asked for, or the one. */
export function checkSource(bytes: Uint8Array, ref: string): 'no-message' | 'another' | 'meant' {
  const headers = parseHeaderBlock(new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)));
  if (!USUAL.some((name) => headers.has(name))) return 'no-message';
  const messageId = parseMessageId(headers.get('message-id')?.[0]);
  // A uid is given anew when a message is moved, so what lies there may be somebody else's by now.
  return ref.startsWith('<') && messageId !== undefined && messageId !== ref ? 'another' : 'meant';
}
