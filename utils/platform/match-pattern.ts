const PATTERN = /^(\*|[a-z][a-z-]*):\/\/([^/]*)(\/.*)$/;

/**
 * Whether a page is covered by a match pattern, as browsers read them: `*.` covers the host itself and all below it, a
 * port is of no account, and `*` in the path stands for anything. What is no pattern covers nothing.
 */
export function matchesPattern(pattern: string, url: string): boolean {
  const parts = PATTERN.exec(pattern);
  if (parts === null || !URL.canParse(url)) return false;
  const [, scheme = '', host = '', path = ''] = parts;
  const { protocol, hostname, pathname, search } = new URL(url);
  const isScheme = scheme === '*' ? /^https?:$/.test(protocol) : protocol === `${scheme}:`;
  return isScheme && matchesHost(host, hostname) && matchesPath(path, `${pathname}${search}`);
}

function matchesHost(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.startsWith('*.')) return pattern === host;
  return host === pattern.slice(2) || host.endsWith(pattern.slice(1));
}

function matchesPath(pattern: string, path: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  if (!path.startsWith(start)) return false;
  let at = start.length;
  for (const piece of rest.slice(0, -1)) {
    const found = path.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  const end = rest.at(-1);
  return end === undefined ? path === pattern : path.length - end.length >= at && path.endsWith(end);
}
