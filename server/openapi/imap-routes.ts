import { z } from 'zod';
import { changedAccountSchema, newAccountSchema, serverFormSchema } from '../imap/account-form.ts';
import { accountSchema, testResultSchema } from '../imap/imap-schema.ts';
import type { V4Choices } from '../v4/choices.ts';
import { schemaDocumentSchema } from './common-schemas.ts';
import type { Content, DescribedRoute, RouteParameter } from './described-route.ts';
import { idParameter } from './parameters.ts';

const BASE = '/api/v4/tandem/imap';
const MAX_ID = 2_147_483_647;

const account: Content = { name: 'ImapAccount', schema: accountSchema };
const testResult: Content = { name: 'ImapTest', schema: testResultSchema };
const example = {
  address: 'rep@example.com',
  password: 'app password',
  server: 'imap.example.com',
  port: 993,
  tls: 'implicit',
};

const listParameters: RouteParameter[] = [
  { name: 'after', in: 'query', description: 'Mailboxes with greater ids.', schema: z.int().min(1).max(MAX_ID) },
  { name: 'count', in: 'query', description: 'Mailboxes per page, 50 unless told.', schema: z.int().min(1).max(1_000) },
  { name: 'userId', in: 'query', description: 'Mailboxes of one user.', schema: z.int().min(1).max(MAX_ID) },
];

/** Mailboxes read by IMAP. */
export function describeImap(choices: Pick<V4Choices, 'tandemRoutes' | 'messageKey'>): DescribedRoute[] {
  if (!choices.tandemRoutes) return [];
  const message = { [choices.messageKey]: z.string() };
  const done = z.strictObject({ ...message, account: accountSchema });
  const onOne = (method: DescribedRoute['method'], path: string, rest: Partial<DescribedRoute>): DescribedRoute => ({
    method,
    path: `${BASE}/{id}${path}`,
    id: '',
    tag: 'tandem/imap',
    summary: '',
    parameters: [idParameter],
    answer: { description: 'The mailbox', content: { schema: done } },
    ...rest,
  });
  return [
    {
      method: 'get',
      path: BASE,
      id: 'listMailboxes',
      tag: 'tandem/imap',
      summary: 'Mailboxes read by IMAP',
      description: 'One’s own, those of everybody below, and for administrators all.',
      parameters: listParameters,
      answer: {
        description: 'One page of them; `next` is the `after` of the next page, null on the last',
        content: {
          name: 'ImapAccounts',
          schema: z.strictObject({ accounts: z.array(accountSchema), next: z.int().nullable() }),
        },
      },
    },
    {
      method: 'post',
      path: BASE,
      id: 'createMailbox',
      tag: 'tandem/imap',
      summary: 'Mailbox: set up and begin to read',
      description: 'POP3, also by its ports 110 and 995, and calendars are refused with the reason.',
      body: { name: 'NewImapAccount', schema: newAccountSchema, example },
      answer: { description: 'Set up', content: { schema: done } },
    },
    {
      method: 'post',
      path: `${BASE}/test`,
      id: 'testMailbox',
      tag: 'tandem/imap',
      summary: 'Connectivity test of a mailbox that is not set up yet',
      body: { name: 'ImapServer', schema: serverFormSchema, example },
      answer: { description: 'One line for each step', content: testResult },
      refusals: { 429: 'Too many requests a second, or a test of this user is under way' },
    },
    {
      method: 'get',
      path: `${BASE}/schema`,
      id: 'describeMailboxes',
      tag: 'tandem/imap',
      summary: 'Mailboxes: fields',
      answer: { description: 'Each field by its name', content: { name: 'Schema', schema: schemaDocumentSchema } },
    },
    onOne('get', '', {
      id: 'getMailbox',
      summary: 'Mailbox: state',
      answer: { description: 'The mailbox', content: account },
    }),
    onOne('put', '', {
      id: 'changeMailbox',
      summary: 'Mailbox: change, also while it is read',
      description: 'Server, port, TLS and the name to log in with are changed together with the password only.',
      body: { name: 'ChangedImapAccount', schema: changedAccountSchema, example: { backfillDays: 90 } },
    }),
    onOne('delete', '', {
      id: 'deleteMailbox',
      summary: 'Mailbox: forget. E-mails that were logged stay',
      answer: { description: 'Forgotten', content: { schema: z.strictObject(message) } },
    }),
    onOne('post', '/start', { id: 'startMailbox', summary: 'Mailbox: read it, and at once' }),
    onOne('post', '/stop', { id: 'stopMailbox', summary: 'Mailbox: stop reading' }),
    onOne('post', '/test', {
      id: 'testKeptMailbox',
      summary: 'Connectivity test with the password that is kept',
      answer: { description: 'One line for each step', content: testResult },
      refusals: { 429: 'Too many requests a second, or a test of this user is under way' },
    }),
  ];
}
