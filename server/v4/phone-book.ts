import { hasPhone, toPhoneDigits } from '../store/phone-match.ts';
import type { Condition, Records } from '../store/records.ts';
import type { V4Choices } from './choices.ts';
import type { Entity } from './entity.ts';
import type { Resources } from './resources.ts';
import { badRequest } from './v4-error.ts';

/** Columns with a number people are called at. */
const phoneColumns = { accounts: ['phone', 'phone2', 'phone3'], contacts: ['phone1', 'phone2'] } as const;

/** Most records of a kind one number finds: a switchboard may be the number of many. */
const MAX_FOUND = 50;

/** Who a telephone number belongs to. */
export interface PhoneBook {
  /**
   * Companies and contacts with the number, in their read shape; deleted ones are left out. The shape of this answer is not
   * documented.
   *
   * @throws `V4Error` 400 when it is no telephone number.
   */
  find(number: string, origin: string): Promise<Record<keyof typeof phoneColumns, Record<string, unknown>[]>>;
  /**
   * The active user whom `userPhoneFM` names.
   *
   * @throws `V4Error` 400 when there is none.
   */
  userOf(userPhoneFM: unknown): Promise<number>;
}

const present: Condition = (eb) => eb('deleted', '=', 0);

export function createPhoneBook(deps: {
  entities: ReadonlyMap<string, Entity>;
  resources: Pick<Resources, 'list'>;
  records: Pick<Records, 'list'>;
  choices: Pick<V4Choices, 'callIdentifyBy'>;
}): PhoneBook {
  const { entities, resources, records, choices } = deps;

  function digitsOf(text: string): string {
    const digits = toPhoneDigits(text.trim());
    if (digits === undefined) throw badRequest('not a telephone number');
    return digits;
  }

  /** The condition a user fits who is named this way, under the switch. */
  function named(text: string): Condition {
    const isAddress = text.includes('@');
    if (choices.callIdentifyBy === (isAddress ? 'phone' : 'email')) {
      throw badRequest(`userPhoneFM must be ${isAddress ? 'a telephone number' : 'an address'}`);
    }
    if (!isAddress) return hasPhone(['phone'], digitsOf(text));
    return (eb) => eb(eb.fn<string>('lower', ['email']), '=', text.toLowerCase());
  }

  return {
    async find(number, origin) {
      const where = (columns: readonly string[]) => [hasPhone(columns, digitsOf(number)), present];
      const list = (resource: keyof typeof phoneColumns) =>
        resources.list(
          entities.get(resource) as Entity,
          { where: where(phoneColumns[resource]), offset: 0, limit: MAX_FOUND, language: 'EN' },
          origin,
        );
      return { accounts: await list('accounts'), contacts: await list('contacts') };
    },

    async userOf(userPhoneFM) {
      if (typeof userPhoneFM !== 'string' || userPhoneFM.trim() === '') throw badRequest('userPhoneFM is required');
      const active: Condition = (eb) => eb('isActive', '=', 1);
      const users = await records.list('users', { where: [named(userPhoneFM.trim()), present, active], limit: 2 });
      if (users.length === 0) throw badRequest('userPhoneFM: there is no such user');
      if (users.length > 1) throw badRequest('userPhoneFM: several users have this number');
      return Number(users[0]?.id);
    },
  };
}
