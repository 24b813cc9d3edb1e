/** Headers beyond this are not looked through. */
const MAX_HEADER_BYTES = 256 * 1024;

/** Whether the header of a message names it. The server fills that in a little late on what was just sent. */
export function hasMessageId(source: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(source.subarray(0, MAX_HEADER_BYTES));
  const [header] = start.split(/\r?\n\r?\n/, 1);
  return /^message-id:[ \t]*(?:\r?\n[ \t]+)?<?\S/im.test(header ?? '');
}
