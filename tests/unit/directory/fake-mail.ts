import type { MailFacts } from '../../../utils/directory/counterparts.ts';
import type { DirectoryAnswers, DirectoryMatch } from '../../../utils/model/directory.ts';
import type { Envelope } from '../../../utils/model/mail-reference.ts';

type Line = string | string[];
type Lines = Partial<Record<'from' | 'to' | 'cc' | 'bcc' | 'replyTo', Line>> & {
  complete?: boolean;
  signs?: string[];
  direction?: MailFacts['direction'];
  state?: MailFacts['state'];
};

const list = (line: Line | undefined) => [line ?? []].flat().map((email) => ({ email }));

/** A message the rep (`rep@own.example`) received, unless told otherwise. */
export function fakeMail(lines: Lines = {}): MailFacts {
  const direction = lines.direction ?? 'incoming';
  const [from] = list(lines.from);
  const envelope: Envelope = {
    ...(from ? { from } : {}),
    to: list(lines.to ?? (direction === 'incoming' ? 'rep@own.example' : [])),
    cc: list(lines.cc),
    bcc: list(lines.bcc),
    replyTo: list(lines.replyTo),
    complete: lines.complete ?? true,
    ...(lines.signs ? { automatedSigns: lines.signs } : {}),
  };
  return { direction, state: lines.state ?? (direction === 'incoming' ? 'received' : 'sent'), envelope };
}

export const anna: DirectoryMatch = { accountId: 1, accountName: 'Acme', contactId: 11, contactName: 'Anna Ruiz' };
export const acme: DirectoryMatch = { accountId: 1, accountName: 'Acme' };
export const ben: DirectoryMatch = { accountId: 2, accountName: 'Borea', contactId: 22, contactName: 'Ben Lund' };
export const borea: DirectoryMatch = { accountId: 2, accountName: 'Borea' };

/** What the directory knows in most tests: Anna and Acme, Ben and Borea. */
export function fakeAnswers(
  more: { byEmail?: [string, DirectoryMatch[]][]; byDomain?: [string, DirectoryMatch[]][] } = {},
): DirectoryAnswers {
  return {
    byEmail: new Map<string, DirectoryMatch[]>([
      ['anna@acme.example', [anna]],
      ['office@acme.example', [acme]],
      ['ben@borea.example', [ben]],
      ...(more.byEmail ?? []),
    ]),
    byDomain: new Map<string, DirectoryMatch[]>([
      ['acme.example', [acme]],
      ['borea.example', [borea]],
      ...(more.byDomain ?? []),
    ]),
  };
}
