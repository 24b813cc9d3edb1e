import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { startServer } from '../../../../server/start-server.ts';
import { sqliteFile } from '../../../../server/store/open-database.ts';
import { temporaryFolder } from '../endings.ts';

it('a database made before there were time zones gets them once, and its branches one', async () => {
  const dataDir = await temporaryFolder();
  const start = async (timeZone: string) => (await startServer({ dataDir, timeZone })).close();
  const look = <T>(run: (raw: DatabaseSync) => T): T => {
    const raw = new DatabaseSync(sqliteFile(dataDir));
    try {
      return run(raw);
    } finally {
      raw.close();
    }
  };
  await start('Europe/Paris');
  look((raw) =>
    raw.exec(`
      UPDATE branches SET "timeZoneId" = NULL;
      DELETE FROM timezones;
      DELETE FROM "instanceFacts" WHERE name = 'timeZones';
    `),
  );
  await start('Europe/Madrid');
  // A zone that is set stays, whatever a later start is told.
  await start('Europe/Berlin');
  const zones = look((raw) =>
    raw
      .prepare('SELECT z."idIanaZone" AS zone FROM branches b JOIN timezones z ON z.id = b."timeZoneId"')
      .all()
      .map(({ zone }) => zone),
  );
  expect(zones).toEqual(['Europe/Madrid']);
});
