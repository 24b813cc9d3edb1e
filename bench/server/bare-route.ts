// The peer: one route of Hono that answers a row found by its primary key, on the same database by the same drivers.
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pg from 'pg';
import { sqliteFile } from '../../server/store/open-database.ts';
import { reportReady } from './report-ready.ts';

const { dataDir, databaseUrl } = JSON.parse(process.argv[2] ?? '{}');

function openQuery(): (id: number) => unknown {
  if (databaseUrl === undefined) {
    const query = new DatabaseSync(sqliteFile(dataDir)).prepare('select * from contacts where id = ?');
    return (id) => query.get(id);
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  return async (id) => (await pool.query('select * from contacts where id = $1', [id])).rows[0];
}

const find = openQuery();
const app = new Hono();
app.get('/contacts/:id', async (c) => c.json(await find(Number(c.req.param('id')))));
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => {
  reportReady(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
