import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutReportSchema, toCensoredOutline } from '../../../utils/model/layout-report.ts';

const report = (overrides: object) =>
  layoutReportSchema.parse({ site: 'outlook', source: 'dom', missing: 'no-rows', outline: '', ...overrides });

describe('the outline of a page', () => {
  it.each([
    [
      '0div.aeF.nH[id role] 1table[data-convid aria-labelledby] 2tr',
      '0div[id role] 1table[data-convid aria-labelledby] 2tr',
    ],
    ['0mail-list-row[jsaction tabindex] 1h2.x', '0mail-list-row[jsaction tabindex] 1h2'],
    ['[{_,s40,n,b},label,msg-f:,+12,[3],{17}]', '[{_,s40,n,b},label,msg-f:,+12,[3],{17}]'],
    ['{Body:{ResponseMessages:{Items:[2]}},threadList:[40]}', '{?:{ResponseMessages:{?:[2]}},threadList:[40]}'],
    ['unreadable', 'unreadable'],
    ['', ''],
  ])('%s is kept as %s', (outline, kept) => expect(toCensoredOutline(outline)).toBe(kept));

  it.each([
    ['0div.ann@example.com[title]', '?[title]'],
    ['0div.ann.smith.example.com', '0div'],
    ['0div[ann@example.com title.ann]', '0div[? ?]'],
    ['Dear Ann, the price is 40,000 euro', '? ?, ? ? is ?,? ?'],
    ['call +34 600 123 456 or 0034600123456', '? +34 ? ? ? ? ?'],
    ['0div[data-1234567]', '0div[?]'],
    ['https://mail.example.com/u/0?id=7', '?:?'],
    ['0dív[naïve]', '?[?]'],
    ['<script>alert(1)</script>', '?(?)?'],
  ])('%s is kept as %s', (outline, kept) => expect(toCensoredOutline(outline)).toBe(kept));

  it('is cut to its length rather than refused', () => {
    expect(report({ outline: '0div[role] '.repeat(1500) }).outline).toHaveLength(2000);
    expect(layoutReportSchema.safeParse({ ...report({}), outline: 'x'.repeat(20_001) }).success).toBe(false);
  });

  it('holds no text, no address and no odd character, whatever a page puts into its names', () => {
    const word = fc.stringMatching(/^[A-Z]?[a-z]{4,12}$/);
    const address = fc.emailAddress();
    const hostile = fc.tuple(
      fc.oneof(address, fc.string({ unit: 'grapheme' }), word),
      fc.constantFrom('0div.', '0', ' ', '1a[', '[', '.'),
    );
    const known = new Set(WORDS.split(' '));
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 12 }), (pieces) => {
        const kept = toCensoredOutline(pieces.map(([text, before]) => `${before}${text}`).join(''));
        expect(kept).toMatch(/^[\w\s,[\](){}:?+-]*$/);
        const names = kept.split(/[\s,[\](){}:]+/).map((name) => name.replace(/^\d{1,2}(?=[a-z])/, ''));
        const isHarmless = (name: string) =>
          known.has(name) ||
          /^(?:[a-z]{1,3}|h[1-6])$/.test(name) ||
          /^(?:|\?|_|\d{1,5}|s\d{1,7}|\+\d{1,4})$/.test(name) ||
          /[a-z0-9][-_][a-z0-9]|[a-z][A-Z]/.test(name);
        expect(names.filter((name) => !isHarmless(name))).toEqual([]);
      }),
    );
  });

  it('never lets an address through, however it is wrapped', () => {
    const wrap = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `0div.${text}`,
      (text) => `0div[${text}]`,
      (text) => `{${text}:[3]}`,
      (text) => `0div.a ${text} 1span`,
      (text) => `"${text}"`,
    );
    fc.assert(
      fc.property(fc.emailAddress(), wrap, (address, wrapped) => {
        const kept = toCensoredOutline(wrapped(address));
        const [, domain = ''] = address.split('@');
        expect(kept).not.toContain('@');
        expect(kept).not.toContain(domain);
        expect(toCensoredOutline(kept)).toBe(kept);
      }),
    );
  });
});

/** Words of HTML a sentence may share with it. */
const WORDS =
  'abbr action align article aside audio body border button canvas caption center checked class code cols colgroup color command content controls coords data datetime details dialog disabled download draggable embed enctype fieldset figure font footer form frame frameset header headers height hidden href html iframe image img input item label lang legend link list loading loop main master map menu meta method multiple name nav object open optgroup option output param part pattern picture placeholder readonly required role rows sandbox scope script search section select selected shape size sizes slot small source span step strong style summary table target tbody template text textarea tfoot thead time title track translate type unreadable value video width wrap array boolean empty false null number string true undefined path rect circle';

describe('the name of what is missing', () => {
  it.each([
    ['no-record-in-answer-sync-fd', 'no-record-in-answer-sync-fd'],
    ['time_to_read:traffic', 'time_to_read:traffic'],
    ['ann@example.com', 'unnamed'],
    ['Dear Ann', 'unnamed'],
    ['id-1234567890', 'unnamed'],
    ['', 'unnamed'],
    ['a'.repeat(61), 'unnamed'],
    ['../../x', 'unnamed'],
  ])('%s is kept as %s', (missing, kept) => expect(report({ missing }).missing).toBe(kept));
});
