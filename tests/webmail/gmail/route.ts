import { UNKNOWN_ENDPOINTS } from './page/unknown-form.ts';

/** Where a request goes, read from its address alone. */
export type Route =
  | {
      to: 'page' | 'old-style' | 'atom' | 'sync';
      accountIndex: number;
      delegated?: string;
      endpoint?: 's' | 'fd' | 'bv';
      /** Asked in the form of the unknown release. */
      unknown?: true;
    }
  | { to: 'page-file'; name: string }
  | { to: 'nowhere' };

const SYNC = /^\/sync(?:\/u\/(\d+))?(?:\/d\/([^/]+))?\/i\/(s|fd|bv)$/;
const UNKNOWN = /^\/next(\/sync.*)\/(\w)$/;
const MAIL = /^\/mail(?:\/b\/([^/]+))?(?:\/u\/(\d+))?(?:\/d\/([^/]+))?(\/feed\/atom(?:\/[^/]*)?)?\/?$/;
const FILE = /^\/_\/stand-in\/([^/]+)$/;

function isEndpoint(text: string | undefined): text is 's' | 'fd' | 'bv' {
  return text === 's' || text === 'fd' || text === 'bv';
}

export function routeOf(url: URL): Route {
  const file = FILE.exec(url.pathname);
  if (file) return { to: 'page-file', name: file[1] ?? '' };
  const unknown = UNKNOWN.exec(url.pathname);
  const [known] = Object.entries(UNKNOWN_ENDPOINTS).find(([, name]) => name === unknown?.[2]) ?? [];
  const sync = SYNC.exec(unknown ? `${unknown[1]}/i/${known}` : url.pathname);
  if (sync && isEndpoint(sync[3])) {
    return {
      to: 'sync',
      accountIndex: Number(sync[1] ?? 0),
      ...(sync[2] ? { delegated: sync[2] } : {}),
      endpoint: sync[3],
      ...(unknown ? { unknown: true as const } : {}),
    };
  }
  const mail = MAIL.exec(url.pathname);
  if (!mail) return { to: 'nowhere' };
  const delegated = mail[1] ?? mail[3];
  const accountIndex = Number(mail[2] ?? 0);
  const view = url.searchParams.get('view');
  const to = mail[4] ? 'atom' : view && view !== 'btop' ? 'old-style' : 'page';
  return { to, accountIndex, ...(delegated ? { delegated } : {}) };
}
