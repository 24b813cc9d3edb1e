const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?';
const domain = new RegExp(`^(?:${LABEL}\\.)+${LABEL}$`, 'u');
const email = /^[^\s@<>"(),;]+@[^\s@<>"(),;]+$/u;

/** An http or https address with a host and no user name, query or fragment. */
export function isCrmUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return username === '' && password === '' && search === '' && hash === '';
}

/** Keys and mail would cross the network readable: plain http to another machine than this one. */
export function isInsecureUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'http:' && hostname !== 'localhost' && hostname !== '127.0.0.1' && hostname !== '[::1]';
}

export function isEmail(text: string): boolean {
  return text.length <= 320 && email.test(text);
}

export function isDomain(text: string): boolean {
  return text.length <= 255 && domain.test(text);
}

/** An address, a domain, or either with `*`. A lone `*`, or one that stands for a whole ending, would log nothing at all. */
export function isNeverLogPattern(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const host = text.slice(at + 1);
  const last = host.slice(host.lastIndexOf('.') + 1);
  if (at > 0 && !/^[^\s@<>"(),;]+$/u.test(local)) return false;
  return !last.includes('*') && isDomain(host.replaceAll('*', 'x'));
}

/** Whole megabytes, 0 to 64; null for anything else. */
export function parseMegabytes(text: string): number | null {
  const value = Number(text);
  return /^\d{1,2}$/.test(text) && value <= 64 ? value : null;
}
