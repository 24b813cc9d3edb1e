import type { V4Choices } from './choices.ts';
import { accounts } from './entities/accounts.ts';
import { activities } from './entities/activities.ts';
import { contacts } from './entities/contacts.ts';
import { documents, folders } from './entities/documents.ts';
import { emails } from './entities/emails.ts';
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
    emails(choices),
    documents,
    folders,
    ...valueLists,
  ];
  return new Map(all.map((entity) => [entity.resource, entity]));
}
