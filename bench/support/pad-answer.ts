/**
 * Makes an answer of a webmail's server large, as one with a long conversation in it is: a JSON object gains a field of
 * small records at its beginning, which whoever reads it has to read past. Anything else is left as it is.
 *
 * @param bytes how much is added, about
 */
export async function padAnswer(response: Response, bytes: number): Promise<Response> {
  if (bytes === 0 || !(response.headers.get('content-type') ?? '').includes('json')) return response;
  const text = await response.text();
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  const body = text.startsWith('{"') ? `{"padding":${padding(bytes)},${text.slice(1)}` : text;
  return new Response(body, { status: response.status, headers });
}

const RECORD = JSON.stringify({
  id: 'x'.repeat(40),
  names: ['Ann', 'Bob'],
  at: 1_750_000_000_000,
  text: 'y'.repeat(60),
});

let made = { bytes: 0, text: '' };

function padding(bytes: number): string {
  if (made.bytes !== bytes) {
    made = { bytes, text: `[${Array.from({ length: Math.ceil(bytes / RECORD.length) }, () => RECORD).join(',')}]` };
  }
  return made.text;
}
