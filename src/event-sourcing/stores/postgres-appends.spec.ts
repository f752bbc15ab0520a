import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { eventually, untilTrue } from '../../../test/setup/eventually.js';
import { type Kernel, startKernel } from '../../../test/setup/kernel.js';
import { newShelf, sealed, sealedMany, shelfCatalogue } from '../../../test/setup/shelf.js';
import { connectionWithRole } from '../../platform/database-role.js';
import { LogBusy, NONE } from '../event-store.js';
import { PostgresEventStore } from './postgres-event-store.js';

const newStream = (): string => `shelf-${newShelf()}`;

describe('appends to PostgreSQL at once', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue);
  });
  afterAll(() => kernel.stop());

  const transactionsOf = async (streams: readonly string[]): Promise<number> => {
    const { rowCount } = await kernel.owner.query(
      'select distinct transaction_id from log.facts where stream = any ($1)',
      [streams],
    );
    return rowCount ?? 0;
  };

  it('of different streams share transactions, and each has its own outcome', async () => {
    const streams = Array.from({ length: 60 }, newStream);
    const [first = '', second = ''] = streams;
    const again = sealedMany(2);
    const before = await kernel.store.append(first, NONE, again);
    await kernel.store.append(second, NONE, sealedMany(3));
    const outcomes = await Promise.all(
      streams.map((stream) => kernel.store.append(stream, NONE, stream === first ? again : sealedMany(2))),
    );
    expect(outcomes[0]).toEqual(before);
    expect(outcomes[1]).toEqual({ kind: 'conflict', actual: 2 });
    for (const outcome of outcomes.slice(2)) expect(outcome).toMatchObject({ kind: 'appended', revision: 1 });
    expect(await transactionsOf(streams.slice(2))).toBeLessThan(10);
  });

  it('of one stream keep the order in which they came', async () => {
    const stream = newStream();
    const outcomes = await Promise.all(
      [NONE, 0, 1, 2, 3].map((expected) => kernel.store.append(stream, expected, [sealed()])),
    );
    expect(outcomes.map((outcome) => outcome.kind === 'appended' && outcome.revision)).toEqual([0, 1, 2, 3, 4]);
  });

  it('do not wait for a stream on which somebody else works', async () => {
    const streams = Array.from({ length: 20 }, newStream);
    const [held = ''] = streams;
    const other = await kernel.owner.connect();
    await other.query('select pg_advisory_lock(hashtextextended($1, 0))', [held]);
    let isHeld = true;
    const answers = streams.map(async (stream) => {
      await kernel.store.append(stream, NONE, [sealed()]);
      return { stream, isHeld };
    });
    await Promise.all(answers.slice(1));
    await sleep(20);
    isHeld = false;
    await other.query('select pg_advisory_unlock_all()');
    other.release();
    expect(await Promise.all(answers)).toEqual(streams.map((stream) => ({ stream, isHeld: stream !== held })));
  });

  it('do not fail with one that the log refuses', async () => {
    await kernel.owner.query(`alter table log.facts add constraint poison check (type <> 'Poisoned')`);
    const streams = Array.from({ length: 20 }, newStream);
    const outcomes = await Promise.allSettled(
      streams.map((stream, index) =>
        kernel.store.append(stream, NONE, [sealed(index === 7 ? { type: 'Poisoned' } : {})]),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(
      streams.map((_, index) => (index === 7 ? 'rejected' : 'fulfilled')),
    );
    expect(await kernel.store.append(streams[7] ?? '', NONE, [sealed()])).toMatchObject({ revision: 0 });
  });

  it('are stored once when their connections are cut under them', async () => {
    let isOver = false;
    const cutting = (async (): Promise<void> => {
      // Less often from cut to cut: on a slow machine an append would never come through.
      for (let pause = 5; !isOver; pause += 1) {
        await kernel.owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and query like '%log.append%' and query not like '%pg_stat%'`,
        );
        await sleep(pause);
      }
    })();
    const streams = Array.from({ length: 300 }, newStream);
    try {
      await Promise.all(streams.map((stream) => untilAppended(stream)));
    } finally {
      isOver = true;
      await cutting;
    }
    // The first connection that the pool hands out may be one that was cut.
    const stored = await eventually(() =>
      kernel.store.readMany(new Map(streams.map((stream) => [stream, NONE]))).catch(() => undefined),
    );
    expect(stored).toHaveLength(300);

    async function untilAppended(stream: string): Promise<void> {
      const facts = [sealed()];
      await untilTrue(async () => {
        const outcome = await kernel.store.append(stream, NONE, facts).catch(() => undefined);
        return outcome?.kind === 'appended';
      });
    }
  });

  it('wait in a queue with an end: what comes beyond it is refused before it is sent', async () => {
    const pool = new pg.Pool({ ...connectionWithRole(kernel.url), max: 1 });
    const store = await PostgresEventStore.open(pool);
    const held = await pool.connect();
    const streams = Array.from({ length: 2_200 }, newStream);
    const appends = Promise.allSettled(streams.map((stream) => store.append(stream, NONE, [sealed()])));
    await sleep(50);
    held.release();
    const outcomes = await appends;
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refused).toHaveLength(200);
    for (const reason of refused) expect(reason).toBeInstanceOf(LogBusy);
    const stored = await store.readMany(new Map(streams.map((stream) => [stream, NONE])));
    expect(stored).toHaveLength(2_000);
    expect(await store.append(newStream(), NONE, [sealed()])).toMatchObject({ kind: 'appended' });
    await store.close();
    await pool.end();
  });

  it('wait in a queue that is bounded by the length of its texts too', async () => {
    const pool = new pg.Pool({ ...connectionWithRole(kernel.url), max: 1 });
    const store = await PostgresEventStore.open(pool);
    const held = await pool.connect();
    const data = JSON.stringify('x'.repeat(800_000));
    const appends = Promise.allSettled(
      Array.from({ length: 81 }, () => store.append(newStream(), NONE, [sealed({ data })])),
    );
    held.release();
    const refused = (await appends).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(2);
    await store.close();
    await pool.end();
  });
});
