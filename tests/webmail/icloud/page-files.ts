import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { plain } from '../gmail/respond.ts';

const FOLDER = join(import.meta.dirname, '..');
const made = new Map<string, string>();

function read(path: string): string {
  const source = readFileSync(join(FOLDER, path), 'utf8');
  return path.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
}

/**
 * The page's own scripts and style, types taken out, by the path they have in the folder of all stand-ins: a script here
 * may import one that another stand-in's page has.
 */
export function answerPageFile(path: string): Response {
  if (!/^(icloud|gmail)\/page\/[a-z-]+\.(ts|css)$/.test(path)) return plain('Not found', 404);
  try {
    const text = made.get(path) ?? read(path);
    made.set(path, text);
    const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
    return new Response(text, {
      headers: {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': 'max-age=3600',
        // Scripts of the sandbox run in a frame of an opaque host.
        'access-control-allow-origin': '*',
      },
    });
  } catch {
    return plain('Not found', 404);
  }
}
