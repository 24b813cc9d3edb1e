import { parseArgs } from 'node:util';

export interface BenchArguments {
  json: boolean;
  /** Names of rows; empty for all. */
  only: string[];
}

/** @throws TypeError for words it does not know, naming those it does */
export function readArguments(words: readonly string[], known: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] } },
  });
  const only = [...values.only, ...positionals].flatMap((names) => names.split(',')).filter(Boolean);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new TypeError(`No row ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  return { json: values.json, only };
}
