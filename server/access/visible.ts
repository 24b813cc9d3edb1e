import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Condition } from '../store/records.ts';
import type { Cell, EntityTable, Row } from '../store/tables.ts';
import { ENTITY_TYPES } from '../v4/entities/entity-links.ts';
import { type AccessRule, accessRules } from './access-rules.ts';
import type { Viewer } from './viewer.ts';

type Builder = ExpressionBuilder<Record<string, Row>, string>;
type Term = Expression<SqlBool>;

/** Tables whose rows point to records of several kinds, by a name or number of the kind. */
const polymorphic: Partial<Record<EntityTable, { kind: string; kinds: readonly (readonly [Cell, EntityTable])[] }>> = {
  folders: {
    kind: 'entityResource',
    kinds: (['accounts', 'opportunities', 'salesOrders'] as const).map((table) => [table, table] as const),
  },
  entityOwners: { kind: 'entityTypeId', kinds: kindsByNumber() },
  contactsEntities: { kind: 'entityTypeId', kinds: kindsByNumber() },
};

function kindsByNumber(): (readonly [Cell, EntityTable])[] {
  return Object.entries(ENTITY_TYPES).map(([table, type]) => [type, table as EntityTable] as const);
}

/** Whether the rules keep records of this table from anybody. */
export const isGuarded = (table: EntityTable): boolean => table in accessRules || table in polymorphic;

/**
 * The rows of a table that a user may see, as a condition for queries that name the table by its own name; undefined when
 * these are all rows.
 */
export function visible(table: EntityTable, viewer: Viewer): Condition | undefined {
  if (viewer.seesAll) return undefined;
  const rule = accessRules[table];
  if (rule) return (eb) => eb.or(visibleTerms(eb, table, rule, viewer));
  return table in polymorphic ? (eb) => polymorphicTerm(eb, table, viewer) : undefined;
}

/**
 * The rows of a table that a user may change; undefined when these are all rows. Lists of the tenant are changed by those who
 * may change everything.
 */
export function changeable(table: EntityTable, viewer: Viewer): Condition | undefined {
  if (viewer.seesAll) return undefined;
  const rule = accessRules[table];
  if (!rule) return () => sql<SqlBool>`1 = 0`;
  const seen = visible(table, viewer);
  return (eb) => {
    const terms = ownTerms(eb, table, rule, viewer);
    if (viewer.leads) terms.push(...belowTerms(eb, table, rule, viewer));
    if (rule.owners.length > 0) terms.push(eb.and(rule.owners.map((column) => eb(`${table}.${column}`, 'is', null))));
    // What has no owner of its own, such as a further address, is changed by those who may change what it hangs on.
    else
      terms.push(
        ...rule.follows.map(([column, target]) => pointsTo(eb, table, column, target, changeable(target, viewer))),
      );
    return eb.and([eb.or(terms), ...(seen ? [seen(eb)] : [])]);
  };
}

/** Whether the record a column points to may be seen; undefined when it may, whichever it is. */
export function visibleReference(
  from: EntityTable,
  column: string,
  target: EntityTable,
  viewer: Viewer,
): Condition | undefined {
  const condition = visible(target, viewer);
  return condition && ((eb) => pointsTo(eb, from, column, target, condition));
}

function visibleTerms(eb: Builder, table: EntityTable, rule: AccessRule, viewer: Viewer): Term[] {
  const gates = gateTerms(eb, table, rule, viewer);
  const gated: Term[] = viewer.leads ? belowTerms(eb, table, rule, viewer) : [];
  for (const [column, target] of rule.follows) gated.push(pointsTo(eb, table, column, target, visible(target, viewer)));
  if (rule.isSharedWithoutOwner) {
    const columns = [...rule.owners, ...rule.follows.map(([column]) => column)];
    gated.push(eb.and(columns.map((column) => eb(`${table}.${column}`, 'is', null))));
  }
  return [
    ...(rule.open === undefined ? [] : [eb(`${table}.${rule.open}`, '=', 1)]),
    ...ownTerms(eb, table, rule, viewer),
    eb.and([eb.or(gated), ...gates]),
  ];
}

/** The user's own records. */
function ownTerms(eb: Builder, table: EntityTable, rule: AccessRule, { userId }: Viewer): Term[] {
  const terms: Term[] = [...rule.owners, 'salesRepIdCreated'].map((column) => eb(`${table}.${column}`, '=', userId));
  if (rule.entityType !== undefined) {
    terms.push(furtherOwned(eb, table, rule.entityType, (owned) => owned('entityOwners.salesRepId', '=', userId)));
  }
  return terms;
}

/** The records of everybody below the user. */
function belowTerms(eb: Builder, table: EntityTable, rule: AccessRule, { userId }: Viewer): Term[] {
  const terms: Term[] = [...rule.owners, 'salesRepIdCreated'].map((column) => isBelow(`${table}.${column}`, userId));
  if (rule.entityType !== undefined) {
    terms.push(furtherOwned(eb, table, rule.entityType, () => isBelow('entityOwners.salesRepId', userId)));
  }
  return terms;
}

function furtherOwned(eb: Builder, table: EntityTable, entityType: number, by: Condition): Term {
  return eb(
    `${table}.id`,
    'in',
    eb
      .selectFrom('entityOwners')
      .select('entityOwners.entityId')
      .where('entityOwners.entityTypeId', '=', entityType)
      .where('entityOwners.deleted', '=', 0)
      .where((inner) => by(inner as unknown as Builder)),
  );
}

/**
 * Whether a column names the user or somebody below. `union` drops who was found before, so a circle of managers ends; those
 * who left stay in it, so that their people are not cut off from above.
 */
export function isBelow(column: string, userId: number): Term {
  const [users, below, id] = [sql.ref('users'), sql.ref('below'), sql.ref('id')];
  return sql<SqlBool>`${sql.ref(column)} in (with recursive ${below} (${id}) as (
    select cast(${userId} as integer)
    union select ${sql.ref('users.id')} from ${users} inner join ${below} on ${sql.ref('users.managerId')} = ${sql.ref('below.id')}
  ) select ${id} from ${below})`;
}

/** What must hold of records that are not the user's own. */
function gateTerms(eb: Builder, table: EntityTable, rule: AccessRule, viewer: Viewer): Term[] {
  const terms: Term[] = [];
  const { level, branch } = rule;
  if (level !== undefined) {
    terms.push(eb.or([eb(`${table}.${level}`, '<=', viewer.level), eb(`${table}.${level}`, 'is', null)]));
  }
  if (branch !== undefined && viewer.onlyBranch !== null) {
    terms.push(eb.or([eb(`${table}.${branch}`, '=', viewer.onlyBranch), eb(`${table}.${branch}`, 'is', null)]));
  }
  return terms;
}

/** Whether a column points to a row of the target for which the condition holds. */
function pointsTo(
  eb: Builder,
  from: EntityTable,
  column: string,
  target: EntityTable,
  condition: Condition | undefined,
): Term {
  let rows = eb.selectFrom(target).select(`${target}.id`);
  if (condition) rows = rows.where((inner) => condition(inner as unknown as Builder));
  // A table that points to itself cannot be named twice in one query; as a list its rows stand apart.
  if (from === target) return eb(`${from}.${column}`, 'in', rows);
  return eb.exists(rows.whereRef(`${target}.id`, '=', `${from}.${column}`));
}

function polymorphicTerm(eb: Builder, table: EntityTable, viewer: Viewer): Term {
  const { kind, kinds } = polymorphic[table] ?? { kind: '', kinds: [] };
  const seen = eb.or([
    ...(table === 'folders' ? [eb('folders.entityResource', 'is', null)] : []),
    ...kinds.map(([value, target]) =>
      eb.and([eb(`${table}.${kind}`, '=', value), pointsTo(eb, table, 'entityId', target, visible(target, viewer))]),
    ),
  ]);
  if (table === 'contactsEntities') {
    return eb.and([seen, pointsTo(eb, table, 'contactId', 'contacts', visible('contacts', viewer))]);
  }
  if (table !== 'folders') return seen;
  const allowed = eb.or([eb('folders.level', '<=', viewer.level), eb('folders.level', 'is', null)]);
  return eb.or([eb('folders.salesRepIdCreated', '=', viewer.userId), eb.and([seen, allowed])]);
}
