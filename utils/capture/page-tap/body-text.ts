import type { HookOptions } from './page-filter.ts';

/** Hands over the text of a body as a request or answer may carry it; forms and streams are left alone. */
export function bodyText(body: unknown, use: (text: string) => void, later: HookOptions['later']): void {
  if (typeof body === 'string') later(() => use(body));
  else if (body instanceof URLSearchParams) {
    const text = body.toString();
    later(() => use(text));
  } else if (body instanceof Blob) {
    void body.text().then((text) => later(() => use(text)), ignore);
  } else if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    const text = new TextDecoder().decode(body);
    later(() => use(text));
  }
}

function ignore(): void {
  // A body that cannot be read is one we do not know of.
}
