import { findViewer } from '../../../server/access/viewer.ts';
import { createJobRunner } from '../../../server/jobs/job-runner.ts';
import { createNotices } from '../../../server/notices/create-notices.ts';
import { createNoteEvents } from '../../../server/notices/note-event.ts';
import type { SmtpOptions } from '../../../server/notices/smtp-sender.ts';
import type { SmtpSettings } from '../../../server/notices/smtp-settings.ts';
import { openDatabase } from '../../../server/store/open-database.ts';
import { defaultChoices } from '../../../server/v4/choices.ts';
import { createEntities } from '../../../server/v4/entities.ts';
import type { Entity } from '../../../server/v4/entity.ts';
import { createResources } from '../../../server/v4/resources.ts';
import { createSignedAddresses } from '../../../server/v4/signed-address.ts';
import { onEnd } from './endings.ts';
import { createTestDatabase } from './test-database.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** An event of Nora, on the clock of Madrid; the clock of the rig stands at 10:00 there on Monday, 4 May 2026. */
export const fakeEvent = (overrides: Record<string, unknown> = {}) => ({
  subject: 'Visit to Birch Tools',
  startDate: '26/05/07',
  startHour: '10:00',
  endDate: '26/05/07',
  endHour: '11:30',
  accountId: 1,
  contactId: 1,
  salesRepId: 1,
  ...overrides,
});

/** The sample's database and a clock that stands until it is moved; the mail server is real. */
export async function openNoticeRig(smtp?: SmtpSettings, smtpOptions?: SmtpOptions) {
  const place = await createTestDatabase(true);
  const db = await openDatabase(place);
  onEnd('test', () => db.destroy());
  const clock = { at: Date.parse('2026-05-04T08:00:00Z') };
  const now = () => clock.at;
  const zone = await db
    .selectFrom('timezones')
    .select('id')
    .where('idIanaZone', '=', 'Europe/Madrid')
    .executeTakeFirst();
  await db
    .updateTable('branches')
    .set({ timeZoneId: zone?.id ?? null })
    .execute();
  const lines: string[] = [];
  const faults: unknown[] = [];
  const onFault = (error: unknown) => faults.push(error);
  const entity = createEntities(defaultChoices).get('calendar') as Entity;
  const addresses = createSignedAddresses({ key: Buffer.alloc(32), now });
  const resources = createResources({ db, choices: defaultChoices, addresses, now, witness: createNoteEvents(now) });

  /** A process of the server, as far as notices go. */
  async function startLife(settings = smtp, options = smtpOptions) {
    const jobs = createJobRunner({ db, now, random: () => 0, onFault });
    const notices = await createNotices({
      ...{ db, choices: defaultChoices, jobs, smtp: settings, smtpOptions: options, now, onFault, random: () => 0 },
      viewerOf: (who) => findViewer(db, defaultChoices, who),
      publicUrl: 'https://crm.northside.example',
      onNotice: (text) => lines.push(text),
    });
    const run = async () => {
      await notices.look();
      await jobs.runDue();
    };
    return { jobs, notices, run };
  }
  const life = await startLife();

  return {
    ...{ db, place, clock, lines, faults, resources, entity, startLife, life },
    add: async (more: Record<string, unknown> = {}, actor = 1) =>
      (await resources.create(entity, fakeEvent(more), actor)).id,
    run: life.run,
    rows: () => db.selectFrom('notices').selectAll().orderBy('id').execute(),
    setUser: (id: number, values: Record<string, string | number | null>) =>
      db.updateTable('users').set(values).where('id', '=', id).execute(),
    /** Lets time pass, with a look and the jobs at each step. */
    async pass(ms: number, step = MINUTE) {
      for (let passed = 0; passed < ms; passed += step) {
        clock.at += step;
        await life.run();
      }
    },
  };
}
