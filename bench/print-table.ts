import { type Figure, judge, type Unit, type Verdict } from './figure.ts';

const HEAD = ['what', 'n', 'min', 'median', 'p95', '', 'against', 'theirs', 'ratio', 'bound', ''];

/** Columns of numbers, which stand at the right. */
const RIGHT: ReadonlySet<number> = new Set([1, 2, 3, 4, 7, 8]);

/** The figures of a row as lines of text, one line for each comparison. */
export function printTable(figures: readonly Figure[]): string {
  const lines = [HEAD, ...figures.flatMap(toCells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const toLine = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        RIGHT.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
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
export function toJson(figure: Figure): { name: string; unit: Unit; by: string } & ReturnType<typeof judge> {
  const { name, unit, by } = figure;
  return { name, unit, by, ...judge(figure) };
}
