/** What JSON.parse gives: a server that is being tried may answer anything. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  /** Undefined when the answer is not JSON. */
  body: Json;
  text: string;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** The session key to send; none at all when null. That of the key pair unless told. */
  session?: string | null;
}

/** A server under test, asked at a pace it allows. */
export interface V4 {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  login(publicKey: string, privateKey: string): Promise<Answer>;
  /** The login with the key pair under test, once. */
  signIn(): Promise<Answer>;
  /** Up to 50 records, asked for once; undefined where the server does not offer the resource or has no answer. */
  sample(resource: string): Promise<Json[] | undefined>;
  /** `/{resource}/schema`, asked for once. */
  schema(resource: string): Promise<Json>;
  /** Runs once, the first time; the same for everybody who asks later. */
  once<T>(name: string, make: () => Promise<T>): Promise<T>;
  /** To be done when all is over, the last first. */
  later(name: string, undo: () => Promise<Answer>): void;
  /** Names of what was made and could not be removed. */
  leftBehind: string[];
  /** Undoes what it made. */
  cleanUp(): Promise<void>;
}

export interface V4Options {
  /** Address of the server; `/api/v4` is added where it does not end so. */
  url: string;
  publicKey: string;
  privateKey: string;
  /** Requests a second. */
  rate: number;
}

const TIMEOUT_MS = 30_000;
const MAX_TRIES = 4;
const MAX_WAIT_MS = 15_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function createV4Client({ url, publicKey, privateKey, rate }: V4Options): V4 {
  const base = `${url.replace(/\/+$/, '').replace(/\/api\/v4$/, '')}/api/v4`;
  const memory = new Map<string, Promise<unknown>>();
  const undoing: { name: string; undo: () => Promise<Answer> }[] = [];
  const leftBehind: string[] = [];
  let nextAt = 0;

  async function turn(): Promise<void> {
    const at = Math.max(performance.now(), nextAt);
    nextAt = at + 1_000 / rate;
    await sleep(Math.max(0, at - performance.now()));
  }

  async function send(address: string, init: RequestInit): Promise<Answer> {
    for (let tried = 1; ; tried += 1) {
      await turn();
      const response = await fetch(address, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
      const text = await response.text();
      const { status, headers } = response;
      if (![429, 503].includes(status) || tried === MAX_TRIES) return { status, headers, body: parse(text), text };
      await sleep(Math.min(Number(headers.get('retry-after') ?? tried) * 1_000 || 1_000, MAX_WAIT_MS));
    }
  }

  const once: V4['once'] = (name, make) => {
    const known = memory.get(name) ?? make();
    memory.set(name, known);
    return known as ReturnType<typeof make>;
  };

  const login: V4['login'] = (username, password) =>
    send(`${base}/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: '*/*' },
      body: JSON.stringify({ username, password }),
    });

  const signIn = () => once('sign in', () => login(publicKey, privateKey));

  async function token(): Promise<string> {
    const { status, body } = await signIn();
    if (typeof body?.token !== 'string') throw new Error(`there is no session: login was answered ${status}`);
    return body.token;
  }

  const call: V4['call'] = async (method, path, { body, headers = {}, session } = {}) => {
    const key = session === undefined ? await token() : session;
    return send(base + path, {
      method,
      headers: {
        Accept: '*/*',
        ...(key === null ? {} : { 'X-Session-Key': key }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  const get: V4['get'] = (path, headers = {}) => call('GET', path, { headers });

  return {
    call,
    get,
    login,
    signIn,
    sample: (resource) =>
      once(`sample ${resource}`, async () => {
        const { status, body } = await get(`/${resource}`, { Count: '50' });
        return status === 200 && Array.isArray(body) ? body : undefined;
      }),
    schema: (resource) => once(`schema ${resource}`, async () => (await get(`/${resource}/schema`)).body?.properties),
    once,
    later: (name, undo) => undoing.push({ name, undo }),
    leftBehind,
    async cleanUp() {
      for (const { name, undo } of undoing.splice(0).reverse()) {
        const status = await undo().then(
          (answer) => answer.status,
          () => 0,
        );
        if (status !== 200) leftBehind.push(name);
      }
    },
  };
}
