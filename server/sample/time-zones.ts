import type { Kysely } from 'kysely';
import { once } from '../store/instance-facts.ts';
import { createRecords } from '../store/records.ts';
import type { Database, Row } from '../store/tables.ts';
import { offsetMinutes } from '../v4/zone-time.ts';

/** Zones a tenant starts with, by region: where people sell things, and every offset there is. */
const zones: Record<string, string> = {
  Pacific: 'Pago_Pago Honolulu Guadalcanal Auckland Tongatapu',
  America:
    'Anchorage Los_Angeles Tijuana Denver Phoenix Chicago Mexico_City Guatemala Costa_Rica New_York Toronto Bogota Lima ' +
    'Guayaquil Panama Halifax Caracas La_Paz Santiago Santo_Domingo Puerto_Rico Asuncion St_Johns Sao_Paulo ' +
    'Argentina/Buenos_Aires Montevideo Noronha',
  Atlantic: 'Azores Cape_Verde Canary Reykjavik',
  Europe:
    'Lisbon London Dublin Madrid Paris Brussels Amsterdam Luxembourg Zurich Rome Berlin Vienna Prague Warsaw Budapest ' +
    'Belgrade Copenhagen Oslo Stockholm Athens Bucharest Sofia Helsinki Tallinn Riga Vilnius Kyiv Istanbul Moscow',
  Africa: 'Casablanca Accra Algiers Lagos Cairo Johannesburg Nairobi',
  Asia:
    'Jerusalem Beirut Riyadh Tehran Dubai Kabul Karachi Kolkata Kathmandu Dhaka Yangon Bangkok Jakarta Shanghai Hong_Kong ' +
    'Singapore Manila Tokyo Seoul',
  Australia: 'Perth Adelaide Brisbane Sydney',
};

/** Offset in winter, as lists of zones print it: the smaller of January's and July's. */
function standardOffset(timeZone: string): number {
  return Math.min(...['2025-01-15', '2025-07-15'].map((day) => offsetMinutes(Date.parse(day), timeZone)));
}

function toGmt(minutes: number): string {
  const pad = (part: number) => String(Math.floor(part)).padStart(2, '0');
  return `GMT${minutes < 0 ? '-' : '+'}${pad(Math.abs(minutes) / 60)}:${pad(Math.abs(minutes) % 60)}`;
}

function toRow(timeZone: string): Row {
  const shortDescription = toGmt(standardOffset(timeZone));
  const city = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
  const fullDescription = `(${shortDescription}) ${city}`;
  return { idIanaZone: timeZone, shortDescription, fullDescription, descriptionEN: fullDescription };
}

/**
 * Fills the list of time zones, from west to east, and gives a zone to the branches that have none. Once in the life of a
 * database: also in one made before there was a list.
 *
 * @param mainZone IANA name; joins the list when it is not in it.
 */
export async function addTimeZones(db: Kysely<Database>, now: () => number, mainZone: string): Promise<void> {
  await once(db, 'timeZones', async (within) => {
    const records = createRecords(within, now);
    const listed = Object.entries(zones).flatMap(([region, cities]) =>
      cities.split(' ').map((city) => `${region}/${city}`),
    );
    const sorted = [...new Set([...listed, 'UTC', mainZone])].toSorted(
      (one, other) => standardOffset(one) - standardOffset(other),
    );
    let mainId: number | undefined;
    for (const timeZone of sorted) {
      const { id } = await records.insert('timezones', toRow(timeZone), null);
      if (timeZone === mainZone) mainId = id;
    }
    const branches = await records.list('branches', { where: [(eb) => eb('timeZoneId', 'is', null)] });
    for (const { id } of branches) await records.update('branches', Number(id), { timeZoneId: mainId ?? null }, null);
  });
}
