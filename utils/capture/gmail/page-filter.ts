import type { PageFilter } from '../page-tap/page-filter.ts';

const SYNC = /\/sync(?:\/u\/\d+)?(?:\/d\/[^/]+)?\/i\/(s|fd|bv)(?:[?#]|$)/;
const CLASSIC = /\/mail\/[^#]*[?&](?:view=cv|act=(?:sm|sd|cs))(?:[&#]|$)/;

/** First data below this depth, or behind more nodes, has never been seen. */
const MAX_DEPTH = 6;
const MAX_NODES = 5000;

/** Larger first data is handed over only where it is text inside text. */
const MAX_STRINGIFIED_NODES = 2000;

/** What the page-tap is to look for in Gmail: the sync layer, classic sends and conversations, and first data. */
export const gmailPageFilter: PageFilter = {
  tagOf(url) {
    const sync = SYNC.exec(url)?.[1];
    if (sync !== undefined) return `sync-${sync}`;
    return CLASSIC.test(url) ? 'classic' : undefined;
  },

  wantsText(tag, text) {
    return tag === 'classic' ? /\["(?:ms|cs|a)"|\['(?:ms|cs|a)'/.test(text.slice(0, 200_000)) : /msg-[af]:/.test(text);
  },

  dataFunction: { name: '_GM_setData', texts: embeddedTexts },

  readConstants(window) {
    const own = readGlobals(window);
    // A conversation in a window of its own has no constants; the window that opened it has.
    const found = own.address === undefined ? { ...readGlobals(openerOf(window)), ...own } : own;
    return found.address === undefined ? undefined : JSON.stringify(found);
  },
};

interface PageConstants {
  address?: string;
  /** Key of the mailbox in older addresses; changes with the sign-in. */
  ik?: string;
}

function readGlobals(window: Window | undefined): PageConstants {
  if (window === undefined) return {};
  try {
    const globals = window as unknown as Record<string, unknown>;
    const list = globals.GLOBALS;
    const constants: unknown[] = Array.isArray(list) ? list : [];
    const address = textOf(constants[10]) ?? textOf(atPath(globals.gbar, '_CONFIG', 0, 10, 5));
    const ik = textOf(constants[9]) ?? textOf(globals.GM_ID_KEY);
    return {
      ...(address?.includes('@') === true ? { address } : {}),
      ...(ik === undefined ? {} : { ik }),
    };
  } catch {
    // The other window belongs to somebody else.
    return {};
  }
}

function openerOf(window: Window): Window | undefined {
  return (window.opener as Window | null) ?? undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 400 ? value : undefined;
}

function atPath(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined),
    value,
  );
}

/** Texts with mail in them, and small structures whole (the accounts, and first data that is not text inside text). */
function embeddedTexts(data: unknown[]): string[] {
  const texts: string[] = [];
  for (const root of data) {
    if (typeof root !== 'object' || root === null) continue;
    for (const value of Object.values(root)) {
      const { found, nodes } = mailTextsIn(value);
      if (found.length > 0) texts.push(...found);
      else if (nodes <= MAX_STRINGIFIED_NODES) {
        const text = JSON.stringify(value);
        if (typeof text === 'string' && /msg-[af]:|"mla"/.test(text)) texts.push(text);
      }
    }
  }
  return texts;
}

function mailTextsIn(root: unknown): { found: string[]; nodes: number } {
  const found: string[] = [];
  const stack: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  let nodes = 0;
  for (let entry = stack.pop(); entry !== undefined && nodes < MAX_NODES; entry = stack.pop()) {
    nodes += 1;
    const { value, depth } = entry;
    if (typeof value === 'string') {
      if (/^\s*[[{]/.test(value) && /msg-[af]:|"mla"/.test(value)) found.push(value);
    } else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) {
      for (const inner of Object.values(value)) stack.push({ value: inner, depth: depth + 1 });
    }
  }
  return { found, nodes };
}
