import type { Kysely } from 'kysely';
import { once } from '../store/instance-facts.ts';
import { createRecords } from '../store/records.ts';
import type { Database, EntityTable, Row } from '../store/tables.ts';
import { addTimeZones } from './time-zones.ts';

const general = { general: 1, visibleInActivities: 1 };

/** Lists a tenant starts with; the administrator renames them. Ids differ between tenants, so nothing may rely on them. */
const lists: Partial<Record<EntityTable, Row[]>> = {
  currencies: [{ descriptionEN: 'Euro', isoCode: 'EUR', symbol: '€' }],
  countries: [
    { descriptionEN: 'France', descriptionES: 'Francia', iso2: 'FR', iso3: 'FRA', isoNum: '250', phoneCode: '33' },
    { descriptionEN: 'Germany', descriptionES: 'Alemania', iso2: 'DE', iso3: 'DEU', isoNum: '276', phoneCode: '49' },
    { descriptionEN: 'Spain', descriptionES: 'España', iso2: 'ES', iso3: 'ESP', isoNum: '724', phoneCode: '34' },
    { descriptionEN: 'Sweden', descriptionES: 'Suecia', iso2: 'SE', iso3: 'SWE', isoNum: '752', phoneCode: '46' },
    {
      descriptionEN: 'United Kingdom',
      descriptionES: 'Reino Unido',
      iso2: 'GB',
      iso3: 'GBR',
      isoNum: '826',
      phoneCode: '44',
    },
  ].map((country) => ({ ...country, strName: country.descriptionEN })),
  branches: [{ descriptionEN: 'Main office', default: 1, mainEnvironment: 1, imperialSystem: 0, currencyId: 1 }],
  userTypes: [{ descriptionEN: 'Sales' }],
  roles: [{ descriptionEN: 'Sales representative' }, { descriptionEN: 'Sales manager' }],
  accountTypes: [{ descriptionEN: 'Customer', descriptionES: 'Cliente' }, { descriptionEN: 'Prospect' }],
  accountStatuses: [
    { descriptionEN: 'Active', won: 1, lost: 0 },
    { descriptionEN: 'Lost', won: 0, lost: 1 },
  ],
  accountSegments: [{ descriptionEN: 'Standard', visitCycle: 30 }],
  contactTypes: [{ descriptionEN: 'Buyer', descriptionES: 'Comprador' }, { descriptionEN: 'Technical' }],
  opportunityTypes: [{ descriptionEN: 'New business' }],
  opportunityStatuses: [{ descriptionEN: 'Open' }, { descriptionEN: 'Won', won: 1, endStatus: 1 }],
  salesorderStatuses: [
    { descriptionEN: 'Sent' },
    { descriptionEN: 'Acquired', won: 1 },
    { descriptionEN: 'Lost', lost: 1 },
  ],
  activityTypes: [
    { ...general, descriptionEN: 'Comment', descriptionES: 'Comentario' },
    { ...general, descriptionEN: 'Visit', descriptionES: 'Visita', visit: 1, checkin: 1 },
    { ...general, descriptionEN: 'Meeting', descriptionES: 'Reunión', visibleInAgendaActivities: 1 },
    { ...general, descriptionEN: 'Call', descriptionES: 'Llamada', phoneCall: 1 },
    { ...general, descriptionEN: 'Email', descriptionES: 'Correo', automatic: 1 },
  ],
};

/** Zone of the machine. */
const machineZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * Fills the value lists of a new database. Does nothing in one that has any.
 *
 * @param timeZone IANA name of the zone of its branch; that of the machine unless given.
 */
export async function addTenantDefaults(
  db: Kysely<Database>,
  now: () => number,
  timeZone: string = machineZone(),
): Promise<void> {
  await once(db, 'tenantDefaults', async (within) => {
    const records = createRecords(within, now);
    if ((await records.count('branches')) > 0) return;
    for (const [table, rows] of Object.entries(lists)) {
      for (const [index, row] of rows.entries()) {
        await records.insert(table as EntityTable, { order: index + 1, ...row }, null);
      }
    }
  });
  await addTimeZones(db, now, timeZone);
}
