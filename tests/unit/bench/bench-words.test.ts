import { describe, expect, it } from 'vitest';
import { alternate } from '../../../bench/alternate.ts';
import { readArguments } from '../../../bench/read-arguments.ts';
import { rows } from '../../../bench/rows.ts';

describe('arguments of the bench', () => {
  it('are all rows and a table unless told', () => {
    expect(readArguments([], ['push'])).toEqual({ json: false, only: [] });
  });

  it('name rows one by one or with commas', () => {
    const words = ['--json', '--only', 'push,popup', '--only', 'stored'];
    const three = { json: true, only: ['push', 'popup', 'stored'] };
    expect(readArguments(words, three.only)).toEqual(three);
    expect(readArguments(['--json', 'push,popup', 'stored'], three.only)).toEqual(three);
  });

  it('are refused with the names there are', () => {
    expect(() => readArguments(['--only', 'pop'], ['push', 'popup'])).toThrow('No row pop. There are: push, popup.');
  });
});

describe('rows', () => {
  it('have names of their own', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });
});

describe('measuring in turn', () => {
  it('drops the first round and lets the second go first in every other', async () => {
    const calls: string[] = [];
    const note = (name: string) => (round: number) => {
      calls.push(`${name}${round}`);
      return round;
    };
    const samples = await alternate(2, { a: note('a'), b: note('b') });
    expect(samples).toEqual({ a: [0, 1], b: [0, 1] });
    expect(calls).toEqual(['b-1', 'a-1', 'a0', 'b0', 'b1', 'a1']);
  });
});
