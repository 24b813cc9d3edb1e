import pg from 'pg';

/** Databases to copy: making tables, and hashing the secrets of a sample, takes longer than most tests. */
export type PostgresTemplate = 'template_tables' | 'template_sample';

/**
 * What a template holds, kept beside it in every copy, so that a used copy can be made new: ten times as fast as another
 * copy with its hundreds of files.
 */
const KEEP = `
  create schema kept;
  do $$
  declare name text;
  begin
    for name in select tablename from pg_tables where schemaname = 'public' loop
      execute format('create table kept.%I as table public.%I', name, name);
    end loop;
  end $$;
  create table kept."sequences" as select sequencename, last_value from pg_sequences where schemaname = 'public';
`;

const MAKE_NEW = `
  select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
  set session_replication_role = replica;
  do $$
  declare name text;
  begin
    for name in select tablename from pg_tables where schemaname = 'public' loop
      execute format('delete from public.%I', name);
      execute format('insert into public.%I select * from kept.%I', name, name);
    end loop;
    -- The queue of jobs keeps tables of its own.
    if to_regclass('pgboss.job') is not null then delete from pgboss.job; end if;
  end $$;
  select setval(format('public.%I', sequencename)::regclass, coalesce(last_value, 1), last_value is not null)
  from kept."sequences";
`;

/** The address of another database of the same server. */
export function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

/** Carries out statements over a connection of their own. */
export async function runStatements(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}

/** Makes the list of databases that are free, which all workers share. */
export async function createPool(url: string): Promise<void> {
  await runStatements(url, 'create table free_databases (name text primary key, template text not null)');
}

/** Notes what a template holds. Nothing may be connected to it afterwards. */
export async function keepTemplate(url: string, template: PostgresTemplate): Promise<void> {
  await runStatements(withDatabase(url, template), KEEP);
}

/** A database as the template is: one that was given back, made new, or else a copy. */
export async function takeDatabase(administrator: pg.Client, url: string, template: PostgresTemplate): Promise<string> {
  const { rows } = await administrator.query(
    `delete from free_databases where name =
       (select name from free_databases where template = $1 limit 1 for update skip locked)
     returning name`,
    [template],
  );
  const used: string | undefined = rows[0]?.name;
  if (used !== undefined) {
    await runStatements(withDatabase(url, used), MAKE_NEW);
    return used;
  }
  const fresh = `t_${crypto.randomUUID().replaceAll('-', '')}`;
  await administrator.query(`create database ${fresh} template ${template} strategy file_copy`);
  return fresh;
}

/** Gives back a database that nobody uses any more. */
export async function giveBackDatabase(
  administrator: pg.Client,
  name: string,
  template: PostgresTemplate,
): Promise<void> {
  await administrator.query('insert into free_databases values ($1, $2)', [name, template]);
}
