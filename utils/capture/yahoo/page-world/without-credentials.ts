/** `"wssid":"…"`, `"mailWssid":"…"`, also inside a text that is itself JSON, and with `\u002F` in the value. */
const secretField = /(\\*"[A-Za-z]*(?:wssid|crumb)\\*"\s*:\s*\\*")(?:[^"\\]+|\\+(?=[u/]))*/gi;
const tokenField = /("[A-Za-z]*(?:token|cookies?)"\s*:\s*")(?:[^"\\]+|\\+(?=[u/]))*/gi;
const secretParameter = /\b(wssid|crumb)=[^&"'\\\s<>]*/gi;
/** The signed address of a file. Other tokens stand in links that people have written. */
const fileToken = /(\/ws\/download\/[^"\s<>]{0,2000}?\btoken=)[^&"'\\\s<>]*/gi;

/**
 * A text of the mail API without what would let its reader act for the rep: `wssid`, crumbs and tokens become empty.
 * Most texts hold none, and finding that out takes a millisecond for five megabytes.
 */
export function withoutCredentials(text: string): string {
  let clean = text;
  if (/ssid|crumb/i.test(clean)) clean = clean.replace(secretField, '$1').replace(secretParameter, '$1=');
  if (/token|cookie/i.test(clean)) clean = clean.replace(tokenField, '$1').replace(fileToken, '$1');
  return clean;
}
