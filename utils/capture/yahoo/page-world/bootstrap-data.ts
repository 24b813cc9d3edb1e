interface Names {
  id?: string;
  email?: string;
  isSelected?: boolean;
  isPrimary?: boolean;
}

interface Bootstrap {
  selected?: Names;
  mailboxes?: Names[];
}

const MAX_DEPTH = 4;
const MAX_NODES = 3000;

/**
 * Mailbox and addresses of `window.AppBootstrapData`, as JSON text. The `wssid` beside them stays where it is.
 *
 * @returns undefined while nothing of it is there
 */
export function readBootstrapData(window: Window): string | undefined {
  const data: unknown = Reflect.get(window, 'AppBootstrapData');
  const found: Bootstrap = {};
  const stack = [{ value: data, depth: 0 }];
  for (let nodes = 0, entry = stack.pop(); entry !== undefined && nodes < MAX_NODES; nodes += 1, entry = stack.pop()) {
    const { value, depth } = entry;
    if (typeof value !== 'object' || value === null) continue;
    const { selectedMailbox, mailboxes } = value as Record<string, unknown>;
    if (typeof selectedMailbox === 'object') found.selected ??= namesOf(selectedMailbox);
    if (Array.isArray(mailboxes)) found.mailboxes ??= mailboxes.slice(0, 50).map(namesOf);
    if (found.selected !== undefined) break;
    if (depth < MAX_DEPTH) for (const inner of Object.values(value)) stack.push({ value: inner, depth: depth + 1 });
  }
  return found.selected === undefined && found.mailboxes === undefined ? undefined : JSON.stringify(found);
}

function namesOf(mailbox: unknown): Names {
  const { id, email, isSelected, isPrimary } = (mailbox ?? {}) as Record<string, unknown>;
  return {
    ...(typeof id === 'string' && id.length <= 300 ? { id } : {}),
    ...(typeof email === 'string' && email.length <= 320 ? { email } : {}),
    ...(isSelected === true ? { isSelected } : {}),
    ...(isPrimary === true ? { isPrimary } : {}),
  };
}
