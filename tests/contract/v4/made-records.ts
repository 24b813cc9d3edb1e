import type { Answer, Json, V4 } from './v4-client.ts';

/** Records of the tenant that new ones hang on. */
export interface Ground {
  accountId: number;
  salesRepId: number;
  branchId: number;
  typeId: number;
}

export interface Made {
  id: number;
  /** What was written. */
  body: Json;
  answer: Answer;
}

const firstOf = async (v4: V4, resource: string): Promise<number | undefined> =>
  (await v4.sample(resource))?.find(({ deleted }) => deleted !== true)?.id;

/** Ids to hang new records on, or why there are none. */
export function ground(v4: V4): Promise<Ground | string> {
  return v4.once('ground', async () => {
    const [accountId, salesRepId, branchId, typeId] = [
      await firstOf(v4, 'accounts'),
      await firstOf(v4, 'users'),
      await firstOf(v4, 'branches'),
      await firstOf(v4, 'activityTypes'),
    ];
    if (!accountId || !salesRepId || !branchId || !typeId) {
      return 'there is no account, user, branch or activity type to hang it on';
    }
    return { accountId, salesRepId, branchId, typeId };
  });
}

/** Bodies that hold what each resource asks for. All they make is named "Conformance". */
const bodies: Record<string, (given: Ground) => Json> = {
  accounts: ({ salesRepId, branchId }) => ({ name: 'Conformance', salesRepId1: salesRepId, branchId }),
  contacts: ({ accountId, salesRepId }) => ({
    firstName: 'Conformance',
    lastName: 'Conformance',
    accountId,
    salesRepId,
  }),
  activities: ({ accountId, salesRepId, typeId }) => ({
    accountId,
    typeId,
    salesRepId,
    date: '2024-05-09 10:15:00',
    comment: 'Conformance',
  }),
  calendar: ({ accountId, salesRepId, branchId, typeId }) => ({
    subject: 'Conformance',
    accountId,
    salesRepId,
    branchId,
    typeId,
    startDate: '30/05/16',
    endDate: '30/05/16',
    startHour: '09:30',
    endHour: '10:15',
    allDay: false,
    task: false,
    sendNotification: false,
  }),
  calls: ({ accountId, salesRepId }) => ({ phone: '555020', type: 0, accountId, salesRepId }),
  emails: () => ({
    subject: 'Conformance',
    body: 'Conformance',
    emailFrom: 'nora@example.com',
    emailTo: ['omar@example.com'],
    type: 0,
    date: '2024-05-09T12:15:00+02:00',
  }),
  documents: () => ({ folderId: -1, name: 'Conformance.txt', level: 2 }),
  hooks: () => ({
    name: 'Conformance',
    action: 'update',
    entity: 'opportunity',
    url: 'https://conformance.example.com/',
  }),
};

/**
 * Makes a record, which is removed again when all is over.
 *
 * @param change Fields to write otherwise; undefined leaves one out.
 * @returns why, where none was made
 */
export async function make(v4: V4, resource: string, change: Json = {}): Promise<Made | { why: string }> {
  const given = await ground(v4);
  if (typeof given === 'string') return { why: given };
  const body = { ...bodies[resource]?.(given), ...change };
  const answer = await v4.call('POST', `/${resource}`, { body });
  const id = Number(answer.body?.id);
  if (answer.status !== 200 || !Number.isInteger(id)) return { why: `answered ${answer.status} to the create` };
  v4.later(`${resource} ${id}`, async () => {
    const { status, body: found } = await v4.get(`/${resource}/${id}`);
    return status === 200 && found?.deleted === true ? { ...answer, status } : v4.call('DELETE', `/${resource}/${id}`);
  });
  return { id, body, answer };
}
