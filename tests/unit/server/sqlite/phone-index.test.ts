import { CompiledQuery } from 'kysely';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../../server/store/open-database.ts';
import { hasPhone } from '../../../../server/store/phone-match.ts';
import { temporaryFolder } from '../endings.ts';

it.each([
  ['accounts', ['phone', 'phone2', 'phone3']],
  ['contacts', ['phone1', 'phone2']],
] as const)('a number is looked up in %s by an index for each of %o', async (table, columns) => {
  const db = await openDatabase({ dataDir: await temporaryFolder() });
  try {
    const query = db
      .selectFrom(table)
      .selectAll()
      .where(hasPhone(columns, '465550121') as never)
      .where('deleted', '=', 0)
      .orderBy('id')
      .limit(50)
      .compile();
    const explain = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]);
    const { rows } = await db.executeQuery<{ detail: string }>(explain as CompiledQuery<{ detail: string }>);
    const plan = rows.map(({ detail }) => detail).join('\n');
    for (const column of columns) expect(plan).toContain(`USING INDEX ${table}_${column}_bare`);
    expect(plan).not.toContain(`SCAN ${table}`);
  } finally {
    await db.destroy();
  }
});
