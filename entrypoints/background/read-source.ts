import { readMessage } from '../../utils/capture/mime/read-message.ts';
import type { ReadMessage } from '../../utils/sync/intake-parts.ts';
import { UnreadableError } from '../../utils/sync/push-entry.ts';

/** Reads a delivered source; what the site said stands in for missing headers. */
export const readSource: ReadMessage = async ({ form, rung, parts, site, account, ref, sentAt }) => {
  const context = { siteId: `${site} ${account} ${ref}`, siteTime: sentAt ?? Date.now() };
  const result = await readMessage(parts, form, context);
  if (!result.ok) throw new UnreadableError(result.why);
  const { message, bytes } = result.whole;
  // The page of the original shortens files, and nothing in it says so.
  return { message, bytes: rung === 'original' ? bytes.map(() => null) : bytes };
};
