import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findPostgres } from '../../scripts/find-postgres.mjs';
import type { DatabasePlace } from '../../server/store/open-database.ts';
import { startPostgres } from '../../tests/support/postgres.ts';
import { alternate } from '../alternate.ts';
import { type Figure, limit, type Unit } from '../figure.ts';
import type { Row } from '../row.ts';
import { addReps } from '../server/add-reps.ts';
import { orderReps, type RepsReport } from '../server/order-reps.ts';
import { startProcess } from '../server/start-process.ts';

const REPS = 500;
const CONTACTS_EACH = 10;
const ROUNDS = 3;
const WARM_UP_MS = 2_000;
const MEASURE_MS = 5_000;

/** One way to run the CRM, and its peer on the same database. */
interface Setting {
  name: string;
  place: DatabasePlace;
  processes: number;
}

interface Measured extends RepsReport {
  memoryMb: number;
}

/** As many requests as 500 reps get through who never pause. */
export const serverLoad: Row = {
  name: 'server',
  title: `${REPS} reps polling and pushing on loopback without pause`,
  withoutBuilds: true,
  async measure({ scratchDir, progress }) {
    if (findPostgres() === undefined) throw new Error('There is no PostgreSQL: run `node scripts/setup.mjs --tests`.');
    const sqlite = { dataDir: join(scratchDir, 'sqlite') };
    const figures = await measureSettings([{ name: 'SQLite', place: sqlite, processes: 1 }], progress);
    const postgres = await startPostgres();
    try {
      const place = { dataDir: join(scratchDir, 'postgres'), databaseUrl: postgres.urlOf('postgres') };
      const settings = [1, 4].map((processes) => ({ name: 'PostgreSQL', place, processes }));
      return [...figures, ...(await measureSettings(settings, progress))];
    } finally {
      await postgres.stop();
    }
  },
};

/** Measures settings on one database, in turn with the bare route on it. */
async function measureSettings(settings: readonly Setting[], progress: (words: string) => void): Promise<Figure[]> {
  const { place } = settings[0] as Setting;
  progress('adding reps');
  await mkdir(place.dataDir, { recursive: true });
  const tenant = await addReps(place, { reps: REPS, contactsEach: CONTACTS_EACH });

  async function measure(script: 'crm.ts' | 'bare-route.ts', processes: number): Promise<Measured> {
    const running = [];
    try {
      for (let started = 0; started < processes; started += 1) running.push(await startProcess(script, place));
      const report = await orderReps({
        ...tenant,
        urls: running.map(({ url }) => url),
        isBare: script === 'bare-route.ts',
        warmUpMs: WARM_UP_MS,
        measureMs: MEASURE_MS,
      });
      const memory = await Promise.all(running.map((one) => one.memoryMb()));
      return { ...report, memoryMb: memory.reduce((sum, mb) => sum + mb, 0) };
    } finally {
      await Promise.all(running.map((one) => one.stop()));
    }
  }

  const measured = new Map<string, Measured[]>();
  const note = (name: string, script: 'crm.ts' | 'bare-route.ts', processes: number) => async (round: number) => {
    progress(`${name}, round ${round + 1}`);
    const result = await measure(script, processes);
    if (round >= 0) measured.set(name, [...(measured.get(name) ?? []), result]);
    return result.perSecond;
  };
  const label = ({ name, processes }: Setting) => `${name}, ${processes} ${processes === 1 ? 'process' : 'processes'}`;
  await alternate(ROUNDS, {
    bare: note('bare', 'bare-route.ts', 1),
    ...Object.fromEntries(
      settings.map((setting) => [label(setting), note(label(setting), 'crm.ts', setting.processes)]),
    ),
  });
  return settings.flatMap((setting) => toFigures(label(setting), measured.get(label(setting)), measured.get('bare')));
}

const LINES: readonly [words: string, unit: Unit, value: keyof Measured][] = [
  ['requests a second', '/s', 'perSecond'],
  ['p50', 'ms', 'p50Ms'],
  ['p99', 'ms', 'p99Ms'],
  ['memory of all', 'MB', 'memoryMb'],
];

/** A server that refuses what it could take is as wrong as one that is slow. */
const MAX_REFUSED_PER_SECOND = 1;

function toFigures(name: string, ours: readonly Measured[] = [], bare: readonly Measured[] = []): Figure[] {
  const compared = LINES.map(
    ([words, unit, value]): Figure => ({
      name: `${name}: ${words}`,
      unit,
      ours: ours.map((one) => one[value]),
      by: 'median',
      against: [{ with: 'bare Hono route, one query by key', value: bare.map((one) => one[value]) }],
    }),
  );
  const refused = ours.map(({ refusedPerSecond }) => refusedPerSecond);
  return [
    ...compared,
    { name: `${name}: refused`, unit: '/s', ours: refused, by: 'max', against: [limit(MAX_REFUSED_PER_SECOND)] },
  ];
}
