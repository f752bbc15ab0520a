import { setImmediate as soon } from 'node:timers/promises';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/setup/database.js';
import { untilTrue } from '../../test/setup/eventually.js';
import { Leases } from './leases.js';

const OPEN = `select pid from pg_stat_activity where application_name = 'credence-leases' and datname = current_database()`;

describe('a lease', () => {
  let database: TestDatabase;
  let owner: pg.Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new pg.Pool({ connectionString: database.url });
  });
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  const connections = async (): Promise<readonly number[]> =>
    (await owner.query<{ pid: number }>(OPEN)).rows.map(({ pid }) => pid);

  it('is held by one node at a time, and free once that node leaves', async () => {
    const [first, second] = [new Leases(database.url), new Leases(database.url)];
    expect(await first.take('table')).toBe(true);
    expect(await second.take('table')).toBe(false);
    expect(await second.take('other')).toBe(true);
    expect(await first.take('table')).toBe(true);
    await first.close();
    await untilTrue(() => second.take('table'));
    await second.close();
  });

  it('is taken again after its connection is cut, by one connection that stays', async () => {
    const leases = new Leases(database.url);
    for (let cuts = 0; cuts < 10; cuts += 1) {
      await untilTrue(() => leases.take('table').catch(() => false));
      const before = await connections();
      expect(before).toHaveLength(1);
      let isCut = false;
      const cut = owner.query('select pg_terminate_backend($1)', before.slice()).finally(() => (isCut = true));
      const until = performance.now() + 100;
      while (!isCut || performance.now() < until) {
        await leases.take('table').catch(() => false);
        await soon();
      }
      await cut;
      await untilTrue(async () => {
        const after = await connections();
        return after.length === 1 && after[0] !== before[0] && (await leases.take('table'));
      });
    }
    await leases.close();
    await untilTrue(async () => (await connections()).length === 0);
  });
});
