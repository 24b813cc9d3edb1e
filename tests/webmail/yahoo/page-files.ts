import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { plain } from '../gmail/respond.ts';

/** Folder of the stand-ins: the page takes general parts from the one beside it. */
const FOLDER = join(import.meta.dirname, '..');
const NAME = /^(yahoo|gmail)\/page\/[a-z0-9-]+\.(ts|css)$/;
const made = new Map<string, string>();

function read(name: string): string {
  const source = readFileSync(join(FOLDER, name), 'utf8');
  return name.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
}

/** The page's own scripts and style, as they stand in their folders, types taken out. */
export function answerPageFile(name: string): Response {
  if (!NAME.test(name)) return plain('Not found', 404);
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
