/** Answers and requests in a form that nobody outside of this page can read as mail. */
export function toUnknownForm(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let letters = '';
  for (let start = 0; start < bytes.length; start += 8192)
    letters += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return `~${btoa(letters)}`;
}

export function fromUnknownForm(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text.slice(1)), (letter) => letter.charCodeAt(0)));
}

/** The endpoints of the sync layer under names of the unknown release. */
export const UNKNOWN_ENDPOINTS = { s: 'c', fd: 'g', bv: 'q' } as const;
