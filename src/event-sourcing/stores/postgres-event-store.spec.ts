import { untilTrue } from '../../../test/setup/eventually.js';
import { type Kernel, startKernel } from '../../../test/setup/kernel.js';
import { newShelf, sealed, sealedMany, shelfCatalogue } from '../../../test/setup/shelf.js';
import { BEGINNING, NONE } from '../event-store.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { READABLE } from './postgres-rows.js';

describe('the log on PostgreSQL', () => {
  let kernel: Kernel;
  beforeEach(async () => {
    kernel = await startKernel(shelfCatalogue);
  });
  afterEach(() => kernel.stop());

  it.each([
    'update log.facts set data = data',
    'delete from log.facts',
    'truncate log.facts',
    'update log.identity set generation = 7',
    'alter table log.facts disable trigger all',
    'drop table log.facts',
  ])('the application may not: %s', async (statement) => {
    await kernel.store.append(`shelf-${newShelf()}`, NONE, [sealed()]);
    await expect(kernel.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('facts stay unread while a transaction that drew its id before them is open, and come in order when it ends', async () => {
    const client = await kernel.owner.connect();
    await client.query('begin');
    await client.query('select pg_current_xact_id()');
    await kernel.store.append(`shelf-${newShelf()}`, NONE, sealedMany(2));
    expect((await kernel.store.readAll(BEGINNING, 10)).facts).toEqual([]);
    expect(await kernel.store.head()).toBe(BEGINNING);
    await client.query('commit');
    client.release();
    await untilTrue(async () => (await kernel.store.readAll(BEGINNING, 10)).facts.length === 2);
  });

  it('however many facts wait behind an open transaction, readers look at none of them', async () => {
    await kernel.store.append(`shelf-${newShelf()}`, NONE, sealedMany(10));
    const client = await kernel.owner.connect();
    await client.query('begin');
    await client.query('select pg_current_xact_id()');
    await kernel.store.append(`shelf-${newShelf()}`, NONE, sealedMany(800));
    for (const order of ['', 'desc']) {
      const { rows } = await kernel.owner.query<{ 'QUERY PLAN': string }>(
        `explain (analyze) select position from log.facts where ${READABLE}
         order by generation ${order}, transaction_id ${order}, position ${order} limit 50`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/Index Cond: .*generation, transaction_id/u);
      expect(plan).not.toContain('Removed by Filter');
    }
    await client.query('rollback');
    client.release();
  });

  it('a log from a cluster that was further on is read whole, and what comes now stands behind it', async () => {
    const stream = `shelf-${newShelf()}`;
    const old = sealedMany(3);
    await kernel.store.append(stream, NONE, old);
    const ahead = `(transaction_id::text::numeric + 1000000)::text::xid8`;
    await kernel.owner.query(`update log.facts set transaction_id = ${ahead}`);

    const restored = await PostgresEventStore.open(kernel.pool);
    const added = sealedMany(2);
    expect(await restored.append(stream, 2, added)).toMatchObject({ kind: 'appended', revision: 4 });
    expect(await restored.append(stream, NONE, old)).toMatchObject({ kind: 'appended', revision: 2 });
    await untilTrue(async () => (await restored.readAll(BEGINNING, 10)).facts.length === 5);
    const { facts, upTo } = await restored.readAll(BEGINNING, 10);
    expect(facts.map(({ id }) => id)).toEqual([...old, ...added].map(({ id }) => id));
    expect(await restored.head()).toBe(upTo);
    const behindTheOld = await restored.readAll(facts[2]?.position ?? '', 10);
    expect(behindTheOld.facts).toHaveLength(2);
  });

  it('a generation is raised once, and never for a log that is at home', async () => {
    const generation = async (): Promise<number | undefined> =>
      (await kernel.owner.query<{ generation: number }>('select generation from log.identity')).rows[0]?.generation;
    await kernel.store.append(`shelf-${newShelf()}`, NONE, [sealed()]);
    await Promise.all([1, 2, 3].map(() => PostgresEventStore.open(kernel.pool)));
    expect(await generation()).toBe(1);
    await kernel.owner.query(`update log.facts set transaction_id = '999999999'`);
    await Promise.all([1, 2, 3].map(() => PostgresEventStore.open(kernel.pool)));
    expect(await generation()).toBe(2);
  });
});
