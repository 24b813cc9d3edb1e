import type { EntityTable } from '../store/tables.ts';
import { ENTITY_TYPES } from '../v4/entities/entity-links.ts';

/** Who may see the records of a table. `docs/decisions/who-may-see-what.md` gives the reasons. */
export interface AccessRule {
  /** Columns that name its owners; who made a record counts as one too. */
  owners: readonly string[];
  /** Columns that name the records it hangs on, and their table: who sees one of those sees it. */
  follows: readonly (readonly [column: string, table: EntityTable])[];
  /** Column with the level a user must have. */
  level?: string;
  /** Column with the branch it belongs to. */
  branch?: string;
  /** Column that opens it to everybody. */
  open?: string;
  /** Its kind in `entityOwners`. */
  entityType?: number;
  /** Whether one that has no owner and hangs on nothing is everybody's. */
  isSharedWithoutOwner: boolean;
}

const owner = ['salesRepId'];
const company = ['accountId', 'accounts'] as const;
const deal = ['opportunityId', 'opportunities'] as const;
const person = ['contactId', 'contacts'] as const;

/** Tables without a rule are lists of the tenant, which everybody may see: users, roles, branches, types and their like. */
export const accessRules: Partial<Record<EntityTable, AccessRule>> = {
  accounts: {
    owners: ['salesRepId1', 'salesRepId2', 'salesRepId3', 'salesRepId4', 'salesRepId5'],
    follows: [],
    level: 'permissionLevel',
    branch: 'branchId',
    open: 'public',
    entityType: ENTITY_TYPES.accounts,
    isSharedWithoutOwner: true,
  },
  contacts: {
    owners: owner,
    follows: [company],
    level: 'permissionLevel',
    entityType: ENTITY_TYPES.contacts,
    isSharedWithoutOwner: true,
  },
  opportunities: {
    owners: owner,
    follows: [1, 2, 3].map((place) => [`accountId${place}`, 'accounts'] as const),
    level: 'permissionLevel',
    branch: 'branchId',
    entityType: ENTITY_TYPES.opportunities,
    isSharedWithoutOwner: true,
  },
  salesOrders: { owners: owner, follows: [company], level: 'permissionLevel', isSharedWithoutOwner: true },
  activities: {
    owners: owner,
    follows: [company],
    level: 'permissionLevel',
    entityType: ENTITY_TYPES.activities,
    isSharedWithoutOwner: true,
  },
  // Mail, appointments and calls that hang on nothing are somebody's own, even where no owner is written down.
  calendar: { owners: owner, follows: [company, deal], level: 'permissionLevel', isSharedWithoutOwner: false },
  calls: { owners: owner, follows: [company, deal], isSharedWithoutOwner: false },
  emails: { owners: owner, follows: [company, deal, person], isSharedWithoutOwner: false },
  accountAddresses: { owners: [], follows: [company], isSharedWithoutOwner: false },
  documents: {
    owners: [],
    follows: [company, deal, person, ['activityId', 'activities'], ['salesOrderId', 'salesOrders']],
    level: 'level',
    isSharedWithoutOwner: true,
  },
};
