import type { Records } from '../store/records.ts';
import type { Row } from '../store/tables.ts';
import { findBranchZone } from '../v4/branch-zone.ts';
import { completeEntry } from '../v4/calendar/complete-entry.ts';
import { defaultChoices } from '../v4/choices.ts';
import { ENTITY_TYPES } from '../v4/entities/entity-links.ts';
import { addDays, toWallClock } from '../v4/zone-time.ts';
import { type SampleEntry, sampleEntries } from './sample-calendar.ts';

/** What the entries point to, by their indexes. */
export interface SamplePeople {
  userIds: readonly number[];
  companies: readonly { accountId: number; contactIds: readonly number[] }[];
}

/** The day so many working days away; a start on a weekend counts as the Monday after it. */
function addWorkingDays(from: string, days: number): string {
  const isWeekend = (day: string) => [0, 6].includes(new Date(day).getUTCDay());
  let day = from;
  while (isWeekend(day)) day = addDays(day, 1);
  for (let left = Math.abs(days); left > 0; left -= 1) {
    do day = addDays(day, Math.sign(days));
    while (isWeekend(day));
  }
  return day;
}

function toRow(entry: SampleEntry, today: string, people: SamplePeople, typeIds: ReadonlyMap<unknown, number>): Row {
  const { inDays, hours } = entry;
  const day = inDays === null ? null : addWorkingDays(today, inDays);
  const company = entry.company === undefined ? undefined : people.companies[entry.company];
  return {
    subject: entry.subject,
    comment: entry.comment ?? null,
    task: entry.task ? 1 : 0,
    completed: entry.completed ? 1 : 0,
    allDay: day !== null && !hours ? 1 : 0,
    startDate: day,
    endDate: day,
    startHour: hours?.[0] ?? null,
    endHour: hours?.[1] ?? null,
    typeId: typeIds.get(entry.type) ?? null,
    accountId: company?.accountId ?? null,
    contactId: entry.person === undefined ? null : (company?.contactIds[entry.person] ?? null),
    salesRepId: people.userIds[entry.owner] ?? null,
    branchId: 1,
    reminder: -2,
    sendNotification: 0,
    permissionLevel: 2,
    readOnly: 0,
    Z_Locked: 0,
    ...entry.more,
  };
}

/** Events and tasks of the sample's users around the day it is made, and a few of each of the smaller entities. */
export async function addSampleCalendar(records: Records, people: SamplePeople, now: () => number): Promise<void> {
  const { name, id: timeZoneId } = await findBranchZone(records, { branchId: 1 });
  const { day: today } = toWallClock(now(), name);
  const types = await records.list('activityTypes');
  const typeIds = new Map(types.map((type) => [type.descriptionEN, Number(type.id)]));
  for (const entry of sampleEntries) {
    const written = toRow(entry, today, people, typeIds);
    const actor = Number(written.salesRepId);
    const follows = await completeEntry({ written, kept: undefined, records, actor }, defaultChoices);
    await records.insert('calendar', { ...written, ...follows }, actor);
  }

  const [birch, , larkfield] = people.companies;
  const [nora = 1, mateo = 2, ines = 3] = people.userIds;
  if (!birch || !larkfield) return;
  const yesterday = addWorkingDays(today, -1);
  await records.insert(
    'calls',
    {
      phone: '+46 555 0121',
      phoneAlias: 'Omar Haddad',
      type: 1,
      startDate: `${yesterday} 11:19:15`,
      endDate: `${yesterday} 11:23:43`,
      duration: 268,
      timeZoneId,
      accountId: birch.accountId,
      contactId: birch.contactIds[0] ?? null,
      salesRepId: nora,
    },
    nora,
  );
  await records.insert(
    'accountAddresses',
    { accountId: birch.accountId, description: 'Warehouse', address1: 'Kajgatan 4', city: 'Malmö', postcode: '21120' },
    nora,
  );
  const ofLarkfield = { entityId: larkfield.accountId, entityTypeId: ENTITY_TYPES.accounts };
  for (const salesRepId of [mateo, ines]) await records.insert('entityOwners', { ...ofLarkfield, salesRepId }, nora);
  await records.insert('contactsEntities', { ...ofLarkfield, contactId: birch.contactIds[1] ?? null }, nora);
}
