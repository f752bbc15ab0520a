import { NONE } from '../../../src/event-sourcing/event-store.js';
import { PostgresEventStore } from '../../../src/event-sourcing/stores/postgres-event-store.js';
import { migrate } from '../../../src/platform/database.js';
import { connectionWithRole } from '../../../src/platform/database-role.js';
import { createTestDatabase } from '../../setup/database.js';
import { newFact } from '../example-facts.js';
import type { Log } from './log.js';
import { openPool } from './pool.js';

/** Our store, under the role that it has in the product. */
export async function openCredence(): Promise<Log> {
  const database = await createTestDatabase();
  await migrate({ databaseUrl: database.url, keysDatabaseUrl: database.keysUrl });
  const pool = openPool({ ...connectionWithRole(database.url) });
  const store = await PostgresEventStore.open(pool);
  const append = async (stream: string, expected: number): Promise<void> => {
    const { kind } = await store.append(stream, expected, [newFact()]);
    if (kind !== 'appended') throw new Error(`The stream ${stream} moved.`);
  };
  return {
    name: 'credence',
    appendFirst: (stream) => append(stream, NONE),
    appendNext: (stream, count) => append(stream, count - 1),
    read: async (stream) => (await store.read(stream)).length,
    count: async () =>
      Number((await pool.query<{ count: string }>('select count(*) from log.facts')).rows[0]?.count ?? 0),
    close: async () => {
      await store.close();
      await pool.end();
      await database.drop();
    },
  };
}
