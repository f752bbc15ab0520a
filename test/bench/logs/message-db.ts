import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTestDatabase } from '../../setup/database.js';
import { contentText, metadataText, newFact } from '../example-facts.js';
import type { Log } from './log.js';
import { openPool } from './pool.js';

const database = join(dirname(require.resolve('@eventide/message-db/package.json')), 'database');

/** What its install.sh runs, in that order; the views and privileges are for other accounts. */
const scripts = [
  'schema/message-store',
  'extensions/pgcrypto',
  'tables/messages',
  'types/message',
  ...['message-store-version', 'hash-64', 'acquire-lock', 'category', 'is-category', 'id', 'cardinal-id'].map(
    (name) => `functions/${name}`,
  ),
  ...['stream-version', 'write-message', 'get-stream-messages', 'get-category-messages', 'get-last-stream-message'].map(
    (name) => `functions/${name}`,
  ),
  'indexes/messages-id',
  'indexes/messages-stream',
  'indexes/messages-category',
];

/** Message DB, by its functions alone. */
export async function openMessageDb(): Promise<Log> {
  const own = await createTestDatabase();
  const pool = openPool({
    connectionString: own.url,
    max: 8,
    options: '-c search_path=message_store,public -c client_min_messages=warning',
  });
  for (const script of scripts) await pool.query(await readFile(join(database, `${script}.sql`), 'utf8'));
  const write = async (stream: string, expected: number): Promise<void> => {
    const { id, type } = newFact();
    await pool.query({
      name: 'write',
      text: 'select write_message($1, $2, $3, $4, $5, $6)',
      values: [id, stream, type, contentText, metadataText, expected],
    });
  };
  return {
    name: 'messageDb',
    appendFirst: (stream) => write(stream, -1),
    appendNext: (stream, count) => write(stream, count - 1),
    read: async (stream) => {
      const { rows } = await pool.query({
        name: 'read',
        text: 'select * from get_stream_messages($1, 0, 1000)',
        values: [stream],
      });
      return rows.length;
    },
    count: async () =>
      Number((await pool.query<{ count: string }>('select count(*) from messages')).rows[0]?.count ?? 0),
    close: async () => {
      await pool.end();
      await own.drop();
    },
  };
}
