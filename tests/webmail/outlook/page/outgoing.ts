import type { Person } from './store.ts';

/** What stands in a compose form. */
export interface Written {
  from: Person | undefined;
  to: Person[];
  cc: Person[];
  bcc: Person[];
  subject: string;
  html: string;
}

export type Fields = Record<string, unknown>;

const recipient = (one: Person): object => ({
  Name: one.name || one.email,
  EmailAddress: one.email,
  RoutingType: one.email.startsWith('/') ? 'EX' : 'SMTP',
  MailboxType: 'OneOff',
});

/** The fields of an item, as requests carry them. No author means who is signed in. */
export function fieldsOf(written: Written): Fields {
  return {
    Subject: written.subject,
    Body: { __type: 'BodyContentType:#Exchange', BodyType: 'HTML', Value: written.html },
    Importance: 'Normal',
    From: written.from ? { Mailbox: recipient(written.from) } : null,
    ToRecipients: written.to.map(recipient),
    CcRecipients: written.cc.map(recipient),
    BccRecipients: written.bcc.map(recipient),
    Sensitivity: 'Normal',
    IsDeliveryReceiptRequested: false,
    IsReadReceiptRequested: false,
  };
}

export const newItem = (fields: Fields): Fields => ({ __type: 'Message:#Exchange', ...fields });

const REPLY_TYPES = { reply: 'ReplyToItem', replyAll: 'ReplyAllToItem', forward: 'ForwardItem' } as const;

export const replyItem = (
  kind: keyof typeof REPLY_TYPES,
  itemId: string,
  changeKey: string,
  fields: Fields,
): Fields => {
  const { Body, ...others } = fields;
  return {
    __type: `${REPLY_TYPES[kind]}:#Exchange`,
    ...others,
    ReferenceItemId: { __type: 'ItemId:#Exchange', Id: itemId, ChangeKey: changeKey },
    NewBodyContent: Body,
  };
};

/** Updates of the named fields; those of a message are told from those of any item. */
export function updatesOf(fields: Fields): object[] {
  return Object.entries(fields).map(([name, value]) => ({
    __type: 'SetItemField:#Exchange',
    Path: { __type: 'PropertyUri:#Exchange', FieldURI: /Recipients$|^From$/.test(name) ? `message:${name}` : name },
    Item: { __type: 'Message:#Exchange', [name]: value },
  }));
}

const DEFERRED = { __type: 'ExtendedPropertyUri:#Exchange', PropertyTag: '0x3fef', PropertyType: 'SystemTime' };

/** The property that holds a message back until its time has come. */
export const deferredProperty = (dueMs: number): object[] => [
  { __type: 'ExtendedPropertyType:#Exchange', ExtendedFieldURI: DEFERRED, Value: new Date(dueMs).toISOString() },
];

export const deferredUpdate = (dueMs: number): object => ({
  __type: 'SetItemField:#Exchange',
  Path: DEFERRED,
  Item: { __type: 'Message:#Exchange', ExtendedProperty: deferredProperty(dueMs) },
});
