import type { Address } from '../model/address.ts';
import type { Envelope, MailReference } from '../model/mail-reference.ts';

/*
 * The limits of `utils/model/mail-reference.ts` by hand: one reference a page has spoilt must not cost the five hundred it
 * travels with, and schemas are too heavy for a content script. A property test holds the two together.
 */
const MAX_EMAIL = 320;
const MAX_NAME = 500;
const MAX_ID = 600;
const MAX_HEADER = 998;
const MAX_RECIPIENTS = 2000;
const email = /^[^\s@<>"(),;]+@[^\s@<>"(),;]+$/u;

/** The reference as the background will take it; undefined when what it names cannot be trusted. */
export function toSafeReference(reference: MailReference): MailReference | undefined {
  const { site, ref, threadRef, direction, state, sentAt, envelope, noticedBy } = reference;
  const account = toSafeEmail(reference.account);
  if (account === undefined || ref === '' || ref.length > MAX_ID) return undefined;
  return {
    site,
    account,
    ref,
    direction,
    state,
    noticedBy,
    envelope: toSafeEnvelope(envelope),
    ...(threadRef === undefined || threadRef.length > MAX_ID ? {} : { threadRef }),
    ...(sentAt === undefined || !Number.isSafeInteger(sentAt) || sentAt < 0 ? {} : { sentAt }),
  };
}

function toSafeEnvelope({ from, to, cc, bcc, replyTo, complete, messageId, automatedSigns }: Envelope): Envelope {
  const sender = from === undefined ? undefined : toSafeAddress(from);
  const lists = { to: safeList(to), cc: safeList(cc), bcc: safeList(bcc), replyTo: safeList(replyTo) };
  // A list that lost somebody is not the whole truth any more.
  const isWhole = lists.to.length === to.length && lists.cc.length === cc.length && lists.bcc.length === bcc.length;
  return {
    ...lists,
    complete: complete && isWhole && sender !== undefined,
    ...(sender === undefined ? {} : { from: sender }),
    ...(messageId === undefined || messageId.length > MAX_HEADER ? {} : { messageId }),
    ...(automatedSigns === undefined
      ? {}
      : { automatedSigns: automatedSigns.filter((sign) => sign.length <= 60).slice(0, 20) }),
  };
}

function safeList(list: readonly Address[]): Address[] {
  return list
    .slice(0, MAX_RECIPIENTS)
    .map(toSafeAddress)
    .filter((address) => address !== undefined);
}

function toSafeAddress({ email: written, name }: Address): Address | undefined {
  const address = toSafeEmail(written);
  if (address === undefined) return undefined;
  return name === undefined ? { email: address } : { email: address, name: name.slice(0, MAX_NAME) };
}

function toSafeEmail(written: string): string | undefined {
  const address = written.trim().toLowerCase();
  return address.length <= MAX_EMAIL && email.test(address) ? address : undefined;
}
