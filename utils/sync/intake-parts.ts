import type { Decision } from '../model/decision.ts';
import type { Delivery } from '../model/delivery.ts';
import type { DirectoryAnswers } from '../model/directory.ts';
import type { MailReference } from '../model/mail-reference.ts';
import type { WholeMessage } from '../model/message.ts';

/** What a decision looks at. */
export type MailFacts = Pick<MailReference, 'account' | 'direction' | 'state' | 'envelope'>;

/** The decision and its rules as they are at the moment of the call. */
export interface Decider {
  lookupKeys(mail: MailFacts): { emails: string[]; domains: string[] };
  decide(mail: MailFacts, answers: DirectoryAnswers): Decision;
}

/** What a webmail delivered, and what the site knows where the headers are silent. */
export interface Source extends Pick<MailReference, 'site' | 'account' | 'ref' | 'sentAt'> {
  form: Delivery['form'];
  /** How it was obtained: some ways cannot be trusted with files. */
  rung: Delivery['rung'];
  parts: readonly Uint8Array<ArrayBuffer>[];
}

/** Reads a message from its source. A source nobody can read throws; what is thrown is not looked at. */
export type ReadMessage = (source: Source) => Promise<WholeMessage>;
