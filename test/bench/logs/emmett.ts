import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import { createTestDatabase } from '../../setup/database.js';
import { content, metadataContent, newFact, newStream } from '../example-facts.js';
import type { Log } from './log.js';
import { openPool } from './pool.js';

type Parse = (text: string) => unknown;
type Oid = (typeof pg.types.builtins)[keyof typeof pg.types.builtins];

/** The library changes how the whole process reads numbers and JSON; here only its own connections do. */
class OwnParsers {
  private readonly oids: readonly Oid[] = [pg.types.builtins.INT8, pg.types.builtins.JSON, pg.types.builtins.JSONB];
  private readonly before = this.oids.map((oid) => pg.types.getTypeParser(oid) as Parse);
  private readonly own = new Map<Oid, Parse>();

  getTypeParser(oid: Oid): Parse {
    return this.own.get(oid) ?? (pg.types.getTypeParser(oid) as Parse);
  }

  takeOver(): void {
    this.oids.forEach((oid, index) => {
      this.own.set(oid, pg.types.getTypeParser(oid) as Parse);
      pg.types.setTypeParser(oid, this.before[index] as Parse);
    });
  }
}

/** Emmett on PostgreSQL, without projections, its tables made before. */
export async function openEmmett(): Promise<Log> {
  const database = await createTestDatabase();
  const parsers = new OwnParsers();
  const pool = openPool({ connectionString: database.url, max: 32, types: parsers });
  const connectionOptions = { pooled: true as const, pool };
  const first = getPostgreSQLEventStore(database.url, { projections: [], connectionOptions });
  await first.schema.migrate();
  const store = getPostgreSQLEventStore(database.url, {
    projections: [],
    schema: { autoMigration: 'None' },
    connectionOptions,
  });
  parsers.takeOver();
  const append = async (stream: string, expected: bigint): Promise<void> => {
    const { id, type } = newFact();
    const event = { type, data: content, metadata: { ...metadataContent, messageId: id } };
    await store.appendToStream(stream, [event], { expectedStreamVersion: expected });
  };
  await append(newStream(), 0n);
  const count = async (): Promise<number> =>
    Number((await pool.query<{ count: string }>('select count(*) from emt_messages')).rows[0]?.count ?? 0);
  const before = await count();
  return {
    name: 'emmett',
    // Told the revision, it looks nothing up.
    appendFirst: (stream) => append(stream, 0n),
    appendNext: (stream, length) => append(stream, BigInt(length)),
    read: async (stream) => (await store.readStream(stream)).events.length,
    count: async () => (await count()) - before,
    close: async () => {
      await store.close();
      if (!pool.ended) await pool.end();
      await database.drop();
    },
  };
}
