/** SHA-256 of the parts, hex. A line feed between them cannot occur in any of them. */
export async function digest(...parts: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(parts.join('\n'));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Name of a message in one mailbox of one webmail; also the id of the order to read it. */
export function toSourceKey(source: { site: string; account: string; ref: string }): Promise<string> {
  return digest('source', source.site, source.account, source.ref);
}

/**
 * Name of a message wherever it is seen. Only the header counts, without blanks around it and with its angle brackets,
 * which not every source gives: two mailboxes, two browsers and two people on the same thread arrive at the same name.
 */
export function toMessageKey(messageId: string): Promise<string> {
  const bare = messageId.trim().replace(/^<|>$/g, '');
  return digest('message', `<${bare}>`);
}

/**
 * The e-mail's key in the CRM, 71 characters of the 100 v4 allows. It is made from the message's name and the company
 * alone, so that a colleague's copy of the same message meets ours.
 */
export async function toExtId(messageKey: string, accountId: number): Promise<string> {
  return `tandem-${await digest('email', messageKey, String(accountId))}`;
}

/** Messages of one conversation are logged in the order of their times. */
export function toConversationKey(source: {
  site: string;
  account: string;
  ref: string;
  threadRef?: string | undefined;
}): Promise<string> {
  return digest('conversation', source.site, source.account, source.threadRef ?? source.ref);
}
