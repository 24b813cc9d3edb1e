import type { Involved } from '../../../../utils/model/decision.ts';
import type { DirectoryLookup, DirectoryMatch } from '../../../../utils/model/directory.ts';
import type { MailReference } from '../../../../utils/model/mail-reference.ts';
import type { Message, WholeMessage } from '../../../../utils/model/message.ts';
import type { Decider, Source } from '../../../../utils/sync/intake-parts.ts';
import { REFUSED } from './model-crm.ts';

/** What a message of a schedule is like. */
export interface MailSpec {
  /** Companies on the envelope the page shows. */
  companies: number[];
  /** A company only the true headers name. */
  bcc: number | null;
  files: ('small' | 'too-large' | 'unreadable' | 'inline')[];
  isLong: boolean;
  trap: 'none' | 'unreadable-source' | 'automated' | 'refused';
  thread: number;
  direction: 'incoming' | 'outgoing';
}

/** A message of a schedule. Everything private about it holds `word`, so that a leak can be searched for. */
export interface Mail extends MailSpec {
  word: string;
  ref: string;
  message: Message;
  bytes: WholeMessage['bytes'];
  source: Uint8Array<ArrayBuffer>;
}

export const REP = 'rep@own.example';
export const ATTACHMENT_LIMIT = 200;

const toAddress = (word: string, company: number) => ({
  email: `${word}@co${company}.example`,
  name: `${word} Person`,
});

export function createMail(spec: MailSpec, index: number): Mail {
  const word = `secretword${index}x`;
  const others = spec.companies.map((company) => toAddress(word, company));
  const isOutgoing = spec.direction === 'outgoing';
  const rep = { email: REP };
  const [first = { email: `${word}@nobody.example` }, ...rest] = others;
  const bytes = spec.files.map((file, i) => {
    if (file === 'unreadable') return null;
    return new TextEncoder().encode(`${word} file ${i} `.repeat(file === 'too-large' ? 20 : 2));
  });
  const message: Message = {
    messageId: `<${word}@mail.example>`,
    references: [],
    from: isOutgoing ? rep : first,
    to: isOutgoing ? [first] : [rep],
    cc: rest,
    bcc: spec.bcc === null ? [] : [toAddress(word, spec.bcc)],
    replyTo: [],
    subject: spec.trap === 'refused' ? `${word} ${REFUSED}` : `${word} subject`,
    sentAt: 1_699_000_000_000 + index * 60_000,
    text: `${word} text `.repeat(spec.isLong ? 600 : 2),
    protection: 'none',
    automatedSigns: spec.trap === 'automated' ? ['list-id'] : [],
    attachments: spec.files.map((file, i) => ({
      name: `${word}-${i}.txt`,
      mimeType: 'text/plain',
      size: bytes[i]?.length ?? 0,
      disposition: file === 'inline' ? 'inline' : 'attachment',
    })),
  };
  const shown = spec.trap === 'unreadable-source' ? `broken ${word}` : JSON.stringify({ index, word });
  return { ...spec, word, ref: `msg-${index}`, message, bytes, source: new TextEncoder().encode(shown.padEnd(60)) };
}

/** What a webmail page tells of it. */
export function toReference(mail: Mail): MailReference {
  const { from, to, cc } = mail.message;
  return {
    site: 'gmail',
    account: REP,
    ref: mail.ref,
    threadRef: `thread-${mail.thread}`,
    direction: mail.direction,
    state: mail.direction === 'incoming' ? 'received' : 'sent',
    sentAt: mail.message.sentAt,
    envelope: { ...(from ? { from } : {}), to, cc, bcc: [], replyTo: [], complete: true },
    noticedBy: 'traffic',
  };
}

/** A reader for the sources above. */
export function createReader(mails: readonly Mail[]) {
  return async ({ parts }: Source): Promise<WholeMessage> => {
    const { index } = JSON.parse(new TextDecoder().decode(parts[0]));
    const mail = mails[index];
    if (!mail) throw new Error('no such message');
    return { message: mail.message, bytes: mail.bytes };
  };
}

/** Companies a message must end at: none when its true headers forbid it. */
export function wantedCompanies(mail: Mail): number[] {
  if (mail.companies.length === 0 || mail.trap === 'automated') return [];
  const all = [...mail.companies, ...(mail.bcc === null || mail.trap === 'unreadable-source' ? [] : [mail.bcc])];
  return [...new Set(all)];
}

export const decider: Decider = {
  lookupKeys: ({ envelope: { from, to, cc, bcc } }) => ({
    emails: [...(from ? [from] : []), ...to, ...cc, ...bcc].map(({ email }) => email),
    domains: [],
  }),
  decide({ envelope }, { byEmail }) {
    if (envelope.automatedSigns?.length) return { kind: 'skip', rule: 'automated-message' };
    const involved = new Map<number, Involved>();
    for (const [match] of byEmail.values())
      if (match) involved.set(match.accountId, { ...match, rule: 'contact-address' });
    if (involved.size === 0) return { kind: 'skip', rule: 'nobody-in-crm' };
    return { kind: 'log', involved: [...involved.values()], rule: 'contact-address' };
  },
};

export const directory: DirectoryLookup = {
  async lookup({ emails }) {
    const byEmail = new Map<string, DirectoryMatch[]>();
    for (const email of emails) {
      const company = Number(/@co(\d+)\.example$/.exec(email)?.[1]);
      if (company)
        byEmail.set(email, [{ accountId: company, accountName: `Company ${company}`, contactId: company * 10 }]);
    }
    return { byEmail, byDomain: new Map() };
  },
};
