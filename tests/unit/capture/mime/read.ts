import { readMessage } from '../../../../utils/capture/mime/read-message.ts';
import type { ReadContext, ReadResult } from '../../../../utils/capture/mime/read-result.ts';
import type { WholeMessage } from '../../../../utils/model/message.ts';

export const context: ReadContext = { siteId: 'gmail rep@own.example msg-f:1', siteTime: Date.UTC(2026, 5, 1, 12) };

/** Text to bytes, each character one byte, so that any charset can be written by its codes. */
export const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export interface FakeMail {
  headers?: Record<string, string>;
  /** Header lines as they are, after the others. */
  rawHeaders?: string[];
  body?: string;
}

/** Source of a message; a header set to '' is left out. */
export function fakeSource({ headers = {}, rawHeaders = [], body = 'Hello' }: FakeMail = {}): string {
  const all = {
    From: 'Anna Ruiz <anna@acme.example>',
    To: 'rep@own.example',
    Subject: 'Offer',
    Date: 'Mon, 1 Jun 2026 10:00:00 +0200',
    'Message-ID': '<m1@acme.example>',
    ...headers,
  };
  const lines = Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`);
  return [...lines, ...rawHeaders, '', body].join('\r\n');
}

/** A multipart message; each part is its header lines, an empty line, and its content. */
export function fakeMultipart(type: string, parts: string[], headers: Record<string, string> = {}): string {
  const body = `${parts.map((part) => `--B1\r\n${part}\r\n`).join('')}--B1--\r\n`;
  return fakeSource({ headers: { 'Content-Type': `${type}; boundary="B1"`, ...headers }, body });
}

export const read = (source: string | Uint8Array<ArrayBuffer>): Promise<ReadResult> =>
  readMessage([typeof source === 'string' ? utf8(source) : source], 'rfc822', context);

/** Reads what must be readable. */
export async function mustRead(
  source: string | Uint8Array<ArrayBuffer>,
): Promise<WholeMessage & { missing: string[] }> {
  const result = await read(source);
  if (!result.ok) throw new Error(`unreadable: ${result.why}`);
  return { ...result.whole, missing: result.missing };
}
