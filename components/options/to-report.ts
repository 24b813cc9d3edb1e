import type { SiteHealth } from '../../utils/model/site-health.ts';

/**
 * What pages of a webmail lacked, for those who mend Tandem: names of tags, attributes and fields, counts and times. In
 * English whatever the language of the page, since it is not for the rep to read.
 */
export function toReport({ id, troubles }: SiteHealth, version: string): string {
  const entries = troubles.map(({ source, missing, outline, count, firstAt, lastAt, overAt }) =>
    [
      `${source}: ${missing}`,
      `seen ${count} times, from ${toIso(firstAt)} to ${toIso(lastAt)}`,
      overAt === undefined ? 'lasts' : `over since ${toIso(overAt)}`,
      outline,
    ]
      .filter((line) => line !== '')
      .join('\n'),
  );
  return [`Tandem ${version}, ${id}`, ...entries].join('\n\n');
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
