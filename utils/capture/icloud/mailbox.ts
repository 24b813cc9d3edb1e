import { isEmail } from '../email-pattern.ts';
import type { AccountAddresses } from './page/account-addresses.ts';
import type { AccountSource } from './page/question.ts';

export interface MailboxDependencies {
  /** Asks for the addresses; undefined for now, `refused` where asking at once again is in vain. */
  ask(source: AccountSource): Promise<AccountAddresses | 'refused' | undefined>;
  mayRead(): boolean;
  tell(email: string, aliases: string[]): void;
  wait(ms: number): Promise<void>;
  signal: AbortSignal;
}

/** Whose mailbox this is. */
export interface Mailbox {
  /** What the page's own calls have told. */
  found(addresses: AccountAddresses): void;
  isOwn(email: string): boolean;
}

/** What is not seen by then is asked for: the page around this frame checks the sign-in, and nobody looks there. */
const PAGE_FIRST_MS = 500;

/** With one source known, the other one is waited for this long. */
const SECOND_SOURCE_MS = 6000;

const PAUSES_MS = [500, 1000, 2000, 5000, 15_000, 45_000, 120_000];

/**
 * Learns the mailbox from two answers: mail's settings, with every identity mail is written from, and the sign-in, whose
 * addresses may lie elsewhere. The mailbox goes by its mail identity, and by the account's address only where mail's
 * settings cannot be had; all others are further names of it.
 */
export function createMailbox({ ask, mayRead, tell, wait, signal }: MailboxDependencies): Mailbox {
  const known = new Map<AccountSource, AccountAddresses>();
  const own = new Set<string>();
  const given: AccountSource[] = ['preferences', 'validate'];
  let isSettled = false;

  const tellAll = () => {
    const primary = known.get('preferences')?.primary ?? known.get('validate')?.primary;
    if (primary === undefined || signal.aborted) return;
    const others = given.flatMap((source) => known.get(source)?.addresses ?? []).filter((email) => email !== primary);
    tell(primary, [...new Set(others)].toSorted());
  };

  const settle = () => {
    isSettled = true;
    tellAll();
  };

  const settleLater = async () => {
    await wait(SECOND_SOURCE_MS).catch(() => undefined);
    if (!isSettled) settle();
  };

  const found = (addresses: AccountAddresses) => {
    if (addresses.primary === undefined) return;
    const isFirst = known.size === 0;
    known.set(addresses.source, addresses);
    for (const email of addresses.addresses) own.add(email);
    if (isSettled || known.size === given.length) settle();
    else if (isFirst) void settleLater();
  };

  const askFor = async (source: AccountSource): Promise<boolean> => {
    if (known.has(source)) return true;
    const answer = await ask(source);
    if (answer === undefined || answer === 'refused') return answer === 'refused';
    found(answer);
    return known.has(source);
  };

  const askAll = async () => {
    await wait(PAGE_FIRST_MS);
    for (const pauseMs of PAUSES_MS) {
      if (mayRead()) {
        // The sign-in tells where the settings are.
        const isAnswered = [await askFor('validate'), await askFor('preferences')];
        if (known.size === given.length) return;
        if (known.size > 0 && isAnswered.every(Boolean)) settle();
      }
      await wait(pauseMs);
    }
  };
  void askAll().catch(() => undefined);

  return { found, isOwn: (email) => own.has(email) };
}

/** Reads addresses as the page's world hands them over. Untrusted like all it sends. */
export function parseAccountAddresses(text: string): AccountAddresses | undefined {
  if (text.length > 100_000) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { source, primary, addresses } = parsed as Record<string, unknown>;
  if (source !== 'validate' && source !== 'preferences') return undefined;
  const isAddress = (value: unknown): value is string => typeof value === 'string' && isEmail(value);
  const list = (Array.isArray(addresses) ? addresses : []).filter(isAddress).map((email) => email.toLowerCase());
  return isAddress(primary) ? { source, primary: primary.toLowerCase(), addresses: list } : { source, addresses: list };
}
