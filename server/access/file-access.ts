import type { Kysely } from 'kysely';
import type { Records } from '../store/records.ts';
import type { Database } from '../store/tables.ts';

/**
 * Whether the record a file belongs to is among those these records show.
 *
 * @param records Guarded by what their user may see.
 */
export async function showsFile(
  db: Kysely<Database>,
  records: Pick<Records, 'get'>,
  target: 'documents' | 'emailAttachments',
  id: number,
): Promise<boolean> {
  if (target === 'documents') return (await records.get('documents', id)) !== undefined;
  const file = await db.selectFrom('emailAttachments').select('emailId').where('id', '=', id).executeTakeFirst();
  return file !== undefined && (await records.get('emails', file.emailId)) !== undefined;
}
