import type { RunningServer } from '../../../server/start-server.ts';

/** What a browser keeps of an answer's cookies, laid over what it had. */
function keepCookies(jar: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    if (value === '' || attributes.includes('Max-Age=0')) jar.delete(name);
    else jar.set(name, value);
  }
}

export interface BrowserClient {
  cookies: Map<string, string>;
  get(path: string): Promise<Response>;
  text(path: string): Promise<string>;
  /** Sends a form as a page of the server would; `headers` replace those of the browser. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** The token of the forms of a page. */
  formToken(path: string): Promise<string>;
}

/** A browser without scripts: it keeps cookies and says where its forms come from. */
export function openBrowserClient(server: Pick<RunningServer, 'url'>): BrowserClient {
  const cookies = new Map<string, string>();
  async function send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const url = path.startsWith('http') ? path : server.url + path;
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
    keepCookies(cookies, response);
    return response;
  }
  const client: BrowserClient = {
    cookies,
    get: (path) => send(path, {}),
    text: async (path) => (await client.get(path)).text(),
    post: (path, fields, headers = { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' }) =>
      send(path, { method: 'POST', headers, body: new URLSearchParams(fields) }),
    formToken: async (path) => /name="formToken" value="([^"]+)"/.exec(await client.text(path))?.[1] ?? '',
  };
  return client;
}

/** The same, signed in as a user by a link. */
export async function signInBrowser(server: RunningServer, userId?: number): Promise<BrowserClient> {
  const client = openBrowserClient(server);
  await client.get(server.createSignInLink(userId === undefined ? {} : { userId }));
  return client;
}
