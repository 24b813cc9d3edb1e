import type { QueueDatabase } from '../../../../utils/queue/database.ts';

/** Places of the database where one of the words stands in text or bytes, as `table/field`. */
export async function findLeaks(db: QueueDatabase, words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const table of db.tables) {
    for (const row of await table.toArray()) {
      for (const [field, value] of Object.entries(row)) {
        const text = toText(value);
        if (words.some((word) => text.includes(word))) found.push(`${table.name}/${field}`);
      }
    }
  }
  return found;
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1');
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  if (Array.isArray(value)) return value.map(toText).join('\n');
  if (value instanceof Map || value instanceof Set) return toText([...value]);
  if (typeof value === 'object' && value !== null) return Object.entries(value).flat().map(toText).join('\n');
  return String(value);
}
