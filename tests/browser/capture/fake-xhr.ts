/** A window whose XMLHttpRequest asks `fetch` in place of the network. Only what a page of Exchange uses of it. */
export function installFakeXhr(window: Window & typeof globalThis, ask: typeof fetch): void {
  class FakeRequest extends window.EventTarget {
    readyState = 0;
    status = 0;
    responseType = '';
    responseText = '';
    private url = '';
    private method = '';
    private readonly headers: Record<string, string> = {};

    open(method: string, url: string): void {
      this.method = method;
      this.url = url;
    }

    setRequestHeader(name: string, value: string): void {
      this.headers[name] = value;
    }

    send(body?: string): void {
      const init = { method: this.method, headers: this.headers, ...(body === undefined ? {} : { body }) };
      void ask(this.url, init).then(async (response) => {
        this.responseText = await response.text();
        this.status = response.status;
        this.readyState = 4;
        this.dispatchEvent(new window.Event('loadend'));
      });
    }
  }
  Reflect.set(window, 'XMLHttpRequest', FakeRequest);
}

/** Sends as a page of Exchange does, and waits for the answer. */
export function sendByXhr(
  window: Window & typeof globalThis,
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<string> {
  const request = new window.XMLHttpRequest();
  request.open('POST', url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  return new Promise((resolve) => {
    request.addEventListener('loadend', () => resolve(request.responseText));
    request.send(body);
  });
}
