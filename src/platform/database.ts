import { Inject, Injectable, type Provider } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { keysMigrations, migrations, readMigrations } from '../../migrations/index.js';
import { checkRole, connectionWithRole, explainRefusal } from './database-role.js';
import { KEYS_POOL, SERVICES, type Services } from './services.js';
import { SnakeCaseNames } from './snake-case-names.js';

export type Entity = EntityTarget<ObjectLiteral>;

type Addresses = Pick<Services, 'databaseUrl' | 'keysDatabaseUrl'>;

const MIGRATION_LOCK = 4_072_027;
const CONNECT_MS = 5_000;

/**
 * Connections that fail are replaced; without a listener they would end the process, also in the moment between the pool that hands one
 * out and whoever asked for it.
 */
function poolOf(config: pg.PoolConfig): pg.Pool {
  const ignore = (): void => undefined;
  return new pg.Pool({ connectionTimeoutMillis: CONNECT_MS, ...config })
    .on('error', ignore)
    .on('connect', (client) => client.on('error', ignore));
}

export function databaseProviders(entities: readonly Entity[]): Provider[] {
  return [
    {
      provide: DataSource,
      inject: [SERVICES],
      useFactory: ({ databaseUrl }: Services) => openDataSource(databaseUrl, entities),
    },
    {
      provide: pg.Pool,
      inject: [SERVICES],
      useFactory: ({ databaseUrl }: Services) =>
        // One stays open, so that a copy of the log sees that this process is at work.
        poolOf({ ...connectionWithRole(databaseUrl), min: 1, max: 20, application_name: 'credence' }),
    },
    {
      provide: KEYS_POOL,
      inject: [SERVICES],
      useFactory: ({ keysDatabaseUrl }: Services) =>
        poolOf({ connectionString: keysDatabaseUrl, max: 10, application_name: 'credence-keys' }),
    },
    DatabaseConnections,
  ];
}

function openDataSource(databaseUrl: string, entities: readonly Entity[]): Promise<DataSource> {
  const { connectionString, options } = connectionWithRole(databaseUrl);
  return new DataSource({
    type: 'postgres',
    url: connectionString,
    entities: [...entities] as (string | (new () => object))[],
    namingStrategy: new SnakeCaseNames(),
    synchronize: false,
    logging: false,
    installExtensions: false,
    applicationName: 'credence-queries',
    poolSize: 10,
    connectTimeoutMS: CONNECT_MS,
    extra: { options },
  }).initialize();
}

/** All connections to the databases, closed together after everything that uses them. */
@Injectable()
export class DatabaseConnections {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(pg.Pool) private readonly pool: pg.Pool,
    @Inject(KEYS_POOL) private readonly keys: pg.Pool,
  ) {}

  async close(): Promise<void> {
    await Promise.allSettled([this.dataSource.destroy(), this.pool.end(), this.keys.end()]);
  }
}

/**
 * Brings both databases to the present shape, as their owner. Of several processes that start at once, one works and the others wait.
 * @throws DatabaseRoleError when a database administrator has to act first
 */
export async function migrate({ databaseUrl, keysDatabaseUrl }: Addresses): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'credence-migrations' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations(databaseUrl, 'migrations', migrations);
    await client.query('create schema if not exists read');
    await runMigrations(databaseUrl, 'migrations', readMigrations, 'read');
    await runMigrations(keysDatabaseUrl, 'keys_migrations', keysMigrations);
  } catch (error) {
    throw await explainRefusal(client, error);
  } finally {
    await client.end();
  }
  await checkRole(databaseUrl);
}

/** Drops all read tables, as their owner, and makes them again, empty. What is in them comes from the log. */
export async function makeReadTablesAgain(services: Addresses): Promise<void> {
  const client = new pg.Client({ connectionString: services.databaseUrl, application_name: 'credence-migrations' });
  await client.connect();
  try {
    await client.query('drop schema if exists read cascade');
  } finally {
    await client.end();
  }
  await migrate(services);
}

async function runMigrations(
  url: string,
  migrationsTableName: string,
  list: typeof migrations,
  schema?: string,
): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    ...(schema === undefined ? {} : { schema }),
    migrations: [...list],
    migrationsTableName,
    migrationsTransactionMode: 'all',
    logging: false,
    installExtensions: false,
    connectTimeoutMS: CONNECT_MS,
  });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}
