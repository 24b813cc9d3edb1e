import type { SlicedWork } from '../sliced-work.ts';

const BYTES_PER_STEP = 256 * 1024;

/** UTF-8 to text, in interruptible steps: an answer may hold megabytes. */
export function* decodeText(bytes: Uint8Array): SlicedWork<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (let start = 0; start < bytes.length; start += BYTES_PER_STEP) {
    text += decoder.decode(bytes.subarray(start, start + BYTES_PER_STEP), { stream: true });
    yield;
  }
  return text + decoder.decode();
}
