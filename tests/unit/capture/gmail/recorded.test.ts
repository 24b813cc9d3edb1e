import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compareFolder } from '../../../../scripts/recorded.ts';

const own = fileURLToPath(new URL('../../../fixtures/gmail', import.meta.url));
const beside = fileURLToPath(new URL('../../../../../shared/recorded/gmail', import.meta.url));
const recorded = process.env.RECORDED ?? beside;

describe('Gmail readers against whole files', () => {
  it('agree with every synthetic fixture', () => {
    const { disagreements, values, agreed } = compareFolder(own);
    expect(disagreements).toEqual([]);
    expect(agreed).toBe(values);
    expect(values).toBeGreaterThan(200);
  });

  if (existsSync(recorded)) {
    it('agree with recorded traffic', () => {
      const { disagreements, values } = compareFolder(recorded);
      expect(disagreements).toEqual([]);
      expect(values).toBeGreaterThan(0);
    });
  } else {
    console.info('LEFT OUT: no folder of recorded traffic beside this project and none named in RECORDED.');
  }
});
