const PREFIX = 'tandem:';

/**
 * Key of a log entry in the CRM: one for each message and company, 50 characters of the 100 that v4 keeps.
 *
 * It is made of nothing but the Message-ID (without its angle brackets) and the company, so the copies of two reps on
 * one thread, of two browsers or of a second installation meet in one key. A hash, because a Message-ID may hold names.
 *
 * @param accountId the company in the CRM, not a mailbox
 */
export async function extIdFor(messageId: string, accountId: number): Promise<string> {
  const bare = messageId.trim().replace(/^<|>$/g, '');
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${bare}\n${accountId}`));
  const base64 = btoa(String.fromCharCode(...new Uint8Array(hash)));
  return PREFIX + base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
