/** Text of the wire as the store keeps it: no null characters, no halves of surrogate pairs. */
export const cleanText = (text: string): string => text.replaceAll('\0', '').toWellFormed();
