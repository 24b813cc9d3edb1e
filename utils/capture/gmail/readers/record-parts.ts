import type { Tree } from '../../literals/parse-literal.ts';
import type { RecordAttachment, RecordBody } from './mail-record.ts';
import { listAt, numberAt, textAt } from './tree.ts';

/** Place of the flag that is 1 for a message written as HTML. */
const HTML_FLAG = 6;

/** Joins the parts of a body. HTML stands at a part's place 1 in requests and one level deeper in answers. */
export function readBody(node: Tree | undefined): RecordBody | undefined {
  const texts: string[] = [];
  const partKinds: number[] = [];
  for (const part of listAt(node, 1)) {
    const html = textAt(part, 1) ?? textAt(part, 2, 1);
    if (html === undefined) continue;
    texts.push(html);
    partKinds.push(numberAt(part, 0) ?? 0);
  }
  if (texts.length === 0) return undefined;
  const flag = numberAt(node, HTML_FLAG);
  return { html: texts.join(''), partKinds, isHtml: flag === undefined || flag === 1 };
}

export function readAttachments(node: Tree | undefined): RecordAttachment[] | undefined {
  const attachments = listAt(node).map((item) =>
    toAttachment({
      mimeType: textAt(item, 0),
      name: textAt(item, 1),
      size: numberAt(item, 2),
      attid: textAt(item, 3),
      realattid: textAt(item, 4),
      url: textAt(item, 5),
    }),
  );
  return kept(attachments);
}

/** Attachments of conversations are wrapped once, and their address is the surest place of some ids. */
export function readWrappedAttachments(node: Tree | undefined): RecordAttachment[] | undefined {
  const attachments = listAt(node).map((wrapped) => {
    const item = listAt(wrapped, 0);
    const url = textAt(item, 3, 1);
    return toAttachment({
      attid: textAt(item, 1) ?? parameterOf(url, 'attid'),
      url,
      name: textAt(item, 3, 2),
      mimeType: textAt(item, 3, 3),
      size: numberAt(item, 3, 4),
      realattid: parameterOf(url, 'realattid'),
    });
  });
  return kept(attachments);
}

export function parameterOf(url: string | undefined, name: string): string | undefined {
  return url === undefined ? undefined : (new RegExp(`[?&]${name}=([^&#]+)`).exec(url)?.[1] ?? undefined);
}

export function toAttachment(
  fields: {
    [K in keyof RecordAttachment]-?: RecordAttachment[K] | undefined;
  },
): RecordAttachment {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as RecordAttachment;
}

function kept(attachments: RecordAttachment[]): RecordAttachment[] | undefined {
  const real = attachments.filter((attachment) => attachment.name !== undefined || attachment.attid !== undefined);
  return real.length > 0 ? real : undefined;
}
