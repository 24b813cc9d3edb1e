import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { plain } from './respond.ts';

const FOLDER = join(import.meta.dirname, 'page');
const made = new Map<string, string>();

function read(name: string): string {
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
