import { rawMail } from '../../tests/webmail/gmail/samples.ts';
import type { Customer } from './demo.ts';

/** What somebody writes in the story, and the file that goes with it. */
export interface Letter {
  subject: string;
  text: string;
  file?: { name: string; mime: string; text: string };
}

export const question: Letter = {
  subject: 'Can you deliver before the trade fair?',
  text: 'We would need forty sets in March. The drawing is attached.',
  file: { name: 'drawing-40-sets.svg', mime: 'image/svg+xml', text: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
};

export const offer: Letter = {
  subject: 'Our offer: forty sets in March',
  text: 'Yes, we can. You find the prices attached.',
  file: { name: 'prices.csv', mime: 'text/csv', text: 'item;pieces;price\nset;40;118.00\n' },
};

export const familyNews: Letter = { subject: 'Dinner on Sunday?', text: 'Grandma is coming too.' };
export const familyAnswer: Letter = { subject: 'Sunday is fine', text: 'I bring the cake.' };

/** Somebody the CRM has never heard of. */
export const stranger = { name: 'Aunt Vera', email: 'vera@family.example' };

/** Source of a letter from outside. */
export function toRawMail(letter: Letter, from: Pick<Customer, 'name' | 'email'>, to: string, id: string): string {
  const { file } = letter;
  return rawMail({
    from,
    to,
    subject: letter.subject,
    html: `<p>${letter.text}</p>`,
    messageId: `<${id}@${from.email.split('@')[1]}>`,
    dateMs: Date.now(),
    ...(file ? { files: [{ name: file.name, mime: file.mime, bytes: new TextEncoder().encode(file.text) }] } : {}),
  });
}
