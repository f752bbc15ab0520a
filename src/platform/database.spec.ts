import { Test, type TestingModule } from '@nestjs/testing';
import pg from 'pg';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/setup/database.js';
import { DatabaseConnections, databaseProviders, migrate } from './database.js';
import { checkRole, connectionWithRole, DatabaseRoleError } from './database-role.js';
import { KEYS_POOL, SERVICES } from './services.js';

@Entity({ schema: 'read', name: 'guests' })
class Guest {
  @PrimaryColumn('text')
  readonly id: string;

  @Column('text')
  readonly lastName: string;
}

describe('database', () => {
  let database: TestDatabase;
  let module: TestingModule;
  let addresses: { databaseUrl: string; keysDatabaseUrl: string };

  beforeAll(async () => {
    database = await createTestDatabase();
    addresses = { databaseUrl: database.url, keysDatabaseUrl: database.keysUrl };
    await migrate(addresses);
    const providers = [...databaseProviders([Guest]), { provide: SERVICES, useValue: addresses }];
    module = await Test.createTestingModule({ providers }).compile();
  });

  afterAll(async () => {
    await module.get(DatabaseConnections).close();
    await database.drop();
  });

  it('migrates once, also where several processes start together', async () => {
    await Promise.all([migrate(addresses), migrate(addresses), migrate(addresses)]);
    const { rows } = await owner('select name from public.migrations order by id');
    expect(rows).toEqual(expect.arrayContaining([{ name: 'EventLog1756100000000' }]));
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
  });

  it('migrates an empty database only once, too', async () => {
    const empty = await createTestDatabase();
    const both = { databaseUrl: empty.url, keysDatabaseUrl: empty.keysUrl };
    await Promise.all([migrate(both), migrate(both), migrate(both)]);
    await empty.drop();
  });

  it('keeps the keys in one database with the log where it has to', async () => {
    const one = await createTestDatabase();
    const url = new URL(one.url);
    url.searchParams.set('options', '-csearch_path=credence_keys');
    await asOwner(one.url, 'create schema credence_keys');
    await migrate({ databaseUrl: one.url, keysDatabaseUrl: url.href });
    await migrate({ databaseUrl: one.url, keysDatabaseUrl: url.href });
    expect((await asOwner(one.url, 'select * from keys.subject_keys')).rows).toEqual([]);
    await one.drop();
  });

  it.each(['pool', 'data source'])('lets the %s read and add to the log, and change nothing of it', async (which) => {
    const query = (statement: string): Promise<unknown> =>
      which === 'pool' ? module.get(pg.Pool).query(statement) : module.get(DataSource).query(statement);
    await query('select count(*) from log.facts');
    await query(
      `select * from log.append(false, '{test-${which === 'pool' ? 'a' : 'b'}}', '{-1}', '{1}', '{0}', '{${crypto.randomUUID()}}', '{Tested}', '{1}', '{"{}"}', '{null}', '{"{}"}')`,
    );
    for (const statement of [
      `update log.facts set data = '{}'`,
      'delete from log.facts',
      'truncate log.facts',
      'update log.identity set generation = 2',
      'drop table log.facts',
      'alter table log.facts disable trigger all',
    ]) {
      await expect(query(statement)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('names columns in snake case', () => {
    expect(
      module
        .get(DataSource)
        .getMetadata(Guest)
        .columns.map(({ databaseName }) => databaseName),
    ).toEqual(['id', 'last_name']);
  });

  it('reaches the keys without the role', async () => {
    const { rows } = await module.get<pg.Pool>(KEYS_POOL).query<{ role: string }>('select current_user as role');
    expect(rows[0]?.role).not.toBe('credence_app');
  });

  it.each(['pool', 'data source'])('ends transactions that the %s leaves open', async (which) => {
    const show = 'show idle_in_transaction_session_timeout';
    const rows =
      which === 'pool'
        ? (await module.get(pg.Pool).query(show)).rows
        : await module.get(DataSource).query<object[]>(show);
    expect(rows).toEqual([{ idle_in_transaction_session_timeout: '30s' }]);
  });

  it('keeps the options that an address already has', () => {
    const url = 'postgres://u:p@h/d?sslmode=disable&options=-csearch_path%3Dx';
    expect(connectionWithRole(url)).toEqual({
      connectionString: 'postgres://u:p@h/d?sslmode=disable',
      options: '-c idle_in_transaction_session_timeout=30s -csearch_path=x -c role=credence_app',
    });
  });

  it('says what the administrator has to do for an account that may not take the role', async () => {
    const { account, url } = await makeAccount(database.url);
    const refused = migrate({ ...addresses, databaseUrl: url });
    await expect(refused).rejects.toThrow(DatabaseRoleError);
    await expect(checkRole(url)).rejects.toThrow(`grant credence_app to "${account}";`);
    await owner(`grant credence_app to ${account}`);
    await expect(checkRole(url)).resolves.toBeUndefined();
    await owner(`drop role ${account}`);
  });

  it('says how an account without rights over roles makes a new database, and that is enough', async () => {
    const fresh = await createTestDatabase();
    const { account, url } = await makeAccount(fresh.url);
    const both = { databaseUrl: url, keysDatabaseUrl: fresh.keysUrl };
    await asOwner(fresh.url, `grant create on schema public to ${account}`);
    const { message } = await migrate(both).then(
      () => new Error('It was not refused.'),
      (error: unknown) => error as Error,
    );
    expect(message).toContain('Ask the administrator of the database');
    for (const statement of message.split('\n').filter((line) => line.startsWith('  ')))
      await asOwner(fresh.url, statement);
    await migrate(both);
    await asOwner(fresh.url, `drop owned by ${account} cascade`);
    await fresh.drop();
    await owner(`drop role ${account}`);
  });

  async function makeAccount(databaseUrl: string): Promise<{ account: string; url: string }> {
    const account = `clerk_${crypto.randomUUID().replaceAll('-', '')}`;
    await owner(`create role ${account} login password 'x'`);
    const url = new URL(databaseUrl);
    Object.assign(url, { username: account, password: 'x' });
    return { account, url: url.href };
  }

  const owner = (statement: string): Promise<pg.QueryResult> => asOwner(database.url, statement);
});

async function asOwner(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query(statement).finally(() => client.end());
}
