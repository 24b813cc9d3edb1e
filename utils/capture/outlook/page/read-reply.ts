import type { PageReply } from '../../page-tap/page-reader.ts';

/** Reads an answer to its end, or tells it as 413 where it is larger than allowed. Rejects when it breaks off. */
export async function readReply(response: Response, maxBytes: number): Promise<PageReply> {
  const { status } = response;
  if (!response.ok) {
    await response.body?.cancel().catch(() => undefined);
    return { status };
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let step = await reader?.read(); step?.done === false; step = await reader?.read()) {
    length += step.value.length;
    if (length > maxBytes) {
      await reader?.cancel().catch(() => undefined);
      return { status: 413 };
    }
    chunks.push(step.value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return { status, body: bytes.buffer };
}
