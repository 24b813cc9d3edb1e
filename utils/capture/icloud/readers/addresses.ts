import type { Address } from '../../../model/address.ts';
import { isEmail, MAX_EMAIL_LENGTH } from '../../email-pattern.ts';
import type { Tree } from '../../literals/parse-literal.ts';
import { fieldOf, textOf } from './fields.ts';

/** Stands where the server does not know a sender yet. */
const PLACEHOLDER = 'STALE';

const MAX_TEXT = 2000;
const MAX_NAME = 500;
const MAX_PEOPLE = 2000;

export interface People {
  people: Address[];
  /** False where somebody is named whose address cannot be read: the list is not the whole truth. */
  isWhole: boolean;
}

/** A field with people in it: a list or a single one, each a text of RFC 5322 or an object. Undefined where there is none. */
export function peopleOf(node: Tree | undefined, name: string): People | undefined {
  const value = fieldOf(node, name);
  if (value === undefined) return undefined;
  const people: Address[] = [];
  let isWhole = true;
  for (const entry of Array.isArray(value) ? value : [value]) {
    const found = typeof entry === 'string' ? parseAddresses(entry) : fromObject(entry);
    if (found.length === 0 && !isEmptyGroup(entry)) isWhole = false;
    people.push(...found);
  }
  return { people: people.slice(0, MAX_PEOPLE), isWhole: isWhole && people.length <= MAX_PEOPLE };
}

/** One text with one address or several, `Name <address>`. */
export function parseAddresses(text: string): Address[] {
  if (text.length > MAX_TEXT * 100) return [];
  return splitAtCommas(text)
    .map(parseAddress)
    .filter((address) => address !== undefined);
}

function parseAddress(text: string): Address | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_TEXT || trimmed === PLACEHOLDER) return undefined;
  const parts = /^([^<]*(?:"(?:[^"\\]|\\.)*"[^<]*)?)<([^<>]*)>[^<>]*$/.exec(trimmed);
  return toAddress(parts === null ? trimmed : (parts[2] ?? ''), parts?.[1]);
}

function fromObject(node: Tree): Address[] {
  const email = textOf(node, 'email') ?? textOf(node, 'address') ?? textOf(node, 'emailAddress');
  const address = email === undefined ? undefined : toAddress(email, textOf(node, 'name'));
  return address === undefined ? [] : [address];
}

function toAddress(written: string, name: string | undefined): Address | undefined {
  const email = written.trim().toLowerCase();
  if (email.length > MAX_EMAIL_LENGTH || !isEmail(email)) return undefined;
  const shown = unquote((name ?? '').trim()).slice(0, MAX_NAME);
  // An encoded word is no name to show; the source tells the real one.
  return shown === '' || shown.startsWith('=?') ? { email } : { email, name: shown };
}

function unquote(name: string): string {
  const inner = /^"((?:[^"\\]|\\.)*)"$/.exec(name)?.[1];
  return inner === undefined ? name : inner.replace(/\\(.)/g, '$1').trim();
}

/** Commas separate but for those inside quotes and brackets. */
function splitAtCommas(text: string): string[] {
  if (!text.includes(',')) return [text];
  const pieces: string[] = [];
  let start = 0;
  let isQuoted = false;
  let isBracketed = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (isQuoted && char === '\\') at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && char === '<') isBracketed = true;
    else if (!isQuoted && char === '>') isBracketed = false;
    else if (char === ',' && !isQuoted && !isBracketed) {
      pieces.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...pieces, text.slice(start)].filter((piece) => piece.trim() !== '');
}

/** `undisclosed-recipients:;` names nobody, and says so. */
function isEmptyGroup(entry: Tree): boolean {
  return entry === '' || (typeof entry === 'string' && /^[^<>@]*:\s*;?\s*$/.test(entry));
}
