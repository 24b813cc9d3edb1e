import type { V4Choices } from './choices.ts';
import { accountAddresses } from './entities/account-addresses.ts';
import { accounts } from './entities/accounts.ts';
import { activities } from './entities/activities.ts';
import { calendar } from './entities/calendar.ts';
import { calls } from './entities/calls.ts';
import { contacts } from './entities/contacts.ts';
import { documents, folders } from './entities/documents.ts';
import { emails } from './entities/emails.ts';
import { contactsEntities, entityOwners } from './entities/entity-links.ts';
import { hooks } from './entities/hooks.ts';
import { opportunities } from './entities/opportunities.ts';
import { salesOrders } from './entities/sales-orders.ts';
import { users } from './entities/users.ts';
import { valueLists } from './entities/value-lists.ts';
import type { Entity } from './entity.ts';

/** Every resource of this tenant by its name in the path. */
export function createEntities(choices: V4Choices): ReadonlyMap<string, Entity> {
  const all = [
    users,
    accounts,
    contacts,
    opportunities,
    salesOrders,
    activities(choices),
    calendar(choices),
    calls,
    emails(choices),
    documents,
    folders,
    hooks,
    accountAddresses,
    entityOwners,
    contactsEntities,
    ...valueLists,
  ];
  return new Map(all.map((entity) => [entity.resource, entity]));
}
