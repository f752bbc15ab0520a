import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Checkpoints } from '../../src/event-sourcing/checkpoints.js';
import { Consumers } from '../../src/event-sourcing/consumers.js';
import { Decisions } from '../../src/event-sourcing/decisions.js';
import type { FactCatalogue } from '../../src/event-sourcing/event.js';
import type { EventStore } from '../../src/event-sourcing/event-store.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { EventStoreDbEventStore } from '../../src/event-sourcing/stores/eventstoredb-event-store.js';
import { PostgresEventStore } from '../../src/event-sourcing/stores/postgres-event-store.js';
import { SubjectKeys } from '../../src/event-sourcing/subject-keys.js';
import { systemClock } from '../../src/platform/clock.js';
import { migrate } from '../../src/platform/database.js';
import { connectionWithRole } from '../../src/platform/database-role.js';
import { SnakeCaseNames } from '../../src/platform/snake-case-names.js';
import type { EventStoreDbAddress } from '../../src/platform/services.js';
import { createTestDatabase } from './database.js';
import { logOfTheTests } from './event-store-address.js';

export interface Failure {
  readonly details: object;
  readonly message: string;
}

/** One node: what a process of its own would have. */
export interface KernelNode {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly keys: SubjectKeys;
  readonly codec: FactCodec;
  readonly decisions: Decisions;
  readonly checkpoints: Checkpoints;
  readonly failures: readonly Failure[];
  consumers(): Consumers;
  decisionsOn(store: EventStore): Decisions;
}

export interface Kernel extends KernelNode {
  readonly keysPool: pg.Pool;
  /** Connected as the owner of the tables, past every grant. */
  readonly owner: pg.Pool;
  readonly url: string;
  readonly dataSource: DataSource;
  /** Another node on the same databases, with nothing cached. */
  node(catalogue?: FactCatalogue): Promise<KernelNode>;
  stop(): Promise<void>;
}

/** The kernel on two databases and a log of its own. `tables` are made in the schema `read`, by the owner. */
export async function startKernel(
  catalogue: FactCatalogue,
  entities: readonly (new () => object)[] = [],
  tables = '',
  log: EventStoreDbAddress | 'postgres' = logOfTheTests(),
): Promise<Kernel> {
  const database = await createTestDatabase();
  await migrate({ databaseUrl: database.url, keysDatabaseUrl: database.keysUrl });
  const namingStrategy = new SnakeCaseNames();
  const dataSource = await new DataSource({
    type: 'postgres',
    url: database.url,
    entities: [...entities],
    namingStrategy,
  }).initialize();
  const owner = quiet({ connectionString: database.url, max: 30 });
  if (tables !== '') await owner.query(tables);
  const keysPool = quiet({ connectionString: database.keysUrl, max: 4 });
  const masterKey = randomBytes(32);
  const started: { readonly pool: pg.Pool; readonly store: EventStore; readonly consumers: Consumers[] }[] = [];

  const node = async (known: FactCatalogue = catalogue): Promise<KernelNode> => {
    const pool = quiet({ ...connectionWithRole(database.url), max: 16 });
    const store: EventStore =
      log === 'postgres' ? await PostgresEventStore.open(pool) : await EventStoreDbEventStore.open(log);
    const keys = new SubjectKeys(keysPool, masterKey);
    const codec = new FactCodec(known, keys);
    const checkpoints = new Checkpoints(pool);
    const failures: Failure[] = [];
    const reporter = { error: (details: object, message: string): void => void failures.push({ details, message }) };
    const consumers: Consumers[] = [];
    started.push({ pool, store, consumers });
    return {
      pool,
      store,
      keys,
      codec,
      checkpoints,
      failures,
      decisions: new Decisions(store, codec, systemClock),
      decisionsOn: (other) => new Decisions(other, codec, systemClock),
      consumers: () => {
        const made = new Consumers(store, codec, pool, dataSource, checkpoints, database.url, reporter);
        consumers.push(made);
        return made;
      },
    };
  };

  return {
    ...(await node()),
    keysPool,
    owner,
    url: database.url,
    dataSource,
    node,
    stop: async () => {
      for (const { consumers } of started) await Promise.all(consumers.map((each) => each.stop()));
      await Promise.all(started.map(({ store }) => store.close()));
      await Promise.all([owner, keysPool, ...started.map(({ pool }) => pool)].map((pool) => pool.end()));
      await dataSource.destroy();
      await database.drop();
    },
  };
}

/** Tests cut connections on purpose. */
function quiet(options: pg.PoolConfig): pg.Pool {
  return new pg.Pool(options).on('error', () => undefined);
}
