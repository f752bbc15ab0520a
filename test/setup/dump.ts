import pg from 'pg';
import { migrate } from '../../src/platform/database.js';
import type { TestDatabase } from './database.js';

interface Table {
  readonly name: string;
  readonly rows: string;
}

interface Sequence {
  readonly name: string;
  readonly value: string;
}

/** All rows of some schemas, and where their sequences stand, as `pg_dump --data-only --schema=…` writes them. */
export interface Dump {
  readonly tables: readonly Table[];
  readonly sequences: readonly Sequence[];
}

const NOT_DUMPED = ['migrations', 'keys_migrations'];

export async function dump(url: string, schemas: readonly string[]): Promise<Dump> {
  return connected(url, async (client) => {
    const { rows: names } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname = any ($1) and tablename <> all ($2) order by 1`,
      [schemas, NOT_DUMPED],
    );
    const tables: Table[] = [];
    for (const { name } of names) {
      const { rows } = await client.query<{ rows: string }>(
        `select coalesce(json_agg(t), '[]')::text as rows from ${name} t`,
      );
      tables.push({ name, rows: rows[0]?.rows ?? '[]' });
    }
    const { rows: sequences } = await client.query<Sequence>(
      `select format('%I.%I', schemaname, sequencename) as name, last_value::text as value from pg_sequences
       where schemaname = any ($1) and last_value is not null`,
      [schemas],
    );
    return { tables, sequences };
  });
}

/** Into databases that were migrated and never used. */
export async function restore({ url, keysUrl }: TestDatabase, dumps: { log: Dump; keys: Dump }): Promise<void> {
  await migrate({ databaseUrl: url, keysDatabaseUrl: keysUrl });
  await put(url, dumps.log);
  await put(keysUrl, dumps.keys);
}

function put(url: string, { tables, sequences }: Dump): Promise<void> {
  return connected(url, async (client) => {
    for (const { name, rows } of tables) {
      await client.query(`delete from ${name}`);
      await client.query(
        `insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, $1)`,
        [rows],
      );
    }
    for (const { name, value } of sequences) await client.query('select setval($1::regclass, $2)', [name, value]);
  });
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}
