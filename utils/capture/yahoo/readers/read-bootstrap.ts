import { parseGuardedLiterals, type Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import type { MailReading } from './mail-record.ts';
import { readMail } from './read-mail.ts';

/** What the inline data of the page is known by. */
export const BOOTSTRAP_MARK = '"selectedMailbox"';

/** What is read of it. Everything else in there, credentials among it, is passed over unread. */
const KEYS = ['selectedMailbox', 'mailboxes', 'accounts', 'folders', 'messages'];

/** A key that comes more often stands in people's words. */
const MAX_PLACES = 20;

/**
 * Reads the mailbox and the first list out of the JSON that comes with the page in an inline script. The values are taken
 * from behind their keys, so it does not matter what the script does with them.
 */
export function* readBootstrap(text: string, maxStringChars: number): SlicedWork<MailReading> {
  const tree: { [key: string]: Tree } = Object.create(null);
  for (const key of KEYS) {
    const mark = `"${key}":`;
    const values: Tree[] = [];
    let place = text.indexOf(mark);
    for (let n = 0; place !== -1 && n < MAX_PLACES; n += 1) {
      const start = place + mark.length;
      if (/^\s*[[{]/.test(text.slice(start, start + 20))) {
        const [value] = yield* parseGuardedLiterals(text.slice(start), { maxStringChars });
        if (value !== undefined) values.push(value);
      }
      place = text.indexOf(mark, start);
    }
    if (values.length > 0) tree[key] = values;
  }
  return yield* readMail(tree);
}
