import { readFileSync } from 'node:fs';
import { type LiteralOptions, parseLiteral, type Tree } from '../../../../utils/capture/literals/parse-literal.ts';
import type { MailItem } from '../../../../utils/capture/outlook/readers/mail-item.ts';
import { type AnswerReading, readAnswer } from '../../../../utils/capture/outlook/readers/read-answer.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';

export const idOf = (name: string) => `AAMkADQ1SYNTHETIC${name}AAAAAAEMAAA=`;
export const folderOf = (name: string) => `AQMkADQ1SYNTHETICfolder${name}AAAA=`;
export const conversationOf = (name: string) => `AAQkADQ1SYNTHETIC${name}AQAAAA=`;

export const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/outlook/${name}.json`, import.meta.url), 'utf8');

export const treeOf = (text: string, options?: LiteralOptions): Tree | undefined =>
  runAtOnce(parseLiteral(text, options));
export const readingOf = (text: string, most?: number): AnswerReading => runAtOnce(readAnswer(treeOf(text), most));

export const people = (...emails: string[]) => ({ people: emails.map((email) => ({ email })), isWhole: true });

export const itemOf = (name: string, overrides: Partial<MailItem> = {}): MailItem => ({
  id: idOf(name),
  from: { email: 'bea@client.example' },
  to: people('ana@rep.example'),
  cc: people(),
  isDraft: false,
  ...overrides,
});
