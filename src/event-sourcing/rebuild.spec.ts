import { setTimeout as sleep } from 'node:timers/promises';
import { untilTrue } from '../../test/setup/eventually.js';
import { type Kernel, type KernelNode, startKernel } from '../../test/setup/kernel.js';
import { makeAgain, rebuildOn } from '../../test/setup/make-again.js';
import { alone, leaveNote, newShelf, shelfCatalogue, shelfDecider, storeParcels } from '../../test/setup/shelf.js';
import { ParcelRow, parcels, SHELVES, shelves, ShelfRow, tableOf } from '../../test/setup/shelf-table.js';
import { CheckpointMoved } from './checkpoints.js';
import type { Consumers } from './consumers.js';
import type { Projection } from './projection.js';

describe('a read table is made again beside the living one', () => {
  let kernel: Kernel;
  beforeEach(async () => {
    kernel = await startKernel(shelfCatalogue, [ShelfRow, ParcelRow], SHELVES);
  });
  afterEach(() => kernel.stop());

  const both = [shelves(), parcels] as unknown as readonly Projection[];
  const shelvesAlone = both.slice(0, 1);

  async function store(id: string, weights: readonly number[]): Promise<string> {
    let last = '';
    for (const weight of weights)
      last = (await kernel.decisions.decide(shelfDecider, id, storeParcels([weight]), alone)).position;
    return last;
  }

  function start(node: KernelNode = kernel): Consumers {
    const consumers = node.consumers();
    consumers.project(shelves());
    consumers.project(parcels);
    consumers.start();
    return consumers;
  }

  const level = async (position: string): Promise<readonly unknown[]> => {
    expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], position, 60_000)).toBe(true);
    return tableOf(kernel.pool);
  };

  const tablesIn = async (schema: string): Promise<readonly string[]> => {
    const { rows } = await kernel.owner.query<{ name: string }>(
      'select tablename as name from pg_tables where schemaname like $1 order by 1',
      [schema],
    );
    return rows.map(({ name }) => name);
  };

  it('and equals it: idle, with notes that may be erased, and told by another process', async () => {
    const ids = Array.from({ length: 5 }, newShelf);
    start();
    for (const id of ids) await kernel.decisions.decide(shelfDecider, id, leaveNote(`of ${id}`, 'a note'), alone);
    const positions = await Promise.all(ids.map((id) => store(id, [1, 2, 3])));
    const live = await level(positions.toSorted().at(-1) ?? '');
    expect(live).toHaveLength(6);
    for (const node of [kernel, await kernel.node()]) {
      expect(await makeAgain(kernel, both, node)).toEqual([{ name: 'shelves' }, { name: 'parcels' }]);
      expect(await tableOf(kernel.pool)).toEqual(live);
    }
    expect(await tablesIn('beside')).toEqual([]);
    expect(kernel.failures).toEqual([]);
  });

  it('unless a migration changed it meanwhile, or a newer program works on it', async () => {
    start();
    const position = await store(newShelf(), [1, 2]);
    const live = await level(position);
    const migration = await kernel.owner.connect();
    await migration.query('begin');
    await migration.query('select from read.shelves limit 1');
    const changing = makeAgain(kernel, shelvesAlone);
    await untilTrue(async () => (await kernel.checkpoints.marks()).get('shelves~beside')?.position === position);
    await migration.query('alter table read.shelves add column colour text');
    await migration.query('commit');
    migration.release();
    expect(await changing).toEqual([{ name: 'shelves', reason: expect.stringContaining('migration') as string }]);
    await kernel.owner.query('alter table read.shelves drop column colour');
    expect(await tableOf(kernel.pool)).toEqual(live);
    await kernel.owner.query(`update progress.checkpoints set version = 9 where name = 'shelves'`);
    expect(await makeAgain(kernel, shelvesAlone)).toEqual([
      { name: 'shelves', reason: expect.stringContaining('newer program') as string },
    ]);
  });

  it('while facts come: readers see no gap and never less than before, and nothing is lost or folded twice', async () => {
    const ids = Array.from({ length: 4 }, newShelf);
    start();
    await level(await store(ids[0] ?? '', [1]));
    const reading = new AbortController();
    let looks = 0;
    const reader = (async (): Promise<void> => {
      let seen = 0;
      while (!reading.signal.aborted) {
        const { rows } = await kernel.pool.query<{ parcels: number }>({
          name: 'look',
          text: `select parcels from read.shelves where id = 'all'`,
        });
        expect(rows[0]?.parcels).toBeGreaterThanOrEqual(seen);
        seen = rows[0]?.parcels ?? 0;
        looks += 1;
      }
    })();
    const writing = Promise.all(
      ids.map((id) =>
        store(
          id,
          Array.from({ length: 60 }, (_, index) => index / 8),
        ),
      ),
    );
    for (let round = 0; round < 5; round += 1) await makeAgain(kernel, both);
    const live = await level((await writing).toSorted().at(-1) ?? '');
    reading.abort();
    await reader;
    expect(looks).toBeGreaterThan(50);
    expect(live.find((row) => (row as ShelfRow).id === 'all')).toMatchObject({ parcels: 241 });
    await makeAgain(kernel, both);
    expect(await tableOf(kernel.pool)).toEqual(live);
    expect(kernel.failures).toEqual([]);
  });

  it('with its indexes, defaults and grants, again and again; what it replaced is kept until it is dropped', async () => {
    await kernel.owner.query(`
      create index on read.shelves (parcels, id);
      alter table read.shelves alter column notes set default '[]';
      grant select on read.shelves to public`);
    const shape = async (): Promise<unknown> => {
      const { rows } = await kernel.owner.query(`
        select relacl::text[], array(select pg_get_indexdef(indexrelid) from pg_index where indrelid = c.oid order by 1) as indexes,
          array(select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = c.oid) as defaults
        from pg_class c where oid = 'read.shelves'::regclass`);
      return rows;
    };
    const before = await shape();
    const position = await store(newShelf(), [1, 2]);
    start();
    const live = await level(position);
    for (let round = 0; round < 3; round += 1) await makeAgain(kernel, shelvesAlone);
    expect(await shape()).toEqual(before);
    expect(await tableOf(kernel.pool)).toEqual(live);
    const rebuild = rebuildOn(kernel, kernel);
    const kept = await rebuild.kept();
    expect(kept.length).toBeGreaterThanOrEqual(1);
    expect((await kernel.owner.query<ShelfRow>(`select * from ${kept[0]} order by id`)).rows).toHaveLength(2);
    await expect(kernel.pool.query(`select from ${kept[0]}`)).rejects.toThrow('permission denied');
    expect(await rebuild.dropKept()).toEqual(kept);
    expect(await rebuild.kept()).toEqual([]);
    await rebuild.close();
    expect([await tablesIn('beside'), await tablesIn('old%')]).toEqual([[], []]);
  });

  it('where a fact cannot be folded the living table stays as it was, and it is told which; other tables are made', async () => {
    const id = newShelf();
    const position = await store(id, [1, 2, 3]);
    start();
    const live = await level(position);
    const second = (await kernel.store.read(`shelf-${id}`))[1]?.position ?? '';
    const poisoned = shelves((parcelId) => {
      if (parcelId === 'parcel-1') throw new RangeError('this parcel cannot be folded');
    }) as unknown as Projection;
    expect(await makeAgain(kernel, [poisoned, ...both.slice(1)])).toEqual([
      { name: 'shelves', reason: `ParcelStored at ${second}: RangeError: this parcel cannot be folded` },
      { name: 'parcels' },
    ]);
    expect(await tableOf(kernel.pool)).toEqual(live);
    await level(await store(id, [4]));
  });

  it('cut off in the middle, the living table is as it was, and it can be begun anew', async () => {
    const id = newShelf();
    start();
    const live = await level(await store(id, [1, 2, 3]));
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name in ('credence-rebuild', 'credence-leases') and datname = current_database()`;
    const cuts: Promise<unknown>[] = [];
    const cutting = shelves(() => void cuts.push(kernel.owner.query(cut))) as unknown as Projection;
    await makeAgain(kernel, [cutting]).catch(() => undefined);
    await Promise.all(cuts);
    expect(await tableOf(kernel.pool)).toEqual(live);
    const rebuild = rebuildOn(kernel, kernel);
    await untilTrue(async () => {
      await rebuild.dropKept();
      return (await rebuild.kept()).length === 0;
    });
    await rebuild.close();
    await untilTrue(() =>
      makeAgain(kernel, shelvesAlone).then(
        ([made]) => made?.reason === undefined,
        () => false,
      ),
    );
    expect(await tableOf(kernel.pool)).toEqual(live);
    expect(await level(await store(id, [4]))).toHaveLength(2);
  });

  it('a reader who stays long delays the change, and makes nobody else wait for long', async () => {
    start();
    const live = await level(await store(newShelf(), [1]));
    const slow = await kernel.owner.connect();
    await slow.query('begin');
    await slow.query('select from read.shelves');
    const made = makeAgain(kernel, shelvesAlone);
    const until = performance.now() + 2_500;
    while (performance.now() < until) {
      const read = tableOf(kernel.pool);
      expect(await Promise.race([read, sleep(10_000)])).toEqual(live);
    }
    await slow.query('commit');
    slow.release();
    expect(await made).toEqual([{ name: 'shelves' }]);
    expect(await tableOf(kernel.pool)).toEqual(live);
  });

  it('by one process at a time', async () => {
    const position = await store(newShelf(), [1]);
    const [first, second] = [rebuildOn(kernel, kernel), rebuildOn(kernel, await kernel.node())];
    const reader = await kernel.owner.connect();
    await reader.query('begin');
    await reader.query('select from read.shelves');
    const made = first.run(shelvesAlone);
    await untilTrue(async () => (await kernel.checkpoints.marks()).get('shelves~beside')?.position === position);
    expect(await second.run(both)).toEqual([
      { name: 'shelves', reason: 'Another process makes shelves again.' },
      { name: 'parcels' },
    ]);
    await reader.query('commit');
    reader.release();
    expect(await made).toEqual([{ name: 'shelves' }]);
    await Promise.all([first.close(), second.close()]);
  });

  it('but not where somebody has raised it to the same version meanwhile', async () => {
    await store(newShelf(), [1]);
    const raised = [shelves(undefined, 2) as unknown as Projection];
    await makeAgain(kernel, raised);
    const before = await tablesIn('old%');
    const rebuild = rebuildOn(kernel, kernel);
    const failures: (Error | undefined)[] = [];
    await rebuild.run(raised, { isRaise: true, settled: (_name, failure) => void failures.push(failure) });
    await rebuild.close();
    expect(failures).toEqual([expect.any(CheckpointMoved)]);
    expect([await tablesIn('beside'), await tablesIn('old%')]).toEqual([[], before]);
  });

  it('where nobody has ever followed it, whoever comes goes on from there', async () => {
    const position = await store(newShelf(), [1, 2]);
    await untilTrue(async () => (await kernel.store.head()) === position);
    await makeAgain(kernel, both);
    expect(await kernel.checkpoints.isLevel(['shelves', 'parcels'], position)).toBe(true);
    start();
    expect(await level(await store(newShelf(), [3]))).toHaveLength(3);
  });
});
