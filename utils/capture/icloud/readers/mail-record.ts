import type { Address } from '../../../model/address.ts';
import type { Place } from '../page/question.ts';

/** What any answer tells of one message. Subjects are compared in memory and never told. */
export interface MailRecord extends Place {
  uidValidity?: string;
  threadId?: string;
  /** In its angle brackets. */
  messageId?: string;
  from?: Address;
  /** Recipient lists are absent where the answer has no such field. */
  to?: Address[];
  cc?: Address[];
  bcc?: Address[];
  replyTo?: Address[];
  /** All who are named could be read. */
  isWhole: boolean;
  subject?: string;
  /** Ms since the epoch. */
  sentAt?: number;
  automatedSigns?: string[];
  parts: MailPart[];
  /** There only where the message itself was asked for: its headers stand in the answer. */
  hasHeaders: boolean;
}

/** A part of a message as metadata lists it. */
export interface MailPart {
  partId: string;
  contentType: string;
  isAttachment: boolean;
  disposition?: string;
  size?: number;
  fileName?: string;
}

/** A row of a list: a conversation with its senders, and no recipients. */
export interface ThreadDigest {
  threadId: string;
  senders: Address[];
  /** Ms since the epoch. */
  at?: number;
  subject?: string;
  /** Changes whenever something in the conversation does. */
  version: string;
}
