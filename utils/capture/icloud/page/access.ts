/** What the page's own addresses tell of how to ask. It is the person's, and stays in the page's world. */
export interface Access {
  /** Up to and with `/mailws2/v1/`. */
  mail?: string;
  /** Origin of the host with mail's settings. */
  settings?: string;
  /** Query parameters every call carries. */
  readonly parameters: Map<string, string>;
}

const PARAMETERS = ['clientBuildNumber', 'clientMasteringNumber', 'clientId', 'dsid'];

/** Calls of the page's own that show how to ask. */
const TELLING = /\/(?:mailws2\/v1|cc\/mail\/v1|setup\/ws)\//;

/** Takes from an address what it tells; false for one that tells nothing. */
export function learnFromAddress(access: Access, address: string): boolean {
  if (!TELLING.test(address) || !URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== 'https:' || !isAppleHost(url.hostname)) return false;
  const root = /^\/mailws2\/v1\//.exec(url.pathname)?.[0];
  if (root !== undefined) access.mail = `${url.origin}${root}`;
  const person = /^\/cc\/mail\/v1\/account\/([^/]+)\//.exec(url.pathname)?.[1];
  if (person !== undefined) {
    access.settings = url.origin;
    access.parameters.set('dsid', person);
  }
  for (const name of PARAMETERS) {
    const value = url.searchParams.get(name);
    if (value !== null && value !== '' && value.length <= 200) access.parameters.set(name, value);
  }
  return true;
}

/** Takes what the browser remembers of the page's requests, for pages whose calls were not seen. */
export function learnFromTimeline(access: Access, window: Window): void {
  for (const { name } of window.performance.getEntriesByType('resource')) learnFromAddress(access, name);
  const index = window.document.querySelector('[data-cw-private-build-number]');
  const given: [string, string | null | undefined][] = [
    ['clientBuildNumber', index?.getAttribute('data-cw-private-build-number')],
    ['clientMasteringNumber', index?.getAttribute('data-cw-private-mastering-number')],
  ];
  for (const [name, value] of given) if (value && !access.parameters.has(name)) access.parameters.set(name, value);
}

/** Takes the addresses of services from the answer of the sign-in check; what the page itself uses goes before. */
export function learnFromServices(access: Access, text: string): void {
  const answer = JSON.parse(text) as { dsInfo?: { dsid?: unknown }; webservices?: Record<string, { url?: unknown }> };
  const originOf = (name: string): string | undefined => {
    const url = answer.webservices?.[name]?.url;
    if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
    const { protocol, hostname, origin } = new URL(url);
    return protocol === 'https:' && isAppleHost(hostname) ? origin.replace(/:443$/, '') : undefined;
  };
  // The older mail service lies on the same shard, and its gateway is named after it.
  const gateway = originOf('mccgateway') ?? originOf('mail')?.replace('-mailws.', '-mccgateway.');
  if (gateway !== undefined) access.mail ??= `${gateway}/mailws2/v1/`;
  const settings = originOf('mcc') ?? gateway;
  if (settings !== undefined) access.settings ??= settings;
  const dsid = answer.dsInfo?.dsid;
  if ((typeof dsid === 'string' || typeof dsid === 'number') && !access.parameters.has('dsid'))
    access.parameters.set('dsid', String(dsid));
}

function isAppleHost(hostname: string): boolean {
  return /\.icloud\.com(?:\.cn)?$/.test(hostname);
}
