import type { Kysely } from 'kysely';
import { createRecords, type Witness } from '../store/records.ts';
import type { Database } from '../store/tables.ts';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import { createPhoneBook, type PhoneBook } from '../v4/phone-book.ts';
import { createResources, type Resources } from '../v4/resources.ts';
import type { SignedAddresses } from '../v4/signed-address.ts';
import { createUserRelations, type UserRelations } from '../v4/user-relations.ts';
import type { ReferenceGuard } from '../v4/where/reference-guard.ts';
import type { AuditLog, Who } from './audit-log.ts';
import { referenceGuard } from './reference-guard.ts';
import type { Viewer } from './viewer.ts';

/** Everything the API does, as far as it reaches for the user of one request. */
export interface UserScope {
  resources: Resources;
  relations: UserRelations;
  phoneBook: PhoneBook;
  /** What the user's filters and order may see. */
  guard(entity: Entity): ReferenceGuard;
}

/** Made for each request: what a user may see is read anew, and costs no more than these few closures. */
export type OpenScope = (viewer: Viewer, who: Who) => UserScope;

/** @param now Ms since the epoch. */
export function createUserScopes(deps: {
  db: Kysely<Database>;
  entities: ReadonlyMap<string, Entity>;
  choices: V4Choices;
  addresses: SignedAddresses;
  audit: AuditLog;
  /** Told of every write as well, in its transaction. */
  witness?: Witness;
  now: () => number;
}): OpenScope {
  const { db, entities, choices, audit, now } = deps;
  return (viewer, who) => {
    const resources = createResources({
      ...deps,
      viewer,
      witness: async (within, changes) => {
        await audit.witness(who)(within, changes);
        await deps.witness?.(within, changes);
      },
      onDenied: (table, recordId) =>
        audit.write(who, { action: 'ask-for-record', outcome: 'refused', table, recordId }),
    });
    return {
      resources,
      relations: createUserRelations({ db, resources, entities }),
      // Users are found by their number; whose companies and contacts have one is asked of the resources.
      phoneBook: createPhoneBook({ entities, resources, records: createRecords(db, now), choices }),
      guard: (entity) => referenceGuard(entity, viewer),
    };
  };
}
