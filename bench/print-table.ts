import { type Comparison, type Figure, judge, type Unit, type Verdict } from './figure.ts';

const HEAD = ['what', 'n', 'min', 'median', 'p95', '', 'against', 'theirs', 'ratio', 'bound', ''];

/** Columns of numbers, which stand at the right. */
const RIGHT: ReadonlySet<number> = new Set([1, 2, 3, 4, 7, 8]);

/** The figures of a row as lines of text: one line for each comparison, or one column for each thing compared. */
export function printTable(figures: readonly Figure[]): string {
  if (figures.some(({ column }) => column !== undefined)) return printColumns(figures);
  return align([HEAD, ...figures.flatMap(toCells)], (column) => RIGHT.has(column));
}

/** One line for each name, one column for each thing, the bound at the end. */
function printColumns(figures: readonly Figure[]): string {
  const columns = [...new Set(figures.map(({ column = '' }) => column))];
  const names = [...new Set(figures.map(({ name }) => name))];
  const lines = names.map((name) => {
    const ofName = figures.filter((figure) => figure.name === name);
    const cells = columns.map((column) => {
      const figure = ofName.find((one) => (one.column ?? '') === column);
      return figure === undefined ? '' : toCell(figure);
    });
    const bound =
      ofName[0]?.against.map((comparison) => `${comparison.with} ${toBoundOf(comparison)}`).join(', ') ?? '';
    return [`${name}, ${ofName[0]?.unit} ${toShort(ofName[0]?.by ?? 'median')}`, ...cells, bound];
  });
  return align([['what', ...columns, 'against'], ...lines], (column) => column > 0 && column <= columns.length);
}

function toCell(figure: Figure): string {
  const { summary, verdicts } = judge(figure);
  const isMissed = verdicts.some(({ holds }) => holds === false);
  return `${toNumber(summary[figure.by])}${isMissed ? ' MISSED' : ''}`;
}

function toBoundOf({ value, atMost, atLeast }: Comparison): string {
  if (typeof value !== 'number') return '';
  return atLeast === undefined ? `<= ${toNumber(value * (atMost ?? 1))}` : `>= ${toNumber(value * atLeast)}`;
}

function align(lines: readonly (readonly string[])[], isRight: (column: number) => boolean): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const toLine = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (isRight(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return lines.map(toLine).join('\n');
}

function toCells(figure: Figure): string[][] {
  const { summary, verdicts } = judge(figure);
  const { name, unit, by } = figure;
  const ours = [name, String(summary.count), ...[summary.min, summary.median, summary.p95].map(toNumber), unit];
  return verdicts.map((verdict, i) => [
    ...(i === 0 ? ours : ours.map(() => '')),
    verdict.with,
    `${toNumber(verdict.value)} ${unit} ${toShort(by)}`,
    verdict.ratio.toFixed(2),
    toBound(verdict),
    toWord(verdict),
  ]);
}

/** Three figures that mean something, and none lost of a large number. */
export function toNumber(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return String(Math.round(value));
  return value.toPrecision(3);
}

function toShort(by: Figure['by']): string {
  return by === 'median' ? 'med' : by;
}

function toBound({ bound }: Verdict): string {
  if (bound === null) return '';
  return 'atMost' in bound ? `<= ${bound.atMost}` : `>= ${bound.atLeast}`;
}

function toWord({ holds }: Verdict): string {
  if (holds === null) return '';
  return holds ? 'ok' : 'MISSED';
}

/** The same for machines. */
export function toJson(
  figure: Figure,
): { name: string; column?: string; unit: Unit; by: string } & ReturnType<typeof judge> {
  const { name, column, unit, by } = figure;
  return { name, ...(column === undefined ? {} : { column }), unit, by, ...judge(figure) };
}
