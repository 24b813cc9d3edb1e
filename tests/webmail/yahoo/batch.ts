import type { OutgoingFile } from '../gmail/compose-mail.ts';
import { isObject, type Json, listIn, objectAt, select, textIn } from './json.ts';
import type { ApiAnswer, ApiCall } from './mail-api.ts';

export interface BatchRequest {
  id: string;
  uri: string;
  method: string;
  payload: unknown;
  select: Record<string, string>;
  suppressResponse: boolean;
  /** Asked afterwards, when this one went well. */
  requests: BatchRequest[];
}

export interface ReadBatch {
  requests: BatchRequest[];
  /** Files that travelled with it, by the name of their field. */
  uploads: Map<string, OutgoingFile>;
}

function parseRequest(value: unknown): BatchRequest[] {
  if (!isObject(value)) return [];
  const parts = listIn(value, 'payloadParts').filter(isObject);
  const jsonString = parts.find((part) => part.partName === 'jsonString')?.payload;
  const selected = Object.entries(objectAt(value, 'filters', 'select')).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return [
    {
      id: textIn(value, 'id'),
      uri: textIn(value, 'uri'),
      method: textIn(value, 'method') || 'GET',
      payload: value.payloadType === 'multipart' ? jsonString : value.payload,
      select: Object.fromEntries(selected),
      suppressResponse: value.suppressResponse === true,
      requests: listIn(value, 'requests').flatMap(parseRequest),
    },
  ];
}

/** Reads a batch in any of its forms; undefined when it is none. */
export async function parseBatch(request: Request): Promise<ReadBatch | undefined> {
  const uploads = new Map<string, OutgoingFile>();
  try {
    let text = '';
    if ((request.headers.get('content-type') ?? '').startsWith('multipart/form-data')) {
      for (const [name, value] of await request.formData()) {
        if (name === 'batchJson') text = typeof value === 'string' ? value : await value.text();
        else if (typeof value !== 'string') {
          const mime = value.type || 'application/octet-stream';
          uploads.set(name, { name: value.name, mime, bytes: new Uint8Array(await value.arrayBuffer()) });
        }
      }
    } else text = await request.text();
    return parseBatchText(text, uploads);
  } catch {
    return undefined;
  }
}

export function parseBatchText(text: string, uploads = new Map<string, OutgoingFile>()): ReadBatch | undefined {
  const batch: unknown = JSON.parse(text);
  if (!isObject(batch) || !Array.isArray(batch.requests)) return undefined;
  return { requests: batch.requests.flatMap(parseRequest), uploads };
}

export interface BatchAnswer {
  body: Json;
  answers: ApiAnswer[];
}

const flat = (requests: readonly BatchRequest[]): BatchRequest[] =>
  requests.flatMap((one) => [one, ...flat(one.requests)]);

export const sends = (batch: ReadBatch): boolean => flat(batch.requests).some((one) => /\/send$/.test(one.uri));

/** Runs requests one after the other, the nested ones with what was selected from the answers above them. */
export async function runBatch(batch: ReadBatch, call: (one: ApiCall) => Promise<ApiAnswer>): Promise<BatchAnswer> {
  const answers: ApiAnswer[] = [];
  const responses: Json[] = [];
  const outcomes = { successRequests: [] as string[], failedRequests: [] as string[] };

  const run = async (request: BatchRequest, selected: Record<string, string>): Promise<void> => {
    const uri = request.uri.replace(/\$\((\w+)\)/g, (whole, name: string) => selected[name] ?? whole);
    const answer = await call({ method: request.method, uri, payload: request.payload, uploads: batch.uploads });
    answers.push(answer);
    const worked = answer.httpCode < 300;
    outcomes[worked ? 'successRequests' : 'failedRequests'].push(request.id);
    if (!request.suppressResponse || !worked) {
      const response = { result: answer.result ?? null, error: answer.error ?? null };
      responses.push({ id: request.id, httpCode: answer.httpCode, headers: [], response });
    }
    if (!worked) return;
    const found = Object.entries(request.select).flatMap(([name, path]) => {
      const value = select(answer.result, path);
      return value === undefined ? [] : [[name, value] as const];
    });
    for (const nested of request.requests) await run(nested, { ...selected, ...Object.fromEntries(found) });
  };
  for (const request of batch.requests) await run(request, {});
  return { body: { result: { responses, status: outcomes }, error: null }, answers };
}
