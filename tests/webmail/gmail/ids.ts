/** Makes the ids of messages and threads in all their families. */
export interface IdMaker {
  /** 16 hex digits; shifted right by 20 bits they are `ms`. Never the same twice. */
  legacyHex(ms: number): string;
  /** `length` characters fit for addresses and cookies. */
  token(length: number): string;
}

export function createIdMaker(random: () => number): IdMaker {
  const given = new Set<string>();

  const legacyHex = (ms: number): string => {
    for (;;) {
      const low = BigInt(Math.floor(random() * 0x100000));
      const hex = ((BigInt(Math.floor(ms)) << 20n) | low).toString(16).padStart(16, '0');
      if (given.has(hex)) continue;
      given.add(hex);
      return hex;
    }
  };
  const token = (length: number): string => {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
  };
  return { legacyHex, token };
}

/** Decimal of a legacy id, as it stands in `msg-f:` and `thread-f:`. */
export const decimalOf = (legacyHex: string): string => BigInt(`0x${legacyHex}`).toString();

/** Server time in ms that a legacy id holds. */
export const msOf = (legacyHex: string): number => Number(BigInt(`0x${legacyHex}`) >> 20n);
