import { extensionOf, toSafeFileName } from '../store/file-name.ts';
import type { OpenedFile } from '../store/transfers.ts';

/** Kinds a browser shows without running anything of theirs; all others are only ever saved. */
const shown: Record<string, string> = {
  txt: 'text/plain; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
};

/** Whether a file of this name may be opened in the browser. */
export const canOpen = (name: string): boolean => extensionOf(name) in shown;

/** RFC 6266: a plain name for old readers, the true one in RFC 8187 form. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const safe = toSafeFileName(name);
  const plain = safe.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(safe).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** The bytes as a download, or to look at when asked for and harmless. */
export function toFileResponse(file: OpenedFile, open: boolean): Response {
  const type = open ? shown[extensionOf(file.name)] : undefined;
  // A sandboxed answer cannot be shown by the browsers' PDF viewers; those run in a process of their own.
  const sandbox = type === 'application/pdf' ? '' : '; sandbox';
  return new Response(file.stream, {
    headers: {
      'Content-Type': type ?? 'application/octet-stream',
      'Content-Length': String(file.size),
      'Content-Disposition': contentDisposition(type ? 'inline' : 'attachment', file.name),
      'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'${sandbox}`,
      'Cache-Control': 'private, no-store',
    },
  });
}
