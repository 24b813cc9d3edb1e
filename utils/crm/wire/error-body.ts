const MAX_DETAIL = 500;
const MAX_DEPTH = 3;

/** What an error answer says: v4's number where there is one, and its words fit to be shown. */
export interface ErrorBody {
  code: number | undefined;
  /** At most 500 characters of plain text; empty where the body held nothing a person could read. */
  detail: string;
}

/**
 * Reads an error body of any form seen or described: `{ code, error }`, `{ message }` or `{ Message }`, an `error` that
 * is itself such an object, a bare string, raw text. A page of HTML says nothing about the request and gives no words.
 */
export function parseErrorBody(body: string): ErrorBody {
  const value = parseJson(body);
  if (value === undefined) return { code: undefined, detail: /^\s*</.test(body) ? '' : clean(body) };
  return { code: codeOf(value), detail: clean(wordsOf(value)) };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function codeOf(value: unknown, depth = 0): number | undefined {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return undefined;
  const fields = value as Record<string, unknown>;
  const code = typeof fields.code === 'string' ? Number.parseInt(fields.code, 10) : fields.code;
  return typeof code === 'number' && Number.isFinite(code) ? code : codeOf(fields.error, depth + 1);
}

function wordsOf(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return '';
  const fields = value as Record<string, unknown>;
  for (const name of ['error', 'message', 'Message', 'detail', 'description']) {
    const words = wordsOf(fields[name], depth + 1);
    if (words !== '') return words;
  }
  return '';
}

/** One line of visible characters: no controls, no direction overrides, no half surrogates. */
function clean(words: string): string {
  const line = words
    .slice(0, MAX_DETAIL * 4)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return (line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL - 1)}…` : line).toWellFormed();
}
