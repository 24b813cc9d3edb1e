/** Name of the header by which the page marks its own requests. */
export const PAGE_HEADER = 'x-stand-in-page';

export interface Asker {
  /** The page asked as part of its own working. */
  byPage: boolean;
  /** A person made it ask, by its own controls. */
  byHand: boolean;
}

/**
 * Tells who asks. A page marks each request with the key of its load and a number, and a number counts once: whoever
 * repeats a request of the page, header and all, is not taken for the page.
 */
export interface Askers {
  addPage(key: string): void;
  take(request: Request): Asker;
  clear(): void;
}

export function createAskers(): Askers {
  const keys = new Set<string>();
  const spent = new Set<string>();
  return {
    addPage: (key) => void keys.add(key),
    take(request) {
      const [key = '', number = '', how = ''] = (request.headers.get(PAGE_HEADER) ?? '').split(' ');
      const once = `${key} ${number}`;
      const byPage = keys.has(key) && number !== '' && !spent.has(once);
      if (byPage) spent.add(once);
      return { byPage, byHand: byPage && how !== 'scripted' };
    },
    clear: () => keys.clear(),
  };
}

/**
 * Whether a page is opened, rather than a script asking. Browsers say so by themselves, in headers no script can set;
 * without them it is a test that asks by hand.
 */
export const opensPage = (request: Request): boolean =>
  ['document', null].includes(request.headers.get('sec-fetch-dest'));

/** Whether a person's click or key opened the page. */
export const clickedThere = (request: Request): boolean =>
  opensPage(request) && ['?1', null].includes(request.headers.get('sec-fetch-user'));
