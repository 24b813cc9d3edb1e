import type { RunningServer } from '../../server/start-server.ts';

/** An e-mail as it stands in the CRM, in the words of its API. */
export interface CrmEmail {
  id: number;
  subject: string;
  body: string;
  emailFrom: string;
  emailTo: string;
  /** 0 outgoing, 1 incoming. */
  type: number;
  accountId: number | null;
  contactId: number | null;
  extId: string | null;
  /** What v4 has no fields for: custom ones of the embedded CRM. */
  Z_Cc?: string | null;
  Z_Bcc?: string | null;
  Z_MessageId?: string | null;
  attachments: { id: number; name: string }[];
}

/** Looks into the CRM as another program would, by its API. */
export interface CrmReader {
  /** Those with a higher id than `afterId`, all unless told, oldest first. */
  emails(afterId?: number): Promise<CrmEmail[]>;
  /** Bytes of an attachment, downloaded the way a person at the CRM's pages does. */
  attachment(id: number): Promise<Uint8Array>;
}

/** A CRM that is asked for no number of rows answers with its first fifty. */
const PAGE_ROWS = 500;

export function createCrmReader(crm: RunningServer): CrmReader {
  async function signIn(): Promise<string> {
    const key = crm.sample?.users[1]?.key;
    const response = await fetch(`${crm.apiUrl}/login`, {
      method: 'POST',
      body: JSON.stringify({ username: key?.publicKey, password: key?.privateKey }),
    });
    return (await response.json()).token;
  }
  async function openPages(): Promise<string> {
    const signedIn = await fetch(crm.createSignInLink(), { redirect: 'manual' });
    return signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
  }
  let token: Promise<string> | undefined;
  let cookie: Promise<string> | undefined;
  return {
    async emails(afterId = 0) {
      token ??= signIn();
      const found: CrmEmail[] = [];
      for (let page = 0, isLast = false; !isLast; page += 1) {
        const response = await fetch(`${crm.apiUrl}/emails?where=id%3E${afterId}&page=${page}`, {
          headers: { 'X-Session-Key': await token, Count: String(PAGE_ROWS) },
        });
        if (!response.ok) throw new Error(`The CRM answered ${response.status} to a look at its e-mails.`);
        const rows: CrmEmail[] = await response.json();
        found.push(...rows);
        isLast = rows.length < PAGE_ROWS;
      }
      return found.toSorted((one, other) => one.id - other.id);
    },
    async attachment(id) {
      cookie ??= openPages();
      const response = await fetch(`${crm.url}/files/attachments/${id}`, { headers: { cookie: await cookie } });
      if (!response.ok) throw new Error(`The CRM answered ${response.status} to the download of an attachment.`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}
