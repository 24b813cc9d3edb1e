import type { PageConfig } from './config.ts';
import { isScripted } from './dom.ts';
import { fromUnknownForm, toUnknownForm, UNKNOWN_ENDPOINTS } from './unknown-form.ts';
import { fromWire, toWire } from './wire.ts';

export interface Sync {
  /** Asks the sync layer; the answer comes as plain arrays whatever its form. `scripted` overrides whose doing it was. */
  ask(endpoint: 's' | 'fd' | 'bv', body: unknown, scripted?: boolean): Promise<unknown>;
  upload(file: File): Promise<{ realattid: string; size: number }>;
}

/** The session ended: the answer was a page, not data. */
export class SignedOut extends Error {}

/** The page's own line to the server. It uses XMLHttpRequest, as the real page does, and looks it up at every call. */
export function createSync(config: PageConfig): Sync {
  let { xsrf } = config;
  const isUnknown = config.behaviour.traffic === 'unknown';
  let count = 0;

  const post = (url: string, headers: Record<string, string>, body: XMLHttpRequestBodyInit): Promise<XMLHttpRequest> =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', url, true);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.onload = () => resolve(request);
      request.onerror = () => reject(new Error('no answer'));
      request.send(body);
    });

  return {
    async ask(endpoint, body, scripted = isScripted()) {
      const text = JSON.stringify(toWire(body, config.behaviour.form));
      const own = scripted ? `${config.pageKey} scripted` : config.pageKey;
      for (let attempt = 0; ; attempt += 1) {
        count += 1;
        const array = config.behaviour.form === 'array' ? '&rt=r&pt=ji' : '';
        const url = isUnknown
          ? `/next${config.syncBase}/${UNKNOWN_ENDPOINTS[endpoint]}?${count}`
          : `${config.syncBase}/i/${endpoint}?hl=${config.behaviour.locale}&c=${count}${array}`;
        const headers = {
          'Content-Type': 'application/json',
          'X-Gmail-BTAI': JSON.stringify([null, null, [config.ik]]),
          'X-Framework-Xsrf-Token': xsrf,
          'X-Google-BTD': '1',
          'X-Stand-In-Page': own,
        };
        const request = await post(url, headers, isUnknown ? toUnknownForm(text) : text);
        xsrf = request.getResponseHeader('X-Framework-Xsrf-Token') ?? xsrf;
        if (request.status === 401 && attempt < 2) continue;
        if ((request.getResponseHeader('Content-Type') ?? '').startsWith('text/html')) throw new SignedOut();
        if (request.status !== 200) throw new Error(`status ${request.status}`);
        const answer = isUnknown ? fromUnknownForm(request.responseText) : request.responseText;
        return fromWire(JSON.parse(answer));
      }
    },
    async upload(file) {
      const url = `${config.mailBase}/?ui=2&view=up&name=${encodeURIComponent(file.name)}`;
      const headers = { 'Content-Type': file.type || 'application/octet-stream', 'X-Stand-In-Page': config.pageKey };
      const request = await post(url, headers, file);
      if (request.status !== 200) throw new Error(`status ${request.status}`);
      const made: unknown = JSON.parse(request.responseText);
      const { realattid, size } = made as { realattid: string; size: number };
      return { realattid, size };
    },
  };
}
