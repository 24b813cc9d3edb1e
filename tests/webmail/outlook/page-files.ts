import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { plain } from '../gmail/respond.ts';

const FOLDER = join(import.meta.dirname, '..');
const PREFIX = '/_/stand-in/';
const made = new Map<string, string>();

/** Address of a file of the page's own. */
export const pageFileUrl = (name: string): string => `${PREFIX}outlook/page/${name}`;
export const isPageFile = (url: URL): boolean => url.pathname.startsWith(PREFIX);

function read(path: string): string {
  const source = readFileSync(join(FOLDER, path), 'utf8');
  return path.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
}

/** The page's scripts and style as they stand in the folder, types taken out, and the parts it shares with Gmail's page. */
export function answerPageFile(url: URL): Response {
  const path = url.pathname.slice(PREFIX.length);
  if (!/^(outlook|gmail)\/page\/[a-z-]+\.(ts|css)$/.test(path)) return plain('Not found', 404);
  try {
    const text = made.get(path) ?? read(path);
    made.set(path, text);
    const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
    return new Response(text, {
      headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'max-age=3600' },
    });
  } catch {
    return plain('Not found', 404);
  }
}
