import { setTimeout as sleep } from 'node:timers/promises';
import { type Kernel, type KernelNode, startKernel } from '../../test/setup/kernel.js';
import {
  alone,
  leaveNote,
  newShelf,
  sealed,
  shelfCatalogue,
  shelfDecider,
  type ShelfFact,
  storeParcels,
} from '../../test/setup/shelf.js';
import { SHELVES, shelves, ShelfRow, tableOf } from '../../test/setup/shelf-table.js';
import { emptyTable } from '../../test/setup/empty-table.js';
import { untilTrue } from '../../test/setup/eventually.js';
import { makeAgain } from '../../test/setup/make-again.js';
import { CheckpointMoved } from './checkpoints.js';
import { inTransaction, type OpenPage, ProjectionConsumer } from './consumer.js';
import { BEGINNING } from './event-store.js';
import { settledEnd } from './log-walk.js';
import type { Projection } from './projection.js';
import { ReadTable } from './read-table.js';

describe('a projection', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue, [ShelfRow], SHELVES);
    await fillShelves();
  });
  afterAll(() => kernel.stop());

  /** Some 700 facts of 20 shelves, interleaved; some rows vanish and come again. */
  async function fillShelves(): Promise<void> {
    const ids = Array.from({ length: 20 }, newShelf);
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        ids.map(async (id, index) => {
          await kernel.decisions.decide(shelfDecider, id, storeParcels([index, round / 4]), alone);
          if ((round + index) % 3 === 0)
            await kernel.decisions.decide(shelfDecider, id, leaveNote(`person-${index}`, `note ${round}`), alone);
          const { revision } = await kernel.decisions.fold(shelfDecider, id);
          const metadata = JSON.stringify({ commandId: 'none', recordedAt: '2025-08-15T12:00:00.000Z' });
          const taken = [1, 2]
            .slice(0, (round % 2) + 1)
            .map(() => sealed({ type: 'ParcelTaken', data: '{"parcelId":"x"}', metadata }));
          await kernel.store.append(`shelf-${id}`, revision, taken);
        }),
      );
    }
  }

  const consumerOn = (node: KernelNode, projection = shelves(), partition = 0): ProjectionConsumer => {
    const table = new ReadTable<object>(kernel.dataSource.getMetadata(ShelfRow));
    const whole = projection as unknown as Projection;
    return new ProjectionConsumer(whole, table, node.pool, node.checkpoints, partition, async () => {
      expect(await makeAgain(kernel, [whole], node)).toEqual([{ name: 'shelves' }]);
    });
  };

  /** Follows the log to its end in pages of one size. */
  async function run(consumer: ProjectionConsumer, size: number): Promise<void> {
    for (let position = await consumer.open(); ;) {
      const { facts, upTo } = await kernel.store.readAll(position, size);
      if (facts.length === 0) return;
      await consumer.handle(position, { facts: await kernel.codec.openAll(facts), upTo });
      position = upTo;
    }
  }

  it('makes equal tables of pages of 1, 7 and 1,000 facts', async () => {
    const consumer = consumerOn(kernel);
    await consumer.open();
    await settledEnd(kernel.store);
    const tables: (readonly unknown[])[] = [];
    for (const size of [1, 7, 1_000]) {
      await emptyTable(kernel.owner, 'shelves');
      expect(await tableOf(kernel.pool)).toEqual([]);
      await run(consumer, size);
      tables.push(await tableOf(kernel.pool));
    }
    expect(tables[0]?.length).toBeGreaterThan(15);
    expect(tables[1]).toEqual(tables[0]);
    expect(tables[2]).toEqual(tables[0]);
  });

  const pageOf = async (after: string, size: number): Promise<OpenPage> => {
    const { facts, upTo } = await kernel.store.readAll(after, size);
    return { facts: await kernel.codec.openAll(facts), upTo };
  };

  it('makes the same table of pages that were prepared before the one before them was written', async () => {
    const consumer = consumerOn(kernel);
    const tables: (readonly unknown[])[] = [];
    for (const isAhead of [false, true]) {
      await emptyTable(kernel.owner, 'shelves');
      let position = await consumer.open();
      // The first page touches no row.
      for (let page: OpenPage = { ...(await pageOf(position, 7)), facts: [] }; page.upTo > position;) {
        const behind = await pageOf(page.upTo, 7);
        const next = isAhead ? await consumer.prepare(behind) : behind;
        await consumer.handle(position, page);
        [position, page] = [page.upTo, next];
      }
      tables.push(await tableOf(kernel.pool));
    }
    expect(tables[0]?.length).toBeGreaterThan(15);
    expect(tables[1]).toEqual(tables[0]);
  });

  it('writes nothing that was loaded before another table came into the place of its own', async () => {
    const consumer = consumerOn(kernel);
    await emptyTable(kernel.owner, 'shelves');
    const [first, position] = [await pageOf(BEGINNING, 50), await consumer.open()];
    await consumer.handle(position, first);
    const loaded = await consumer.prepare(await pageOf(first.upTo, 50));
    const { version } = shelves();
    await inTransaction(kernel.owner, (client) =>
      kernel.checkpoints.replace(client, { name: 'shelves', version }, first.upTo),
    );
    const before = await tableOf(kernel.pool);
    await expect(consumer.handle(first.upTo, loaded)).rejects.toThrow(CheckpointMoved);
    expect(await tableOf(kernel.pool)).toEqual(before);
    expect(await consumer.open()).toBe(first.upTo);
  });

  it('of a version that a newer program left behind writes and passes over nothing, wherever the checkpoint stands', async () => {
    await emptyTable(kernel.owner, 'shelves');
    const [page, position] = [await pageOf(BEGINNING, 50), await consumerOn(kernel).open()];
    const older = consumerOn(kernel, shelves(undefined, 0));
    await expect(older.handle(position, page)).rejects.toThrow(CheckpointMoved);
    // What one version passes over, the other may fold.
    await expect(older.handle(position, { facts: [], upTo: page.upTo })).rejects.toThrow(CheckpointMoved);
    expect(await consumerOn(kernel).open()).toBe(position);
    expect(await tableOf(kernel.pool)).toEqual([]);
  });

  it('folds no page twice: of two nodes with the same page one goes on', async () => {
    const consumers = [consumerOn(kernel), consumerOn(await kernel.node())];
    await consumers[0]?.open();
    await emptyTable(kernel.owner, 'shelves');
    const page = await pageOf(BEGINNING, 50);
    const outcomes = await Promise.allSettled(consumers.map((consumer) => consumer.handle(BEGINNING, page)));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: expect.any(CheckpointMoved) as unknown,
    });
    expect(await consumers[1]?.open()).toBe(page.upTo);
  });

  it('keeps neither rows nor checkpoint when its connection is cut in between', async () => {
    const consumer = consumerOn(kernel);
    await emptyTable(kernel.owner, 'shelves');
    const page = await pageOf(BEGINNING, 50);
    const blocker = await kernel.owner.connect();
    await blocker.query('begin');
    await blocker.query(`select from progress.checkpoints where name = 'shelves' for update`);
    const handled = consumer.handle(BEGINNING, page).then(
      () => 'handled',
      () => 'failed',
    );
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%update progress.checkpoints%'`;
    await untilTrue(async () => (await kernel.owner.query(cut)).rowCount === 1);
    expect(await handled).toBe('failed');
    await blocker.query('rollback');
    blocker.release();
    expect(await tableOf(kernel.pool)).toEqual([]);
    expect(await consumer.open()).toBe(BEGINNING);
    await consumer.handle(BEGINNING, page);
    expect(await consumer.open()).toBe(page.upTo);
  });

  it('loses a transaction whose connection is cut while it is idle, and not the process', async () => {
    const cut = inTransaction(kernel.pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      await kernel.owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await sleep(100);
      await client.query('select 1');
    });
    await expect(cut).rejects.toThrow();
    await expect(inTransaction(kernel.pool, (client) => client.query('select 1'))).resolves.toMatchObject({
      rowCount: 1,
    });
  });

  describe('in partitions', () => {
    const divided = (partitions: number): Projection<ShelfRow, ShelfFact> => ({
      ...shelves(undefined, partitions),
      partitions,
    });
    const consumersOf = (partitions: number): readonly ProjectionConsumer[] =>
      Array.from({ length: partitions }, (_, partition) => consumerOn(kernel, divided(partitions), partition));

    it('makes equal tables of 1, 2 and 5, whichever partition comes first', async () => {
      const tables: (readonly unknown[])[] = [];
      for (const partitions of [1, 2, 5]) {
        await kernel.owner.query('truncate read.shelves, progress.checkpoints');
        const consumers = consumersOf(partitions);
        for (const [place, consumer] of consumers.toReversed().entries()) await run(consumer, 7 + 50 * place);
        expect(await kernel.checkpoints.isLevel(['shelves'], await kernel.store.head())).toBe(true);
        tables.push(await tableOf(kernel.pool));
      }
      expect(tables[0]?.length).toBeGreaterThan(15);
      expect(tables[1]).toEqual(tables[0]);
      expect(tables[2]).toEqual(tables[0]);
    });

    it('is level only when all partitions are, stands where the last one stands, and tells which one is stopped', async () => {
      await emptyTable(kernel.owner, 'shelves');
      const head = await kernel.store.head();
      const consumers = consumersOf(5);
      for (const consumer of consumers.slice(1)) await run(consumer, 500);
      expect(await kernel.checkpoints.isLevel(['shelves'], head)).toBe(false);
      await kernel.checkpoints.stopped({ name: 'shelves', partition: 0 }, 'RangeError: heavy');
      expect(await kernel.checkpoints.list()).toMatchObject([
        {
          name: 'shelves',
          partitions: 5,
          position: BEGINNING,
          status: 'stopped',
          reason: 'Partition 0: RangeError: heavy',
        },
      ]);
      for (const consumer of consumers.slice(0, 1)) await run(consumer, 500);
      expect(await kernel.checkpoints.isLevel(['shelves'], head)).toBe(true);
      expect(await kernel.checkpoints.list()).toMatchObject([{ position: head, status: 'running', reason: null }]);
    });

    it('is made again as a whole, and every partition goes on from there', async () => {
      const before = await tableOf(kernel.pool);
      expect(await makeAgain(kernel, [divided(5) as unknown as Projection])).toEqual([{ name: 'shelves' }]);
      expect(await tableOf(kernel.pool)).toEqual(before);
      const head = await kernel.store.head();
      expect(await Promise.all(consumersOf(5).map((consumer) => consumer.open()))).toEqual(Array(5).fill(head));
    });

    it('of another number of them stops, until its version is higher', async () => {
      await expect(consumerOn(kernel, { ...divided(5), partitions: 2 }).open()).rejects.toThrow(
        'needs a higher version',
      );
      const before = await tableOf(kernel.pool);
      const raised = { ...shelves(undefined, 6), partitions: 3 };
      const consumers = [0, 1, 2].map((partition) => consumerOn(kernel, raised, partition));
      await expect(consumers[0]!.open()).rejects.toThrow(CheckpointMoved);
      const head = await kernel.store.head();
      expect(await Promise.all(consumers.map((consumer) => consumer.open()))).toEqual(Array(3).fill(head));
      expect(await tableOf(kernel.pool)).toEqual(before);
    });
  });

  it('of a lower version stops', async () => {
    await expect(consumerOn(kernel).open()).rejects.toThrow('newer program');
  });
});
