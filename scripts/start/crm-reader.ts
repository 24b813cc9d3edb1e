import { z } from 'zod';
import type { RunningServer } from '../../server/start-server.ts';

const emailSchema = z.object({
  id: z.number(),
  subject: z.string(),
  body: z.string(),
  emailFrom: z.string(),
  emailTo: z.string(),
  /** v4 has no field for copies; this is a custom one of the embedded CRM. */
  Z_Cc: z.string().nullish(),
  type: z.number(),
  accountId: z.number(),
  attachments: z.array(z.object({ id: z.number(), name: z.string() })),
});

/** An e-mail as the CRM has it. */
export type CrmEmail = z.infer<typeof emailSchema>;

export interface CrmReader {
  emails(): Promise<CrmEmail[]>;
  /** Bytes of an attachment, downloaded the way a person at the CRM's pages does. */
  attachment(id: number): Promise<Uint8Array>;
}

/** Looks into the CRM from outside, by its API and its pages, to see what has really arrived. */
export async function createCrmReader(crm: RunningServer): Promise<CrmReader> {
  // A colleague's keys, so that looking takes nothing from the rate of the rep's own.
  const key = crm.sample?.users[1]?.key;
  if (!key) throw new Error('The sample has no keys.');
  const login = await fetch(`${crm.apiUrl}/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: key.publicKey, password: key.privateKey }),
  });
  const { token } = z.object({ token: z.string() }).parse(await login.json());
  const signedIn = await fetch(crm.createSignInLink(), { redirect: 'manual' });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');

  return {
    async emails() {
      const answer = await fetch(`${crm.apiUrl}/emails`, { headers: { 'X-Session-Key': token } });
      return z.array(emailSchema).parse(await answer.json());
    },
    async attachment(id) {
      const answer = await fetch(`${crm.url}/files/attachments/${id}`, { headers: { cookie } });
      if (!answer.ok) throw new Error(`The CRM answered ${answer.status} to the download of an attachment.`);
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}
