/** Where Exchange puts its web client unless an administrator has chosen another virtual directory. */
const DEFAULT_PATH = '/owa/';

/** One that is longer is no address of a server but something pasted by mistake. */
export const MAX_EXCHANGE_HOST = 300;

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
/** No `*`, which a URL lets pass and a match pattern would take for every host. */
const HOST = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);
/** Virtual directories: a name without a dot, at most three deep. A page below them is not a place of its own. */
const DIRECTORY = /^(?:\/[A-Za-z0-9_~-]+){1,3}\/?$/;

/** Why a text is no address of an Exchange server. */
export type ExchangeHostProblem = 'not-an-address' | 'not-https' | 'too-much';

export type ParsedExchangeHost = { ok: true; address: string } | { ok: false; why: ExchangeHostProblem };

/**
 * Reads the address of Outlook on the web on a server of a company's own: an https origin, with or without a port, and
 * with the virtual directory where it is not `/owa/`. The answer always ends in the directory: `https://mail.example.com`
 * gives `https://mail.example.com/owa/`.
 */
export function parseExchangeHost(text: string): ParsedExchangeHost {
  const trimmed = text.trim();
  if (trimmed.length > MAX_EXCHANGE_HOST || !URL.canParse(trimmed)) return { ok: false, why: 'not-an-address' };
  const { protocol, origin, hostname, username, password, pathname, search, hash } = new URL(trimmed);
  if (protocol !== 'https:') return { ok: false, why: protocol === 'http:' ? 'not-https' : 'not-an-address' };
  if (!HOST.test(hostname)) return { ok: false, why: 'not-an-address' };
  const isPlain = [username, password, search, hash].every((part) => part === '');
  if (!isPlain || !(pathname === '/' || DIRECTORY.test(pathname))) return { ok: false, why: 'too-much' };
  return { ok: true, address: `${origin}${pathname === '/' ? DEFAULT_PATH : pathname.replace(/\/?$/, '/')}` };
}

/**
 * Match patterns for the pages of such an address. They carry no port, so a page on another port of the host matches
 * too; {@link isPageOfExchange} tells them apart. Windows does not tell upper from lower case in paths, browsers do.
 */
export function toExchangePatterns(address: string): string[] {
  const { hostname, pathname } = new URL(address);
  const spellings = new Set([pathname, pathname.toLowerCase(), pathname.toUpperCase()]);
  return [...spellings].map((path) => `https://${hostname}${path}*`);
}

/** Whether a page belongs to such an address, port and all. */
export function isPageOfExchange(address: string, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const [wanted, page] = [new URL(address), new URL(url)];
  return page.origin === wanted.origin && page.pathname.toLowerCase().startsWith(wanted.pathname.toLowerCase());
}
