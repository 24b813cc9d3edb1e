import { z } from 'zod';
import type { RunningServer } from '../../server/start-server.ts';

const tokenSchema = z.object({ token: z.string() });
const accountsSchema = z.array(z.object({ id: z.number(), name: z.string(), deleted: z.boolean() }));
const usersSchema = z.array(z.object({ id: z.number() }));

/**
 * Adds a contact from `Name Surname <address>` to the first company of the CRM, over its own API.
 *
 * @returns who was added, in words
 * @throws an `Error` whose message is for the person at the terminal
 */
export async function addContact(
  crm: RunningServer,
  key: { publicKey: string; privateKey: string },
  contact: string,
): Promise<string> {
  const [, name = '', email = ''] = /^\s*([^<>]+?)\s*<([^\s@<>]+@[^\s@<>]+)>\s*$/.exec(contact) ?? [];
  if (!email) throw new Error('--contact must look like "Ann Example <ann@example.com>"');
  const [firstName = name, ...rest] = name.split(/\s+/);
  const login = { username: key.publicKey, password: key.privateKey };
  const { token } = tokenSchema.parse(await call(crm, 'POST', '/login', login));
  const company = accountsSchema
    .parse(await call(crm, 'GET', '/accounts', undefined, token))
    .find((one) => !one.deleted);
  const [user] = usersSchema.parse(await call(crm, 'GET', '/users', undefined, token));
  if (!company || !user) throw new Error('The CRM has no company to add the contact to.');
  const body = { firstName, lastName: rest.join(' ') || '-', email, accountId: company.id, salesRepId: user.id };
  await call(crm, 'POST', '/contacts', body, token);
  return `${name} <${email}> at ${company.name}`;
}

async function call(
  crm: RunningServer,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<unknown> {
  const answer = await fetch(`${crm.apiUrl}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token ? { 'X-Session-Key': token } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`The CRM answered ${answer.status} to ${method} ${path}.`);
  return answer.json();
}
