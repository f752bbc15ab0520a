import { eventually, untilTrue } from '../../test/setup/eventually.js';
import { type Kernel, type KernelNode, startKernel } from '../../test/setup/kernel.js';
import { makeAgain } from '../../test/setup/make-again.js';
import {
  alone,
  leaveNote,
  newShelf,
  shelfCatalogue,
  shelfDecider,
  type ShelfFact,
  storeParcels,
} from '../../test/setup/shelf.js';
import { ParcelRow, parcels, SHELVES, shelves, ShelfRow } from '../../test/setup/shelf-table.js';
import type { ConsumerStatus } from './checkpoints.js';
import { Consumers } from './consumers.js';
import type { EventStore, Page } from './event-store.js';
import type { Reaction } from './reaction.js';

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

  function startShelves(node: KernelNode, onFact?: (parcelId: string) => void, version?: number): Consumers {
    const consumers = node.consumers();
    consumers.project(shelves(onFact, version));
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
      expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], position, 60_000)).toBe(true);
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
    expect(await kernel.checkpoints.waitFor(['shelves'], position, 60_000)).toBe(true);
    expect(worked.first).toBeGreaterThan(0);
    expect(worked.second).toBe(0);

    for (let round = 0; round < 3; round += 1) {
      const [holder] = await holders();
      await kernel.owner.query('select pg_terminate_backend($1)', [holder]);
      const next = await store(id, [4, 5, 6]);
      expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], next, 60_000)).toBe(true);
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
    expect(await kernel.checkpoints.waitFor(['shelves'], before, 60_000)).toBe(true);
    await leaving.stop();
    const after = await store(id, [2, 3]);
    expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], after, 60_000)).toBe(true);
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
    expect(await kernel.checkpoints.waitFor(['shelves'], last, 60_000)).toBe(true);
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
    expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], position, 60_000)).toBe(true);
  });

  it('a key that was missing for a while is found when the fact is tried again', async () => {
    const { position } = await kernel.decisions.decide(shelfDecider, newShelf(), leaveNote('ana', 'a note'), alone);
    await kernel.keysPool.query('alter table keys.subject_keys rename to gone');
    const stranger = await kernel.node();
    startShelves(stranger);
    await untilTrue(() => stranger.failures.length >= 3);
    await kernel.keysPool.query('alter table keys.gone rename to subject_keys');
    expect(await kernel.checkpoints.waitFor(['shelves'], position, 60_000)).toBe(true);
  });

  describe('where a new program raises the version of a projection', () => {
    const id = newShelf();
    const shelf = `shelf-${id}`;
    let position: string;

    beforeEach(async () => {
      const before = startShelves(kernel);
      position = await store(id, Array<number>(40).fill(1));
      expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], position, 60_000)).toBe(true);
      await before.stop();
      // A table that were emptied in place would lose this mark at once.
      await kernel.owner.query('update read.shelves set last_parcel = $1', ['of the version before']);
    });

    const marked = async (): Promise<number> => {
      const { rowCount } = await kernel.pool.query(
        `select from read.shelves where last_parcel = 'of the version before'`,
      );
      return rowCount ?? 0;
    };

    it('its table is read as it was until the new one takes its place; others go on meanwhile', async () => {
      let folded = 0;
      const seen: number[] = [];
      const node = await kernel.node();
      const last = await store(newShelf(), [1]);
      const reader = await kernel.owner.connect();
      await reader.query('begin');
      await reader.query('select from read.shelves');
      const looking = startShelves(node, () => void (folded += 1), 2);
      // Nothing takes the place of a table that somebody reads.
      seen.push((await marked()) + (await parcelsOf(shelf)));
      await reader.query('commit');
      reader.release();
      while ((await statusOf('shelves'))?.version === 1) seen.push((await marked()) + (await parcelsOf(shelf)));
      expect(seen).toContain(42);
      // The last look may fall between the change of the table and that of the version.
      expect(seen.filter((each) => each !== 42).length).toBeLessThan(2);
      expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], last, 60_000)).toBe(true);
      expect([await marked(), await parcelsOf(shelf), folded]).toEqual([0, 40, 82]);
      expect(node.failures).toEqual([]);

      // Made again by hand, once it is free.
      const made = await eventually(() => makeAgain(kernel, looking.named(['shelves'])).catch(() => undefined));
      expect(made).toEqual([{ name: 'shelves' }]);
      const next = await store(id, [1]);
      expect(await kernel.checkpoints.waitFor(['shelves'], next, 60_000)).toBe(true);
      expect(await parcelsOf(shelf)).toBe(41);
    });

    it('a fact that the new one cannot fold leaves the table as it was, visibly, until it can', async () => {
      let isPoisoned = true;
      const onFact = (parcelId: string): void => {
        if (isPoisoned && parcelId === 'parcel-20') throw new RangeError('this parcel cannot be folded');
      };
      const node = await kernel.node();
      startShelves(node, onFact, 2);
      const stopped = await eventually(async () => {
        const status = await statusOf('shelves');
        return status?.status === 'stopped' ? status : undefined;
      });
      expect(stopped).toMatchObject({ version: 1, position });
      expect(stopped.reason).toMatch(/^ParcelStored at \S+: RangeError: this parcel cannot be folded$/u);
      expect(node.failures).toHaveLength(1);
      expect(await marked()).toBe(2);
      isPoisoned = false;
      await kernel.checkpoints.call('shelves');
      await untilTrue(async () => (await statusOf('shelves'))?.version === 2);
      expect(await statusOf('shelves')).toMatchObject({ status: 'running', reason: null });
      expect(await marked()).toBe(0);
    });

    it('a table that somebody reads makes no other one wait, and no end either', async () => {
      const reader = await kernel.owner.connect();
      await reader.query('begin');
      await reader.query('select from read.parcels');
      const consumers = (await kernel.node()).consumers();
      consumers.project(shelves(undefined, 2));
      consumers.project({ ...parcels, version: 2 });
      consumers.start();
      await untilTrue(async () => (await statusOf('shelves'))?.version === 2);
      const next = await store(id, [1]);
      expect(await kernel.checkpoints.waitFor(['shelves'], next, 60_000)).toBe(true);
      expect(await statusOf('parcels')).toMatchObject({ version: 1, status: 'running', position });
      await consumers.stop();
      await reader.query('commit');
      reader.release();
    });

    it('what a cut off one left behind hides no fact while somebody reads it, and then waits for no other table', async () => {
      await kernel.owner.query('create schema beside; create table beside.shelves (id text)');
      const readers = await Promise.all(
        ['beside.shelves', 'read.parcels'].map(async (table) => {
          const reader = await kernel.owner.connect();
          await reader.query('begin');
          await reader.query(`select from ${table}`);
          return reader;
        }),
      );
      const leave = async (reader = readers.shift()): Promise<void> => {
        await reader?.query('commit');
        reader?.release();
      };
      const node = await kernel.node();
      const consumers = node.consumers();
      consumers.project(shelves(undefined, 2));
      consumers.project({ ...parcels, version: 2 });
      consumers.start();
      await untilTrue(() => node.failures.length > 0);
      const next = await store(id, [1]);
      await untilTrue(async () => (await kernel.store.head()) === next);
      expect(await statusOf('shelves')).toMatchObject({ version: 1, status: 'running' });
      await leave();
      expect(await kernel.checkpoints.waitFor(['shelves'], next, 60_000)).toBe(true);
      expect([await marked(), await parcelsOf(shelf)]).toEqual([0, 41]);
      expect(await statusOf('parcels')).toMatchObject({ version: 1, status: 'running', position });
      await leave();
      expect(await kernel.checkpoints.waitFor(['parcels'], next, 60_000)).toBe(true);
    });

    it('another process that makes the table again is waited for, and whoever stops in the middle leaves it as it was', async () => {
      const other = startShelves(await kernel.node(), undefined, 2);
      const third = startShelves(await kernel.node(), undefined, 2);
      await Promise.all([other.stop(), third.stop()]);
      expect([2, 0]).toContain(await marked());
      startShelves(await kernel.node(), undefined, 3);
      startShelves(await kernel.node(), undefined, 3);
      await untilTrue(async () => (await statusOf('shelves'))?.version === 3);
      expect([await marked(), await parcelsOf(shelf)]).toEqual([0, 40]);
    });
  });

  it('several nodes share the partitions of a projection evenly, and the work of one that stops', async () => {
    const held = async (): Promise<readonly number[]> => {
      const { rows } = await kernel.owner.query<{ leases: number }>(
        `select count(*)::int as leases from pg_locks join pg_stat_activity using (pid)
         where locktype = 'advisory' and mode = 'ExclusiveLock' and granted and application_name = 'credence-leases'
           and datname = current_database() group by pid order by 1`,
      );
      return rows.map(({ leases }) => leases);
    };
    const start = (node: KernelNode): Consumers => {
      const consumers = node.consumers();
      consumers.project({ ...shelves(), partitions: 5 });
      consumers.start();
      return consumers;
    };
    const ids = Array.from({ length: 12 }, newShelf);
    const level = async (): Promise<void> => {
      const positions = await Promise.all(ids.map((id) => store(id, [1])));
      const last = positions.toSorted().at(-1) ?? '';
      expect(await kernel.checkpoints.waitFor(['shelves'], last, 60_000)).toBe(true);
    };
    const first = start(kernel);
    await untilTrue(async () => (await held()).join() === '5');
    start(await kernel.node());
    let rounds = 1;
    for (; (await held()).join() !== '2,3'; rounds += 1) await level();
    await level();
    await first.stop();
    await untilTrue(async () => (await held()).join() === '5');
    await level();
    expect(await parcelsOf('all')).toBe(ids.length * (rounds + 1));
    for (const id of ids) expect(await parcelsOf(`shelf-${id}`)).toBe(rounds + 1);
    expect(kernel.failures).toEqual([]);
  });

  it('a stopped projection that is called, by whatever process, tries at once', async () => {
    let isPoisoned = true;
    const elsewhere = await kernel.node();
    startShelves(kernel, () => {
      if (isPoisoned) throw new RangeError('not now');
    });
    const position = await store(newShelf(), [1]);
    const isStopped = async (): Promise<boolean> => (await statusOf('shelves'))?.status === 'stopped';
    await untilTrue(isStopped);
    // By itself it would try again after 12.8 seconds.
    await untilTrue(() => kernel.failures.length >= 7);
    isPoisoned = false;
    await elsewhere.checkpoints.call('shelves');
    expect(await kernel.checkpoints.waitFor(['shelves'], position, 9_000)).toBe(true);
    expect(await statusOf('shelves')).toMatchObject({ status: 'running', reason: null });
  });

  describe('a place in another log', () => {
    const ELSEWHERE = 'ffffffff-0000000000000001-0000000000000001-0000000000000001';
    const misplace = async (name: string): Promise<void> => {
      await kernel.owner.query('update progress.checkpoints set position = $2 where name = $1', [name, ELSEWHERE]);
    };
    const stopped = (name: string): Promise<ConsumerStatus> =>
      eventually(async () => {
        const status = await statusOf(name);
        return status?.status === 'stopped' ? status : undefined;
      });

    it('stops a projection at once, visibly; others go on, and a rebuild cures it', async () => {
      const before = await store(newShelf(), [1]);
      const consumers = startShelves(kernel);
      expect(await kernel.checkpoints.waitFor(['shelves', 'parcels'], before, 60_000)).toBe(true);
      await consumers.stop();
      await misplace('shelves');
      const node = await kernel.node();
      startShelves(node);
      expect(await stopped('shelves')).toMatchObject({
        position: ELSEWHERE,
        reason: expect.stringMatching(/is not of this log .* npm run projections -- rebuild shelves$/u) as unknown,
      });
      // At once: what may pass is tried five times before that.
      expect(node.failures.length).toBeLessThan(5);
      const position = await store(newShelf(), [1, 2]);
      expect(await kernel.checkpoints.waitFor(['parcels'], position, 60_000)).toBe(true);
      expect(await makeAgain(kernel, consumers.named(['shelves']))).toEqual([{ name: 'shelves' }]);
      expect(await statusOf('shelves')).toMatchObject({ status: 'running', reason: null });
      const next = await store(newShelf(), [3]);
      expect(await kernel.checkpoints.waitFor(['shelves'], next, 60_000)).toBe(true);
      expect(await parcelsOf('all')).toBe(4);
    });

    it('stops a reaction at once, visibly; told so by hand it goes on with new facts alone', async () => {
      const called: string[] = [];
      const tell: Reaction<ShelfFact> = {
        name: 'tell-the-keeper',
        handles: ['ParcelStored'],
        react: ({ position }) => Promise.resolve(void called.push(position)),
      };
      const first = kernel.consumers();
      first.react(tell);
      await first.markBeginnings();
      await misplace('tell-the-keeper');
      const node = await kernel.node();
      const consumers = node.consumers();
      consumers.react(tell);
      consumers.start();
      const old = await store(newShelf(), [1]);
      expect((await stopped('tell-the-keeper')).reason).toContain('resume-at-end tell-the-keeper');
      expect(node.failures.length).toBeLessThan(5);
      await untilTrue(async () => (await kernel.store.head()) === old);
      await kernel.checkpoints.resumeAt('tell-the-keeper', old);
      const recent = await store(newShelf(), [1]);
      expect(await kernel.checkpoints.waitFor(['tell-the-keeper'], recent, 60_000)).toBe(true);
      expect(called).toEqual([recent]);
    });
  });

  it('pages without a fact cost next to no writes, and the next fact is folded behind them', async () => {
    await kernel.owner.query(`
      create table public.moves (at timestamptz not null default now());
      grant insert on public.moves to credence_app;
      create function public.note_move() returns trigger language plpgsql as $$
        begin insert into public.moves default values; return new; end $$;
      create trigger note_move after update on progress.checkpoints for each row execute function public.note_move()`);
    const position = await store(newShelf(), [1, 2]);
    const [log] = position.split('-');
    const failures: object[] = [];
    const quiet: EventStore = Object.create(kernel.store) as EventStore;
    quiet.subscribe = async function* (after, limit, signal): AsyncGenerator<Page, void> {
      for (let place = 1; place <= 2_000; place += 1)
        yield { facts: [], upTo: `${log}-${'0'.repeat(16)}-${'0'.repeat(16)}-${place.toString(16).padStart(16, '0')}` };
      yield* kernel.store.subscribe(after, limit, signal);
    };
    const consumers = new Consumers(
      quiet,
      kernel.codec,
      kernel.pool,
      kernel.dataSource,
      kernel.checkpoints,
      kernel.url,
      { error: (details) => void failures.push(details) },
    );
    consumers.project(shelves());
    consumers.start();
    expect(await kernel.checkpoints.waitFor(['shelves'], position, 60_000)).toBe(true);
    await consumers.stop();
    expect([await parcelsOf('all'), failures]).toEqual([2, []]);
    const { rows } = await kernel.owner.query<{ moves: number }>('select count(*)::int as moves from public.moves');
    expect(rows[0]?.moves).toBeLessThanOrEqual(3);
  });

  it('only a table that there is can be named', () => {
    expect(() => startShelves(kernel).named(['cupboards'])).toThrow('only shelves, parcels');
  });
});
