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
  attachments: { id: number; name: string }[];
}

/** Looks into the CRM as another program would, by its API. */
export interface CrmReader {
  /** Oldest first. */
  emails(): Promise<CrmEmail[]>;
}

export function createCrmReader(crm: Pick<RunningServer, 'apiUrl' | 'sample'>): CrmReader {
  async function signIn(): Promise<string> {
    const key = crm.sample?.users[1]?.key;
    const response = await fetch(`${crm.apiUrl}/login`, {
      method: 'POST',
      body: JSON.stringify({ username: key?.publicKey, password: key?.privateKey }),
    });
    return (await response.json()).token;
  }
  let token: Promise<string> | undefined;
  return {
    async emails() {
      token ??= signIn();
      const response = await fetch(`${crm.apiUrl}/emails`, { headers: { 'X-Session-Key': await token } });
      if (!response.ok) throw new Error(`The CRM answered ${response.status} to a look at its e-mails.`);
      const found: CrmEmail[] = await response.json();
      return found.toSorted((one, other) => one.id - other.id);
    },
  };
}
