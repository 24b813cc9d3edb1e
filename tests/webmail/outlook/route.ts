/** Where a request goes, read from its path alone. `slot` is an account's number or a mailbox's address. */
export type Route =
  | { to: 'page' | 'deep-link'; slot: string | undefined }
  | { to: 'service' | 'startup' | 'file' | 'upload'; slot: string | undefined }
  | { to: 'gateway' }
  | { to: 'token' }
  | { to: 'graphql' }
  | { to: 'nowhere' };

const SERVICE = /^\/owa(?:\/([^/]+))?\/service\.svc(\/s\/GetFileAttachment|\/CreateAttachmentFromLocalFile)?$/;
const STARTUP = /^\/owa(?:\/([^/]+))?\/(?:startupdata|sessiondata)\.ashx$/;
const SLOT = /^(?:\d+|[^/]*@[^/]*)$/;

/** Lines of the stand-in's own. */
const GATEWAY = '/og3/rpc';
const TOKEN = '/_/stand-in-token';

export function routeOf(url: URL, onPremises: boolean): Route {
  const path = decodeURIComponent(url.pathname);
  if (path === GATEWAY) return { to: 'gateway' };
  if (path === '/outlookgatewayb2/graphql') return { to: 'graphql' };
  if (path === TOKEN) return { to: 'token' };
  const service = SERVICE.exec(path);
  if (service) {
    const to = service[2] === undefined ? 'service' : service[2].startsWith('/s/') ? 'file' : 'upload';
    // Somebody's published calendar lives beside the mailboxes.
    return service[1] === 'published' ? { to: 'nowhere' } : { to, slot: service[1] };
  }
  const startup = STARTUP.exec(path);
  if (startup) return { to: 'startup', slot: startup[1] };
  const [, base, first, ...rest] = path.split('/');
  if (base === 'owa' && url.searchParams.has('itemid')) return { to: 'deep-link', slot: undefined };
  if (base !== (onPremises ? 'owa' : 'mail')) return { to: 'nowhere' };
  if (first === 'deeplink' && rest[0] === 'read') return { to: 'deep-link', slot: undefined };
  return { to: 'page', slot: first !== undefined && SLOT.test(first) ? first : undefined };
}
