import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.ts';
import type { Entity } from './entity.ts';
import { DEFAULT_COUNT, type ListQuery } from './list-query.ts';
import type { Resources } from './resources.ts';
import { notExist } from './v4-error.ts';

/** How users stand to each other and to roles. The shapes are not documented; lists of the plain records are given here. */
export interface UserRelations {
  /** Everybody below the user, at any depth, by id. */
  hierarchy(userId: number, origin: string): Promise<Record<string, unknown>[]>;
  rolesOf(userId: number, origin: string): Promise<Record<string, unknown>[]>;
  usersOf(roleId: number, origin: string): Promise<Record<string, unknown>[]>;
}

export function createUserRelations(deps: {
  db: Kysely<Database>;
  resources: Resources;
  entities: ReadonlyMap<string, Entity>;
}): UserRelations {
  const { db, resources } = deps;
  const users = deps.entities.get('users') as Entity;
  const roles = deps.entities.get('roles') as Entity;
  const query = (ids: number[]): ListQuery => ({
    where: [(eb) => eb('id', 'in', ids.length > 0 ? ids : [0])],
    offset: 0,
    limit: Math.max(DEFAULT_COUNT, ids.length),
    language: 'EN',
  });

  async function mustExist(table: 'users' | 'roles', id: number): Promise<void> {
    if (!(await resources.exists(table, id))) throw notExist();
  }

  return {
    async hierarchy(userId, origin) {
      await mustExist('users', userId);
      const everybody = await db.selectFrom('users').select(['id', 'managerId']).execute();
      const below = new Set<number>();
      let managers = new Set([userId]);
      while (managers.size > 0) {
        const next = everybody.filter(({ id, managerId }) => managers.has(Number(managerId)) && !below.has(Number(id)));
        managers = new Set(next.map(({ id }) => Number(id)));
        for (const id of managers) below.add(id);
      }
      below.delete(userId);
      return resources.list(users, query([...below]), origin);
    },

    async rolesOf(userId, origin) {
      await mustExist('users', userId);
      const rows = await db.selectFrom('userRoles').select('roleId').where('userId', '=', userId).execute();
      return resources.list(roles, query(rows.map(({ roleId }) => roleId)), origin);
    },

    async usersOf(roleId, origin) {
      await mustExist('roles', roleId);
      const rows = await db.selectFrom('userRoles').select('userId').where('roleId', '=', roleId).execute();
      return resources.list(users, query(rows.map(({ userId }) => userId)), origin);
    },
  };
}
