import { beforeAll, describe, expect, it } from 'vitest';
import type { V4Choices } from '../../../server/v4/choices.ts';
import { shareTestServer, type TestClient } from './support.ts';

const fakeEntry = (overrides: Record<string, unknown> = {}) => ({
  subject: 'Demo at Birch',
  comment: 'Bring the sample case',
  task: false,
  allDay: false,
  startDate: '24/05/16',
  startHour: '09:30',
  endDate: '24/05/16',
  endHour: '10:15',
  typeId: 3,
  accountId: 1,
  contactId: 1,
  salesRepId: 1,
  branchId: 1,
  reminder: 15,
  sendNotification: false,
  extId: null,
  ...overrides,
});

const start = async (choices: Partial<V4Choices> = {}) => (await shareTestServer({ choices })).client;

async function write(client: TestClient, overrides: Record<string, unknown> = {}) {
  const { status, body } = await client.call('POST', '/calendar', fakeEntry(overrides));
  if (status !== 200) throw new Error(JSON.stringify(body));
  return (await client.get(`/calendar/${body.id}`)).body;
}

describe('calendar entries', () => {
  let client: TestClient;
  beforeAll(async () => {
    client = await start();
  });

  it('are made with the days and hours of v4, and read back in the same forms', async () => {
    const created = await client.call('POST', '/calendar', fakeEntry({ extId: 'gcal:abc123', permissionLevel: 3 }));
    expect(created.body).toEqual({ Message: 'entity created', id: expect.any(Number) });
    const entry = (await client.get(`/calendar/${created.body.id}`)).body;
    expect(entry).toMatchObject({
      subject: 'Demo at Birch',
      comment: 'Bring the sample case',
      task: false,
      completed: false,
      allDay: false,
      startDate: '24/05/16',
      startHour: '09:30',
      endDate: '24/05/16',
      endHour: '10:15',
      typeId: { id: 3, value: 'Meeting' },
      accountId: { id: 1, value: 'Birch Tools AB' },
      contactId: { id: 1, value: 'Omar Haddad' },
      opportunityId: null,
      salesRepId: { id: 1, value: 'Nora Lind' },
      branchId: { id: 1, value: 'Main office' },
      reminder: 15,
      sendNotification: false,
      permissionLevel: 3,
      readOnly: false,
      extId: 'gcal:abc123',
      dateCreated: expect.stringMatching(/Z$/),
      dateUpdated: null,
      dateDeleted: null,
      deleted: false,
      salesRepIdCreated: 1,
      salesRepIdUpdated: null,
      salesRepIdDeleted: null,
    });
  });

  it('hold tasks in the same entity, which need no day', async () => {
    const task = await write(client, { task: true, startDate: null, startHour: null, endDate: null, endHour: null });
    expect(task).toMatchObject({ task: true, startDate: null, endDate: null, Z_StartsAt: null, Z_EndsAt: null });
    const found = await client.where('calendar', `task=true AND startDate IS NULL AND id=${task.id}`);
    expect(found.body).toHaveLength(1);
  });

  it('need no account, unlike activities, and no field at all; their owner is then the user of the key', async () => {
    const { status, body } = await client.call('POST', '/calendar', {});
    expect(status).toBe(200);
    expect((await client.get(`/calendar/${body.id}`)).body).toMatchObject({
      subject: null,
      accountId: null,
      branchId: null,
      typeId: null,
      salesRepId: { id: 1, value: 'Nora Lind' },
      reminder: -2,
      permissionLevel: 2,
      allDay: false,
    });
  });

  it('change by what a PUT names', async () => {
    const { id } = await write(client);
    const answer = await client.call('PUT', `/calendar/${id}`, { completed: true, endHour: '11:00', accountId: null });
    expect(answer.body).toEqual({ Message: 'entity updated' });
    expect((await client.get(`/calendar/${id}`)).body).toMatchObject({
      completed: true,
      startHour: '09:30',
      endHour: '11:00',
      accountId: null,
      contactId: { id: 1 },
      dateUpdated: expect.stringMatching(/Z$/),
      salesRepIdUpdated: 1,
    });
  });

  it('are kept when deleted, in lists too, and change no more', async () => {
    const { id } = await write(client, { subject: 'Gone' });
    expect((await client.call('DELETE', `/calendar/${id}`)).body).toEqual({ Message: 'entity deleted' });
    expect((await client.get(`/calendar/${id}`)).body).toMatchObject({
      deleted: true,
      dateDeleted: expect.stringMatching(/Z$/),
      dateUpdated: null,
      salesRepIdDeleted: 1,
    });
    expect((await client.where('calendar', "subject='Gone'")).body).toHaveLength(1);
    expect((await client.call('PUT', `/calendar/${id}`, { subject: 'Back' })).status).toBe(400);
    expect((await client.call('DELETE', `/calendar/${id}`)).status).toBe(400);
  });

  it('make one record for one extId', async () => {
    const first = await write(client, { extId: 'gcal:twice' });
    expect((await write(client, { extId: 'gcal:twice' })).id).toBe(first.id);
  });

  it.each([
    [{ startDate: '2024/05/16' }, 'startDate must be written as yy/MM/dd'],
    [{ startDate: '24-05-16' }, 'startDate must be written as yy/MM/dd'],
    [{ startDate: '24/02/30' }, 'startDate must be written as yy/MM/dd'],
    [{ startDate: '23/02/29' }, 'startDate must be written as yy/MM/dd'],
    [{ startDate: 240516 }, 'startDate must be written as yy/MM/dd'],
    [{ startHour: '9:30' }, 'startHour must be written as HH:mm'],
    [{ startHour: '24:00' }, 'startHour must be written as HH:mm'],
    [{ endHour: '10:15:00' }, 'endHour must be written as HH:mm'],
    [{ endDate: '24/05/15' }, 'the end is before the start'],
    [{ endHour: '09:29' }, 'the end is before the start'],
    [{ startDate: null }, 'startHour needs a startDate'],
    [{ startDate: null, startHour: null }, 'endDate needs a startDate'],
    [{ endDate: null }, 'endHour needs an endDate'],
    [{ startHour: null }, 'endHour needs a startHour'],
    [{ reminder: 60 }, 'reminder must be one of -2, 1, 5, 15, 30, 1440, 3600, 10080'],
    [{ reminder: null }, 'reminder must not be empty'],
    [{ task: 'yes' }, 'task must be true or false'],
    [{ comment: 'x'.repeat(6_001) }, 'comment is longer than 6000 characters'],
    [{ extId: 'x'.repeat(101) }, 'extId is longer than 100 characters'],
    [{ typeId: 999 }, 'typeId: 999 does not exist'],
    [{ Z_TimeZone: 'Mars/Olympus' }, 'Z_TimeZone is not a time zone'],
    [{ Z_TimeZone: '+02:00' }, 'Z_TimeZone is not a time zone'],
    [{ Z_Status: 'maybe' }, 'Z_Status must be one of confirmed, tentative, cancelled'],
    [{ attendees: [] }, 'unknown field attendees'],
  ])('refuse %o and say why', async (overrides, error) => {
    const answer = await client.call('POST', '/calendar', fakeEntry(overrides));
    expect([answer.status, answer.body.error]).toEqual([400, error]);
  });

  it.each([
    [{ startHour: '10:16' }, 'the end is before the start'],
    [{ endDate: '24/05/15' }, 'the end is before the start'],
    [{ startDate: null }, 'startHour needs a startDate'],
    [{ endDate: null }, 'endHour needs an endDate'],
    [{ salesRepId: -1 }, 'salesRepId must not be empty'],
    [{ salesRepId: null }, 'salesRepId must not be empty'],
  ])('refuse a change to %o against what is kept, and keep it', async (change, error) => {
    const entry = await write(client);
    const answer = await client.call('PUT', `/calendar/${entry.id}`, change);
    expect([answer.status, answer.body.error]).toEqual([400, error]);
    expect((await client.get(`/calendar/${entry.id}`)).body).toEqual(entry);
  });

  it('do not let two changes at once pass each other by', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { id } = await write(client, { startHour: '09:00', endHour: '12:00' });
      const changes = [{ startHour: '11:00' }, { endHour: '10:00' }];
      const answers = await Promise.all(changes.map((change) => client.call('PUT', `/calendar/${id}`, change)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    }
  });

  it.each([
    ['a leap day', { startDate: '24/02/29', endDate: '24/03/01' }],
    ['an end at its start', { endHour: '09:30' }],
    ['a night', { startHour: '23:30', endDate: '24/05/17', endHour: '00:15' }],
    ['no end', { endDate: null, endHour: null }],
    ['a day without hours', { startHour: null, endHour: null }],
    ['days without end hour', { endDate: '24/05/18', endHour: null }],
    ['the first and last day there is', { startDate: '00/01/01', endDate: '99/12/31' }],
  ])('take %s', async (_, times) => {
    expect(await write(client, times)).toMatchObject(times);
  });

  it.each([
    ["startDate='24/05/16' AND subject='Filter'", 1],
    ["startDate='2024-05-16' AND subject='Filter'", 1],
    ["startDate>='2024/05/16' AND startDate<'2024-05-17 00:00:00' AND subject='Filter'", 1],
    ["startDate>'24/05/16' AND subject='Filter'", 0],
    ["startDate IN ('24/05/15','24/05/16') AND subject='Filter'", 1],
    ["startHour>'09:00' AND endHour<'11:00' AND subject LIKE 'filt%'", 1],
    ['accountId=2 AND salesRepId=3', 1],
    ['accountId.id=2 and salesRepId.id=3', 1],
    ["Completed=false AND subject='Filter'", 1],
    ["Z_Location='Room 4'", 1],
    ["city='Lund' AND subject='Filter'", 1],
  ])('are found by %s', async (where, count) => {
    const found = await client.where('calendar', "subject='Filter'");
    if (found.body.length === 0) {
      await write(client, { subject: 'Filter', accountId: 2, salesRepId: 3, Z_Location: 'Room 4', city: 'Lund' });
    }
    const answer = await client.where('calendar', where);
    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(count);
  });

  it.each([
    ["startDate='soon'"],
    ["startDate='24/02/30'"],
    ['startDate=240516'],
    ["startHour='9'"],
    ["startDate LIKE '24%'"],
  ])('answer 901 to the filter %s', async (where) => {
    const answer = await client.where('calendar', where);
    expect([answer.status, answer.body.code]).toEqual([400, 901]);
  });

  it('are ordered by day, newest first', async () => {
    const { body } = await client.get('/calendar?order=startDate&startHour=09:30');
    const days = body.map(({ startDate }: { startDate: string }) => startDate);
    expect(days.length).toBeGreaterThan(2);
    expect(days).toEqual(days.toSorted().reverse());
  });

  it('stand in the sample for several users, behind and before the day it was made', async () => {
    const { body } = await client.where(
      'calendar',
      'salesRepIdUpdated IS NULL AND branchId=1 AND sendNotification=false',
    );
    const sample = body.filter(({ subject }: { subject: string }) => !/^(Demo at Birch|Filter|Gone)$/.test(subject));
    const owners = new Set(sample.map(({ salesRepId }: { salesRepId: { id: number } }) => salesRepId.id));
    expect([...owners].toSorted()).toEqual([1, 2, 3]);
    expect(sample.some(({ task }: { task: boolean }) => task)).toBe(true);
    const today = new Date().toISOString().slice(2, 10).replaceAll('-', '/');
    const days = sample.map(({ startDate }: { startDate: string | null }) => startDate).filter(Boolean);
    expect(days.some((day: string) => day < today)).toBe(true);
    expect(days.some((day: string) => day > today)).toBe(true);
  });
});

describe('switches of the calendar', () => {
  it.each([
    ['capital', 'Completed'],
    ['plain', 'completed'],
  ] as const)('spell completed in the schema with %s, and never in the data', async (calendarSchemaCompleted, name) => {
    const client = await start({ calendarSchemaCompleted });
    const { properties } = (await client.get('/calendar/schema')).body;
    expect(Object.keys(properties).filter((key) => key.toLowerCase() === 'completed')).toEqual([name]);
    for (const written of ['Completed', 'completed']) {
      const entry = await write(client, { [written]: true });
      expect(entry).toMatchObject({ completed: true });
      expect(entry).not.toHaveProperty('Completed');
    }
  });

  it.each([
    ['listed', 60, 400],
    ['any', 60, 200],
    ['listed', 1_440, 200],
    ['listed', -2, 200],
    ['any', -3, 400],
  ] as const)('reminders %s: %i answers %i', async (calendarReminders, reminder, status) => {
    const client = await start({ calendarReminders });
    expect((await client.call('POST', '/calendar', fakeEntry({ reminder }))).status).toBe(status);
  });

  it.each(['subject', 'typeId', 'salesRepId', 'startDate'])('under the minimum a create needs %s', async (field) => {
    const client = await start({ calendarRequired: 'minimum' });
    const times = field === 'startDate' ? { startHour: null, endDate: null, endHour: null } : {};
    const answer = await client.call('POST', '/calendar', fakeEntry({ ...times, [field]: undefined }));
    expect([answer.status, answer.body.error]).toEqual([400, `${field} is required`]);
  });

  it('under the minimum takes what a working client sends', async () => {
    const client = await start({ calendarRequired: 'minimum' });
    expect((await client.call('POST', '/calendar', fakeEntry())).status).toBe(200);
  });

  it.each([
    ['drop', 200, { startHour: null, endHour: null }],
    ['keep', 200, { startHour: '23:59', endHour: '15:00' }],
    ['refuse', 400, {}],
  ] as const)('hours of a whole day: %s', async (calendarAllDayHours, status, expected) => {
    const client = await start({ calendarAllDayHours });
    // The documentation's own example: a whole day whose hours run backwards.
    const answer = await client.call(
      'POST',
      '/calendar',
      fakeEntry({ allDay: true, startHour: '23:59', endHour: '15:00' }),
    );
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body.error).toBe('an entry of the whole day has no hours');
    else expect((await client.get(`/calendar/${answer.body.id}`)).body).toMatchObject({ allDay: true, ...expected });
  });

  it.each([['drop'], ['refuse']] as const)(
    'an entry that becomes a whole day loses its hours: %s',
    async (calendarAllDayHours) => {
      const client = await start({ calendarAllDayHours });
      const { id } = await write(client);
      expect((await client.call('PUT', `/calendar/${id}`, { allDay: true })).status).toBe(200);
      expect((await client.get(`/calendar/${id}`)).body).toMatchObject({ startHour: null, endHour: null });
    },
  );

  it('a day before the start is refused for whole days too', async () => {
    const client = await start();
    const answer = await client.call('POST', '/calendar', fakeEntry({ allDay: true, endDate: '24/05/15' }));
    expect(answer.body.error).toBe('the end is before the start');
  });

  it.each([
    ['write-only', undefined],
    ['readable', 'Lund'],
  ] as const)('city: %s', async (calendarCity, expected) => {
    const client = await start({ calendarCity });
    const entry = await write(client, { city: 'Lund' });
    expect(entry.city).toBe(expected);
    expect((await client.get('/calendar/schema')).body.properties.city).toMatchObject({
      readOnly: false,
      maxLength: 200,
    });
  });

  it.each([
    ['writable', true, 400],
    ['server', false, 200],
  ] as const)('readOnly: %s', async (calendarReadOnly, expected, status) => {
    const client = await start({ calendarReadOnly });
    const { id, readOnly } = await write(client, { readOnly: true });
    expect(readOnly).toBe(expected);
    for (const change of [{ subject: 'New' }, { readOnly: false }]) {
      expect((await client.call('PUT', `/calendar/${id}`, change)).status).toBe(status);
    }
    const removed = await client.call('DELETE', `/calendar/${id}`);
    expect(removed.status).toBe(status);
    if (status === 400) expect(removed.body.error).toBe('the record is read-only');
  });

  it('carries what v4 leaves out in custom fields the schema declares', async () => {
    const client = await start();
    const { properties } = (await client.get('/calendar/schema')).body;
    expect(properties).toMatchObject({
      Z_Location: { readOnly: false, type: ['string', 'null'], maxLength: 1_000 },
      Z_Guests: { maxLength: 20_000 },
      Z_Locked: { type: ['boolean'] },
      Z_StartsAt: { readOnly: true, format: 'date-time' },
    });
    const custom = {
      Z_Location: 'Hamngatan 1',
      Z_TimeZone: 'Europe/Stockholm',
      Z_Guests: 'Omar Haddad <omar@birch.example> (accepted)\nSara <sara@birch.example> (declined)',
      Z_Organizer: 'nora.lind@northside.example',
      Z_SeriesId: 'series-1',
      Z_OriginalStart: '2024-05-16T07:30:00Z',
      Z_Recurrence: 'FREQ=WEEKLY;BYDAY=TH',
      Z_Privacy: 'private',
      Z_ShowAs: 'free',
      Z_Status: 'tentative',
      Z_ConferenceUrl: 'https://meet.example/1',
      Z_ProviderUid: 'abc@google.example',
      Z_Locked: true,
    };
    const entry = await write(client, custom);
    expect(entry).toMatchObject(custom);
    expect((await client.where('calendar', "Z_ProviderUid='abc@google.example'")).body).toHaveLength(1);
    // Locked is for people and pages: the synchronisation may still change what it brought.
    expect((await client.call('PUT', `/calendar/${entry.id}`, { Z_Status: 'cancelled' })).status).toBe(200);
    await client.call('PUT', `/calendar/${entry.id}`, { Z_StartsAt: '2030-01-01T00:00:00Z' });
    expect((await client.get(`/calendar/${entry.id}`)).body.Z_StartsAt).toBe(entry.Z_StartsAt);
  });

  it('knows no custom fields on a bare tenant', async () => {
    const client = await start({ customCalendarFields: false });
    expect(JSON.stringify((await client.get('/calendar/schema')).body)).not.toContain('Z_');
    expect(JSON.stringify(await write(client))).not.toContain('Z_');
    expect((await client.call('POST', '/calendar', fakeEntry({ Z_Location: 'x' }))).status).toBe(400);
    expect((await client.where('calendar', "Z_Location='x'")).status).toBe(400);
  });

  it.each([
    ['accept', 200],
    ['refuse', 400],
  ] as const)('filters by day: %s', async (whereDates, status) => {
    const client = await start({ whereDates });
    expect((await client.where('calendar', "startDate>'24/05/16'")).status).toBe(status);
  });
});
