import { createHmac, timingSafeEqual } from 'node:crypto';

/** What an address lets its holder do: put the bytes of a document or attachment, or get those of a document. */
type AddressPurpose = 'put-document' | 'put-attachment' | 'get-document';

/** Seven days, as the addresses of the vendor's file store last. */
const ADDRESS_LIFE_MS = 7 * 24 * 3_600_000;

/** Addresses that carry their own right: whoever holds one may use it until it expires, without a session. */
export interface SignedAddresses {
  /** @param userId For whom it is made: it ends with their right. */
  create(purpose: AddressPurpose, id: number, userId: number): string;
  /** Undefined when forged or expired. */
  open(token: string): { purpose: AddressPurpose; id: number; userId: number } | undefined;
}

/** @param now Ms since the epoch. */
export function createSignedAddresses(deps: { key: Buffer; now: () => number }): SignedAddresses {
  const sign = (text: string) => createHmac('sha256', deps.key).update(`address:${text}`).digest();
  return {
    create(purpose, id, userId) {
      const text = `${purpose}.${id}.${userId}.${deps.now() + ADDRESS_LIFE_MS}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    open(token) {
      const match =
        /^((put-document|put-attachment|get-document)\.(\d{1,10})\.(\d{1,10})\.(\d{1,16}))\.([\w-]{43})$/.exec(token);
      if (!match) return undefined;
      const [, text = '', purpose, id, userId, expiresAt, mac = ''] = match;
      const given = Buffer.from(mac, 'base64url');
      const wanted = sign(text);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      if (deps.now() >= Number(expiresAt)) return undefined;
      return { purpose: purpose as AddressPurpose, id: Number(id), userId: Number(userId) };
    },
  };
}
