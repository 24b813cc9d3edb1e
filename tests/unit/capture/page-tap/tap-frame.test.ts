import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gmailPageFilter } from '../../../../utils/capture/gmail/page-filter.ts';
import { parseFrameText, toFrameText } from '../../../../utils/capture/page-tap/tap-frame.ts';

describe('tap frames', () => {
  it('come out as they went in', () => {
    const frame = fc.record({
      kind: fc.constantFrom('request', 'answer', 'failed', 'embedded', 'constants'),
      tag: fc.string({ maxLength: 20, unit: 'grapheme-ascii' }),
      exchange: fc.nat(),
      text: fc.string(),
    });
    fc.assert(fc.property(frame, (given) => void expect(parseFrameText(toFrameText(given))).toEqual(given)));
  });

  it.each([
    undefined,
    null,
    7,
    {},
    '',
    'x',
    '[]\nx',
    '["answer"]\nx',
    '["other","t",1]\nx',
    '["answer","t",1.5]\nx',
    `[${' '.repeat(300)}]\nx`,
  ])('refuse what a page may have forged: %j', (data) => {
    expect(parseFrameText(data)).toBeUndefined();
  });
});

describe('what is looked at in Gmail', () => {
  const at = (path: string) => gmailPageFilter.tagOf(`https://mail.google.com${path}`);
  it.each([
    ['/sync/u/0/i/s?hl=es&c=4&rt=r&pt=ji', 'sync-s'],
    ['/sync/u/12/i/fd?rt=r', 'sync-fd'],
    ['/sync/i/bv', 'sync-bv'],
    ['/sync/u/0/d/AEoRXR/i/s?x', 'sync-s'],
    ['/mail/u/0/?ui=2&ik=1&view=cv&th=1', 'classic'],
    ['/mail/u/0/?ui=2&act=sm', 'classic'],
    ['/sync/u/0/i/sx', undefined],
    ['/mail/u/0/?view=att&attid=0', undefined],
    ['/mail/u/0/#inbox?view=cv', undefined],
    ['/chat/u/0/', undefined],
  ])('%s is %s', (path, tag) => {
    expect(at(path)).toBe(tag);
  });

  it.each([
    [{ Cl6csf: [[0, 0, '[["msg-f:1"]]']] }, ['[["msg-f:1"]]']],
    [{ sBEv4c: { mla: [['ana@rep.example', 1]] } }, ['{"mla":[["ana@rep.example",1]]}']],
    [{ other: ['nothing', { deep: 1 }] }, []],
    ['text', []],
  ])('first data %j gives %j', (data, texts) => {
    expect(gmailPageFilter.dataFunction?.texts([data])).toEqual(texts);
  });
});
