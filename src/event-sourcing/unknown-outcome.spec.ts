import { eventually, untilTrue } from '../../test/setup/eventually.js';
import { type Kernel, startKernel } from '../../test/setup/kernel.js';
import { alone, newShelf, shelfCatalogue, shelfDecider, storeParcels } from '../../test/setup/shelf.js';
import {
  type AppendOutcome,
  EventStore,
  type LogEnd,
  type NewFact,
  type Page,
  type StoredFact,
} from './event-store.js';

/** A connection that breaks after the log has stored the facts, and before it could say so. */
class LosingAnswers extends EventStore {
  lost = 0;

  constructor(
    private readonly inner: EventStore,
    private readonly toLose: number,
  ) {
    super();
  }

  override async append(stream: string, expected: number, facts: readonly NewFact[]): Promise<AppendOutcome> {
    const outcome = await this.inner.append(stream, expected, facts);
    if (this.lost === this.toLose) return outcome;
    this.lost += 1;
    throw new Error('The connection was lost.');
  }

  override read(stream: string, after?: number): Promise<readonly StoredFact[]> {
    return this.inner.read(stream, after);
  }

  override readAll(after: string, limit: number): Promise<Page> {
    return this.inner.readAll(after, limit);
  }

  override subscribe(after: string, limit: () => number, signal: AbortSignal): AsyncGenerator<Page, void> {
    return this.inner.subscribe(after, limit, signal);
  }

  override head(): Promise<string> {
    return this.inner.head();
  }

  override newest(): Promise<string> {
    return this.inner.newest();
  }

  override end(): Promise<LogEnd | undefined> {
    return this.inner.end();
  }

  override close(): Promise<void> {
    return this.inner.close();
  }
}

describe('an append without an answer', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue);
  });
  afterAll(() => kernel.stop());

  it('that was stored is settled to exactly one', async () => {
    const id = newShelf();
    const losing = new LosingAnswers(kernel.store, 3);
    const outcome = await kernel.decisionsOn(losing).decide(shelfDecider, id, storeParcels([1, 2]), alone);
    expect(losing.lost).toBe(3);
    expect(outcome).toMatchObject({ revision: 1 });
    expect(await kernel.store.read(`shelf-${id}`)).toHaveLength(2);
  });

  it('that was stored, with facts of another node behind it, is settled too', async () => {
    const id = newShelf();
    const losing = new LosingAnswers(kernel.store, 1);
    const other = await kernel.node();
    const [outcome] = await Promise.all([
      kernel.decisionsOn(losing).decide(shelfDecider, id, storeParcels([1]), alone),
      untilTrue(() => losing.lost === 1).then(() => other.decisions.decide(shelfDecider, id, storeParcels([2]), alone)),
    ]);
    expect(outcome).toMatchObject({ revision: 0 });
    expect(await kernel.store.read(`shelf-${id}`)).toHaveLength(2);
  });

  it('whose connection is cut before it was stored is stored once', async () => {
    const id = newShelf();
    const blocker = await kernel.owner.connect();
    await blocker.query('select pg_advisory_lock(hashtextextended($1, 0))', [`shelf-${id}`]);
    const decided = kernel.decisions.decide(shelfDecider, id, storeParcels([1]), alone);
    for (let cuts = 0; cuts < 3; cuts += 1) {
      await untilTrue(async () => {
        const { rowCount } = await blocker.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event = 'advisory' and query like '%log.append%'`,
        );
        return rowCount === 1;
      });
    }
    await blocker.query('select pg_advisory_unlock_all()');
    blocker.release();
    expect(await decided).toMatchObject({ revision: 0 });
    expect(await kernel.store.read(`shelf-${id}`)).toHaveLength(1);
  });

  it('no command is lost or doubled while connections are cut at random', async () => {
    const id = newShelf();
    let isOver = false;
    const cutting = (async (): Promise<void> => {
      // Less often from cut to cut: on a slow machine an append would never come through.
      for (let pause = 5; !isOver; pause += 1) {
        await kernel.owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and query like '%log.append%' and query not like '%pg_stat%'
           order by random() limit 1`,
        );
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    })();
    const outcomes: number[] = [];
    try {
      for (let round = 0; round < 10; round += 1) {
        const commands = Array.from({ length: 8 }, (_, index) => storeParcels([index]));
        outcomes.push(...(await Promise.all(commands.map((command) => decideUntilAnswered(command)))));
      }
    } finally {
      isOver = true;
      await cutting;
    }
    expect(outcomes.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, index) => index));
    // The first connection that the pool hands out may be one that was cut.
    const stored = await eventually(() => kernel.store.read(`shelf-${id}`).catch(() => undefined));
    expect(stored).toHaveLength(80);

    /** As a client does it: an answer that did not come is asked for again, under the same command id. */
    async function decideUntilAnswered(command: ReturnType<typeof storeParcels>): Promise<number> {
      for (;;) {
        const answer = await kernel.decisions.decide(shelfDecider, id, command, alone).catch(() => undefined);
        if (answer !== undefined) return answer.revision;
      }
    }
  });
});
