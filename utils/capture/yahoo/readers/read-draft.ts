import type { Address } from '../../../model/address.ts';
import type { Tree } from '../../literals/parse-literal.ts';
import { at, isFields, listAt, peopleAt, textAt } from './tree.ts';

/** What the page saves of a message being written. */
export interface DraftContent {
  /** The client's own name of the draft, the same in every save and in the send. */
  key: string | undefined;
  /** Of a draft that has been saved before. */
  mid: string | undefined;
  from: Address | undefined;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  replyTo: Address[];
  subject: string;
  html: string;
  attachmentCount: number;
}

/** Reads the content of a save; undefined where it has no headers. */
export function readDraft(payload: Tree | undefined): DraftContent | undefined {
  const message = at(payload, 'message');
  const headers = at(message, 'headers');
  if (!isFields(headers)) return undefined;
  return {
    key: textAt(message, 'csid'),
    mid: textAt(message, 'id'),
    from: peopleAt(headers, 'from')?.[0],
    to: peopleAt(headers, 'to') ?? [],
    cc: peopleAt(headers, 'cc') ?? [],
    bcc: peopleAt(headers, 'bcc') ?? [],
    replyTo: peopleAt(headers, 'replyTo') ?? [],
    subject: textAt(headers, 'subject') ?? '',
    html: textAt(payload, 'simpleBody', 'html') ?? '',
    attachmentCount: listAt(payload, 'simpleBody', 'attachments')?.length ?? 0,
  };
}
