import { createTestDatabase } from '../../setup/database.js';
import { newFact } from '../example-facts.js';
import type { Log } from './log.js';
import { openPool } from './pool.js';

const TABLE = `
  create table facts (
    position bigint generated always as identity,
    stream text collate "C" not null,
    revision bigint not null,
    id uuid not null,
    type text not null,
    version smallint not null,
    data text not null,
    personal text,
    metadata text not null,
    stored_at timestamptz not null default clock_timestamp(),
    primary key (stream, revision)
  )`;

/** The least that a log can be: one row by one statement that is a transaction of its own. */
export async function openRaw(): Promise<Log> {
  const database = await createTestDatabase();
  const pool = openPool({ connectionString: database.url, max: 32 });
  await pool.query(TABLE);
  const insert = async (stream: string, revision: number): Promise<void> => {
    const { id, type, version, data, personal, metadata } = newFact();
    await pool.query({
      name: 'insert',
      text: `insert into facts (stream, revision, id, type, version, data, personal, metadata)
             values ($1, $2, $3, $4, $5, $6, $7, $8) returning position`,
      values: [stream, revision, id, type, version, data, personal, metadata],
    });
  };
  return {
    name: 'raw',
    appendFirst: (stream) => insert(stream, 0),
    appendNext: insert,
    read: async (stream) => {
      const { rows } = await pool.query({
        name: 'read',
        text: `select position, stream, revision, id, type, version, data, personal, metadata from facts
               where stream = $1 order by revision`,
        values: [stream],
      });
      return rows.length;
    },
    count: async () => Number((await pool.query<{ count: string }>('select count(*) from facts')).rows[0]?.count ?? 0),
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}
