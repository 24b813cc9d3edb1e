import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { renamedNames } from './page/names.ts';
import { plain } from './respond.ts';

const FOLDER = join(import.meta.dirname, 'page');
const made = new Map<string, string>();

/** In front of the style's name, where the page is one whose elements have other names. */
export const RENAMED = 'renamed-';

function read(name: string): string {
  if (name.startsWith(RENAMED)) return renamedNames.selector(read(name.slice(RENAMED.length)));
  const source = readFileSync(join(FOLDER, name), 'utf8');
  return name.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
}

/** The page's own scripts and style, as they stand in the folder beside this file, types taken out. */
export function answerPageFile(name: string): Response {
  if (!/^[a-z-]+\.(ts|css)$/.test(name)) return plain('Not found', 404);
  try {
    const text = made.get(name) ?? read(name);
    made.set(name, text);
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    return new Response(text, {
      headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'max-age=3600' },
    });
  } catch {
    return plain('Not found', 404);
  }
}
