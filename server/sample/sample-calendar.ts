/** One entry of the sample's calendar. */
export interface SampleEntry {
  subject: string;
  comment?: string;
  /** Index into the sample's users. */
  owner: 0 | 1 | 2;
  /** Index into the sample's companies. */
  company?: number;
  /** Index into that company's people. */
  person?: number;
  /** English name of an activity type. */
  type: 'Meeting' | 'Visit' | 'Call' | 'Comment';
  /** Working days from the day of the sample, backwards below 0; null for a task without a day. */
  inDays: number | null;
  /** Start and end, `HH:mm`; a whole day without. */
  hours?: readonly [string, string];
  task?: true;
  completed?: true;
  /** Further columns. */
  more?: Record<string, string | number>;
}

const call = 'https://meet.example/northside-weekly';
const weekly = {
  Z_SeriesId: 'northside-weekly',
  Z_Recurrence: 'FREQ=WEEKLY',
  Z_Organizer: 'nora.lind@northside.example',
  Z_ConferenceUrl: call,
  Z_ShowAs: 'busy',
};

/** What three reps might have in their calendars: behind them, today and to come. */
export const sampleEntries: readonly SampleEntry[] = [
  {
    subject: 'Demo at Birch Tools',
    comment: 'Bring the sample case.',
    owner: 0,
    company: 0,
    person: 0,
    type: 'Meeting',
    inDays: 2,
    hours: ['09:30', '10:15'],
    more: { reminder: 15, Z_Location: 'Hamngatan 1, Lund' },
  },
  {
    subject: 'First visit at Larkfield',
    owner: 0,
    company: 2,
    person: 0,
    type: 'Visit',
    inDays: -8,
    hours: ['13:00', '14:30'],
  },
  {
    subject: 'Offer for Larkfield',
    comment: 'Send before the end of the week.',
    owner: 0,
    company: 2,
    person: 1,
    type: 'Comment',
    inDays: 3,
    task: true,
  },
  { subject: 'Tidy up the price list', owner: 0, type: 'Comment', inDays: null, task: true },
  { subject: 'Weekly round', owner: 0, type: 'Meeting', inDays: -5, hours: ['08:45', '09:15'], more: weekly },
  { subject: 'Weekly round', owner: 0, type: 'Meeting', inDays: 0, hours: ['08:45', '09:15'], more: weekly },
  { subject: 'Weekly round', owner: 0, type: 'Meeting', inDays: 5, hours: ['08:45', '09:15'], more: weekly },
  {
    subject: 'Harbour trade fair',
    owner: 1,
    company: 5,
    person: 0,
    type: 'Meeting',
    inDays: 6,
    more: { Z_Location: 'Bristol', Z_ShowAs: 'busy' },
  },
  {
    subject: 'Call Lucía about the cold chain',
    owner: 1,
    company: 1,
    person: 0,
    type: 'Call',
    inDays: -2,
    task: true,
    completed: true,
  },
  {
    subject: 'Lunch with Grace Harbour',
    owner: 1,
    company: 5,
    person: 0,
    type: 'Meeting',
    inDays: 1,
    hours: ['12:30', '14:00'],
  },
  {
    subject: 'Planning with Vela Nord',
    owner: 1,
    company: 6,
    person: 0,
    type: 'Meeting',
    inDays: 4,
    hours: ['16:00', '17:00'],
    more: {
      readOnly: 1,
      Z_Organizer: 'nuria.bosch@velanord.example',
      Z_Guests: 'Mateo Vidal <mateo.vidal@northside.example> (tentative)',
      Z_Status: 'tentative',
      Z_TimeZone: 'Europe/Madrid',
    },
  },
  {
    subject: 'Workshop at Atelier Moulin',
    owner: 2,
    company: 3,
    person: 1,
    type: 'Visit',
    inDays: -4,
    hours: ['10:00', '12:00'],
  },
  {
    subject: 'Rotstein: line acceptance',
    owner: 2,
    company: 4,
    person: 0,
    type: 'Visit',
    inDays: 7,
    hours: ['07:30', '16:00'],
  },
  { subject: 'Ask Rotstein for drawings', owner: 2, company: 4, person: 1, type: 'Call', inDays: 1, task: true },
];
