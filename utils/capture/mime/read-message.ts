import { type Delivery, MAX_SOURCE_BYTES } from '../../model/delivery.ts';
import type { ReadContext, ReadResult } from './read-result.ts';
import { readRfc822 } from './read-rfc822.ts';
import { readStructured } from './read-structured.ts';

/**
 * Reads a fetched message into the terms of RFC 5322. Needs no DOM, and never throws: whatever the bytes are, the
 * answer is a message or a reason.
 *
 * @param parts Part 0 is the source (`rfc822`) or JSON (`structured`); files of a structured message follow.
 */
export async function readMessage(
  parts: readonly Uint8Array<ArrayBuffer>[],
  form: Delivery['form'],
  context: ReadContext,
): Promise<ReadResult> {
  const [source] = parts;
  if (!source || source.length === 0) return { ok: false, why: 'empty' };
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  if (size > MAX_SOURCE_BYTES) return { ok: false, why: 'too-large' };
  try {
    return await (form === 'rfc822' ? readRfc822(source, context) : readStructured(parts, context));
  } catch {
    // A fault of ours or of a library met input nobody thought of; the caller parks it with this reason.
    return { ok: false, why: 'malformed' };
  }
}
