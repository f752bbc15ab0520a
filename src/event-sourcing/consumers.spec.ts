import { eventually, untilTrue } from '../../test/setup/eventually.js';
import { type Kernel, type KernelNode, startKernel } from '../../test/setup/kernel.js';
import { alone, leaveNote, newShelf, shelfCatalogue, shelfDecider, storeParcels } from '../../test/setup/shelf.js';
import { ParcelRow, parcels, SHELVES, shelves, ShelfRow, tableOf } from '../../test/setup/shelf-table.js';
import type { ConsumerStatus } from './checkpoints.js';
import type { Consumers } from './consumers.js';

describe('consumers of the log', () => {
  let kernel: Kernel;
  beforeEach(async () => {
    kernel = await startKernel(shelfCatalogue, [ShelfRow, ParcelRow], SHELVES);
  });
  afterEach(() => kernel.stop());

  /** Stores parcels one command after another; answers with the last position. */
  async function store(id: string, weights: readonly number[]): Promise<string> {
    let last = '';
    for (const weight of weights) {
      last = (await kernel.decisions.decide(shelfDecider, id, storeParcels([weight]), alone)).position;
    }
    return last;
  }

  function startShelves(node: KernelNode, onFact?: (parcelId: string) => void): Consumers {
    const consumers = node.consumers();
    consumers.project(shelves(onFact));
    consumers.project(parcels);
    consumers.start();
    return consumers;
  }

  const statusOf = async (name: string): Promise<ConsumerStatus | undefined> =>
    (await kernel.checkpoints.list()).find((status) => status.name === name);

  const parcelsOf = async (id: string): Promise<number> =>
    (await kernel.pool.query<{ parcels: number }>('select parcels from read.shelves where id = $1', [id])).rows[0]
      ?.parcels ?? 0;

  const LEASES = `select distinct l.pid from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.granted and a.application_name = 'credence-leases' and a.datname = current_database()`;

  const holders = async (): Promise<readonly number[]> =>
    (await kernel.owner.query<{ pid: number }>(LEASES)).rows.map(({ pid }) => pid);

  it('a query that waits for a position sees its own writes', async () => {
    startShelves(kernel);
    const id = newShelf();
    for (let count = 1; count <= 10; count += 1) {
      const position = await store(id, [1]);
      expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], position, 10_000)).toBe(true);
      expect(await parcelsOf(`shelf-${id}`)).toBe(count);
    }
  });

  it('a query waits only so long', async () => {
    const position = await store(newShelf(), [1]);
    expect(await kernel.checkpoints.waitFor(['shelves'], position, 60)).toBe(false);
  });

  it('one node works, another takes over when the connection of the first is cut, and nothing is folded twice', async () => {
    const id = newShelf();
    const worked = { first: 0, second: 0 };
    const [first, second] = [kernel, await kernel.node()];
    startShelves(first, () => void (worked.first += 1));
    await untilTrue(async () => (await holders()).length === 1);
    startShelves(second, () => void (worked.second += 1));
    const position = await store(id, [1, 2, 3]);
    expect(await kernel.checkpoints.waitFor(['shelves'], position, 10_000)).toBe(true);
    expect(worked.first).toBeGreaterThan(0);
    expect(worked.second).toBe(0);

    for (let round = 0; round < 3; round += 1) {
      const [holder] = await holders();
      await kernel.owner.query('select pg_terminate_backend($1)', [holder]);
      const next = await store(id, [4, 5, 6]);
      expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], next, 10_000)).toBe(true);
      await untilTrue(async () => {
        const now = await holders();
        return now.length > 0 && !now.includes(holder ?? 0);
      });
    }
    expect(await parcelsOf(`shelf-${id}`)).toBe(12);
    expect(await parcelsOf('all')).toBe(12);
  });

  it('another node takes over from one that stops', async () => {
    const id = newShelf();
    const leaving = startShelves(kernel);
    startShelves(await kernel.node());
    const before = await store(id, [1]);
    expect(await kernel.checkpoints.waitFor(['shelves'], before, 10_000)).toBe(true);
    await leaving.stop();
    const after = await store(id, [2, 3]);
    expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], after, 10_000)).toBe(true);
    expect(await parcelsOf(`shelf-${id}`)).toBe(3);
  });

  it('a fact that cannot be folded stops its projection right before it, visibly; others go on, and so does it once it can', async () => {
    const id = newShelf();
    let isPoisoned = true;
    const onFact = (parcelId: string): void => {
      if (isPoisoned && parcelId === 'parcel-20') throw new RangeError('this parcel cannot be folded');
    };
    const last = await store(
      id,
      Array.from({ length: 30 }, () => 1),
    );
    const before = (await kernel.store.read(`shelf-${id}`))[19]?.position;
    startShelves(kernel, onFact);
    const stopped = await eventually(async () => {
      const status = await statusOf('shelves');
      return status?.status === 'stopped' ? status : undefined;
    });
    expect(stopped).toMatchObject({ position: before, reason: 'RangeError: this parcel cannot be folded' });
    expect(await parcelsOf(`shelf-${id}`)).toBe(20);
    expect(kernel.failures.length).toBeGreaterThanOrEqual(5);
    expect(await statusOf('parcels')).toMatchObject({ status: 'running', reason: null, position: last });

    isPoisoned = false;
    expect(await kernel.checkpoints.waitFor(['shelves'], last, 10_000)).toBe(true);
    expect(await statusOf('shelves')).toMatchObject({ status: 'running', reason: null });
    expect(await parcelsOf(`shelf-${id}`)).toBe(30);
  });

  it('a fact that nobody can read stops who follows the log, and is read once it can be', async () => {
    const knowsLess = await kernel.node(new Map());
    const position = await store(newShelf(), [1]);
    const blind = startShelves(knowsLess);
    await eventually(async () => ((await statusOf('shelves'))?.status === 'stopped' ? true : undefined));
    expect((await statusOf('shelves'))?.reason).toContain('ParcelStored');
    await blind.stop();
    startShelves(kernel);
    expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], position, 10_000)).toBe(true);
  });

  it('a key that was missing for a while is found when the fact is tried again', async () => {
    const { position } = await kernel.decisions.decide(shelfDecider, newShelf(), leaveNote('ana', 'a note'), alone);
    await kernel.keysPool.query('alter table keys.subject_keys rename to gone');
    const stranger = await kernel.node();
    startShelves(stranger);
    await untilTrue(() => stranger.failures.length >= 3);
    await kernel.keysPool.query('alter table keys.gone rename to subject_keys');
    expect(await kernel.checkpoints.waitFor(['shelves'], position, 10_000)).toBe(true);
  });

  it('a table that is made again equals the one before: idle, while facts come, and told by another process', async () => {
    const ids = Array.from({ length: 5 }, newShelf);
    const consumers = startShelves(kernel);
    const elsewhere = (await kernel.node()).consumers();
    elsewhere.project(shelves());
    const level = async (position: string): Promise<readonly unknown[]> => {
      expect(await kernel.checkpoints.waitFor(['shelves'], position, 15_000)).toBe(true);
      return tableOf(kernel.pool);
    };
    const position = (await Promise.all(ids.map((id) => store(id, [1, 2, 3])))).toSorted().at(-1) ?? '';
    const live = await level(position);
    expect(live).toHaveLength(6);

    for (const where of [consumers, elsewhere]) {
      await where.startAgain(['shelves']);
      expect(await level(position)).toEqual(live);
    }

    const writing = Promise.all(
      ids.map((id) =>
        store(
          id,
          Array.from({ length: 40 }, (_, index) => index / 8),
        ),
      ),
    );
    for (let round = 0; round < 8; round += 1) await (round % 2 === 0 ? consumers : elsewhere).startAgain(['shelves']);
    const end = (await writing).toSorted().at(-1) ?? '';
    const whileRunning = await level(end);
    await elsewhere.startAgain(['shelves']);
    expect(await level(end)).toEqual(whileRunning);
    expect(await parcelsOf('all')).toBe(5 * 43);
    expect(kernel.failures).toEqual([]);
  });

  it('only a table that there is can be made again', async () => {
    await expect(startShelves(kernel).startAgain(['cupboards'])).rejects.toThrow('only shelves, parcels');
  });
});
