import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EntryTimes, findTimeFault, toMoments } from '../../../server/v4/calendar/entry-times.ts';
import type { V4Choices } from '../../../server/v4/choices.ts';
import { connect, startTestServer, type TestClient } from './support.ts';

const timed = (start: string, end: string | null): EntryTimes => ({
  startDate: start.slice(0, 10),
  startHour: start.slice(11),
  endDate: end?.slice(0, 10) ?? null,
  endHour: end?.slice(11) ?? null,
  allDay: false,
});
const whole = (startDate: string, endDate: string | null): EntryTimes => ({
  startDate,
  startHour: null,
  endDate,
  endHour: null,
  allDay: true,
});
const inclusive = { calendarAllDayEnd: 'inclusive' } as const;
const exclusive = { calendarAllDayEnd: 'exclusive' } as const;

describe('moments of an entry', () => {
  it.each([
    ['winter', 'Europe/Madrid', '2026-01-15 09:30', '2026-01-15 10:15', '08:30', '09:15'],
    ['summer', 'Europe/Madrid', '2026-07-15 09:30', '2026-07-15 10:15', '07:30', '08:15'],
    ['an hour the clock skips', 'Europe/Madrid', '2026-03-29 02:30', '2026-03-29 04:00', '01:30', '02:00'],
    ['across the skipped hour', 'Europe/Madrid', '2026-03-29 01:30', '2026-03-29 03:30', '00:30', '01:30'],
    ['the first of an hour shown twice', 'Europe/Madrid', '2026-10-25 02:30', '2026-10-25 03:30', '00:30', '02:30'],
    ['a half-hour zone', 'Asia/Kolkata', '2026-05-16 09:30', '2026-05-16 10:15', '04:00', '04:45'],
    ['the other half of the year', 'Australia/Sydney', '2026-01-15 12:00', '2026-01-15 13:00', '01:00', '02:00'],
    ['UTC', 'UTC', '2026-03-29 02:30', '2026-03-29 03:30', '02:30', '03:30'],
  ])('in %s', (_, zone, start, end, startsAt, endsAt) => {
    const moments = toMoments(timed(start, end), zone, inclusive);
    expect([moments.startsAt, moments.endsAt].map((at) => at?.slice(11, 16))).toEqual([startsAt, endsAt]);
  });

  it('cross midnight of the branch and of UTC apart', () => {
    expect(toMoments(timed('2026-05-16 23:30', '2026-05-17 00:30'), 'Europe/Madrid', inclusive)).toEqual({
      startsAt: '2026-05-16T21:30:00.000Z',
      endsAt: '2026-05-16T22:30:00.000Z',
    });
    expect(toMoments(timed('2026-05-17 00:30', '2026-05-17 03:00'), 'Europe/Madrid', inclusive)).toEqual({
      startsAt: '2026-05-16T22:30:00.000Z',
      endsAt: '2026-05-17T01:00:00.000Z',
    });
  });

  it('never end before they start, also where the clock skips', () => {
    const { startsAt, endsAt } = toMoments(timed('2026-03-29 02:45', '2026-03-29 03:15'), 'Europe/Madrid', inclusive);
    expect([startsAt, endsAt]).toEqual(['2026-03-29T01:45:00.000Z', '2026-03-29T01:45:00.000Z']);
  });

  it.each([
    ['inclusive', inclusive, '2026-05-18', '2026-05-18T22:00:00.000Z'],
    ['exclusive', exclusive, '2026-05-18', '2026-05-17T22:00:00.000Z'],
    ['inclusive', inclusive, '2026-05-16', '2026-05-16T22:00:00.000Z'],
    ['exclusive', exclusive, '2026-05-16', '2026-05-16T22:00:00.000Z'],
    ['inclusive', inclusive, null, '2026-05-16T22:00:00.000Z'],
    ['exclusive', exclusive, null, '2026-05-16T22:00:00.000Z'],
  ] as const)('of whole days with an %s end on %o %s', (_, choices, endDate, endsAt) => {
    const moments = toMoments(whole('2026-05-16', endDate), 'Europe/Madrid', choices);
    expect(moments).toEqual({ startsAt: '2026-05-15T22:00:00.000Z', endsAt });
  });

  it('of a whole day are 23 and 25 hours apart when the clock changes', () => {
    const hours = (day: string) => {
      const { startsAt, endsAt } = toMoments(whole(day, day), 'Europe/Madrid', inclusive);
      return (Date.parse(String(endsAt)) - Date.parse(String(startsAt))) / 3_600_000;
    };
    expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-05-16')]).toEqual([23, 25, 24]);
  });

  it('begin when the day does where the clock skips midnight', () => {
    // Cairo set its clock from 00:00 to 01:00 on 24 April 2026.
    expect(toMoments(whole('2026-04-24', null), 'Africa/Cairo', inclusive).startsAt).toBe('2026-04-23T22:00:00.000Z');
  });

  it('are none without a day', () => {
    const none = { startDate: null, startHour: null, endDate: null, endHour: null, allDay: true };
    expect(toMoments(none, 'Europe/Madrid', inclusive)).toEqual({ startsAt: null, endsAt: null });
  });
});

const zones = ['Europe/Madrid', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC'];
const day = fc
  .date({ min: new Date('2000-01-02'), max: new Date('2099-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const hour = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));

it('shows the written hour on the wall of the zone, or that the wall never shows it', () => {
  fc.assert(
    fc.property(day, hour, fc.constantFrom(...zones), (date, time, timeZone) => {
      const { startsAt } = toMoments(timed(`${date} ${time}`, null), timeZone, inclusive);
      const wall = (at: number) => {
        const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
        return format.format(at);
      };
      const at = Date.parse(String(startsAt));
      if (wall(at) === `${date} ${time}`) return;
      // Skipped: the clock went past it within the two hours around.
      const shown = new Set(Array.from({ length: 481 }, (_, minute) => wall(at + (minute - 240) * 60_000)));
      expect(shown.has(`${date} ${time}`)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

const choicesOf = fc.record({
  calendarHours: fc.constantFrom<V4Choices['calendarHours']>('branch', 'utc'),
  calendarAllDayEnd: fc.constantFrom<V4Choices['calendarAllDayEnd']>('inclusive', 'exclusive'),
  calendarAllDayHours: fc.constantFrom<V4Choices['calendarAllDayHours']>('drop', 'keep', 'refuse'),
});
const entryOf = fc.record({
  startDate: fc.option(day),
  startHour: fc.option(hour),
  endDate: fc.option(day),
  endHour: fc.option(hour),
  allDay: fc.boolean(),
});
const toWire = (iso: string | null) => iso?.slice(2).replaceAll('-', '/') ?? null;

describe('in a branch of Madrid', () => {
  let client: TestClient;
  let choices: V4Choices;
  beforeAll(async () => {
    const server = await startTestServer({ timeZone: 'Europe/Madrid' }, 'file');
    client = await connect(server);
    choices = server.choices;
  });

  it.each([
    ['branch', '2026-07-15T07:30:00Z', '2026-07-15T08:15:00Z'],
    ['utc', '2026-07-15T09:30:00Z', '2026-07-15T10:15:00Z'],
  ] as const)('hours are of the %s', async (calendarHours, startsAt, endsAt) => {
    choices.calendarHours = calendarHours;
    const times = { startDate: '26/07/15', startHour: '09:30', endDate: '26/07/15', endHour: '10:15' };
    const { body } = await client.call('POST', '/calendar', times);
    const entry = (await client.get(`/calendar/${body.id}`)).body;
    expect(entry).toMatchObject({ ...times, Z_StartsAt: startsAt, Z_EndsAt: endsAt });
    expect((await client.where('calendar', `Z_StartsAt='${startsAt}' AND id=${body.id}`)).body).toHaveLength(1);
    choices.calendarHours = 'branch';
  });

  it('moments follow a change of days, hours and kind', async () => {
    const { body } = await client.call('POST', '/calendar', { startDate: '26/07/15', startHour: '09:30' });
    const change = async (written: object) => {
      await client.call('PUT', `/calendar/${body.id}`, written);
      const { Z_StartsAt, Z_EndsAt } = (await client.get(`/calendar/${body.id}`)).body;
      return [Z_StartsAt, Z_EndsAt];
    };
    expect(await change({ startDate: '26/01/15' })).toEqual(['2026-01-15T08:30:00Z', '2026-01-15T08:30:00Z']);
    expect(await change({ endDate: '26/01/15', endHour: '11:00' })).toEqual([
      '2026-01-15T08:30:00Z',
      '2026-01-15T10:00:00Z',
    ]);
    expect(await change({ subject: 'Same' })).toEqual(['2026-01-15T08:30:00Z', '2026-01-15T10:00:00Z']);
    expect(await change({ allDay: true })).toEqual(['2026-01-14T23:00:00Z', '2026-01-15T23:00:00Z']);
    expect(await change({ startDate: null, endDate: null })).toEqual([null, null]);
  });

  it('any entry reads back as it was written, under every switch, or is refused for a reason', async () => {
    await fc.assert(
      fc.asyncProperty(entryOf, choicesOf, async (times, chosen) => {
        Object.assign(choices, chosen);
        const written = { ...times, startDate: toWire(times.startDate), endDate: toWire(times.endDate) };
        const { status, body } = await client.call('POST', '/calendar', written);
        const dropped = times.allDay && chosen.calendarAllDayHours !== 'keep';
        const hours = dropped ? { startHour: null, endHour: null } : {};
        const clash =
          times.allDay &&
          chosen.calendarAllDayHours === 'refuse' &&
          (times.startHour !== null || times.endHour !== null);
        const fault = clash ? 'an entry of the whole day has no hours' : findTimeFault({ ...times, ...hours });
        if (fault !== undefined) {
          expect([status, body.error]).toEqual([400, fault]);
          return;
        }
        expect(status).toBe(200);
        const entry = (await client.get(`/calendar/${body.id}`)).body;
        expect(entry).toMatchObject({ ...written, ...hours });
        expect(entry.Z_StartsAt === null).toBe(times.startDate === null);
        if (entry.Z_StartsAt !== null) {
          expect(Date.parse(entry.Z_EndsAt)).toBeGreaterThanOrEqual(Date.parse(entry.Z_StartsAt));
        }
        const again = await client.call('PUT', `/calendar/${body.id}`, written);
        expect(again.status).toBe(200);
        expect((await client.get(`/calendar/${body.id}`)).body).toMatchObject({ ...written, ...hours });
      }),
      { numRuns: 150 },
    );
  });
});
