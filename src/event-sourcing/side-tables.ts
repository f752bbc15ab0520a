import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './consumer.js';

export const LOCK_MS = 100;

/* Tables of schema `beside`, which are made while the living one is read, and of schemas `old_<time>`, which were living once. */

/** Whoever waits for a lock has drawn a transaction id, and hides later facts from all readers: it waits for a moment only. */
export function impatiently(
  owner: Pool,
  work: (client: PoolClient) => Promise<unknown>,
  lockMs = LOCK_MS,
): Promise<void> {
  return inTransaction(owner, async (client) => {
    await client.query(`set local lock_timeout = ${lockMs}`);
    await work(client);
  });
}

/** Answers with its oid: an empty table of the same shape; of names of indexes that clash there are none, since each schema has its own. */
export async function createBeside(client: PoolClient, table: string): Promise<number> {
  await client.query(`create schema if not exists beside`);
  await client.query(`drop table if exists beside."${table}"`);
  await client.query(`create table beside."${table}" (like read."${table}" including all)`);
  for (const grant of await grantsOf(client, table)) await client.query(grant);
  const { rows } = await client.query<{ oid: number }>(`select 'beside."${table}"'::regclass::oid as oid`);
  return rows[0]?.oid ?? 0;
}

/** Whether it is that table by now. */
export async function isLiving(owner: Pool, table: string, oid: number | undefined): Promise<boolean> {
  const { rows } = await owner.query<{ oid: number | null }>(
    `select to_regclass('read.' || quote_ident($1))::oid as oid`,
    [table],
  );
  return oid !== undefined && rows[0]?.oid === oid;
}

/** The living table goes into the schema of old ones, and the new one into its place. */
export async function putInPlace(client: PoolClient, table: string, old: string): Promise<void> {
  await client.query(`create schema if not exists "${old}"`);
  await client.query(`alter table read."${table}" set schema "${old}"`);
  await client.query(`alter table beside."${table}" set schema read`);
}

/** Whether the living table still has the columns that the new one was given. */
export async function haveSameShape(client: PoolClient, table: string): Promise<boolean> {
  const { rows } = await client.query<{ shape: string }>(
    `select distinct string_agg(format('%I %s %s', attname, format_type(atttypid, atttypmod), attnotnull), ', ' order by attname) as shape
     from pg_attribute where attnum > 0 and not attisdropped
       and attrelid in (('read.' || quote_ident($1))::regclass, ('beside.' || quote_ident($1))::regclass)
     group by attrelid`,
    [table],
  );
  return rows.length === 1;
}

/** By name with their schema; the oldest first. */
export async function keptTables(owner: Pool): Promise<readonly string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables where schemaname ~ '^(old_\\d{17}|beside)$' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** What others may do with the living table, they may do with the new one. */
async function grantsOf(client: PoolClient, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ grant: string }>(
    `select format('grant %s on beside.%I to %s', privilege_type, $1::text,
                   case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end) as grant
     from pg_class, aclexplode(relacl) where oid = ('read.' || quote_ident($1))::regclass`,
    [table],
  );
  return rows.map(({ grant }) => grant);
}
