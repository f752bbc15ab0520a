import { untilTrue } from '../../test/setup/eventually.js';
import { type Kernel, startKernel } from '../../test/setup/kernel.js';
import { makeAgain } from '../../test/setup/make-again.js';
import {
  alone,
  newShelf,
  sealed,
  shelfCatalogue,
  shelfDecider,
  type ShelfFact,
  storeParcels,
} from '../../test/setup/shelf.js';
import { ParcelRow, SHELVES, shelves, ShelfRow } from '../../test/setup/shelf-table.js';
import { ReactionConsumer } from './reaction-consumer.js';
import type { Recorded } from './event.js';
import { NONE } from './event-store.js';
import { callerFor, type Reaction } from './reaction.js';
import { Rejection } from './rejection.js';

describe('a reaction', () => {
  let kernel: Kernel;
  beforeEach(async () => {
    kernel = await startKernel(shelfCatalogue, [ShelfRow, ParcelRow], SHELVES);
  });
  afterEach(() => kernel.stop());

  const store = async (id: string, weights: readonly number[]): Promise<string> =>
    (await kernel.decisions.decide(shelfDecider, id, storeParcels(weights), alone)).position;

  /** Notes what it was called for, and fails where it is told to. */
  function told(fails: (fact: Recorded<ShelfFact>) => Error | undefined = () => undefined): {
    readonly reaction: Reaction<ShelfFact>;
    readonly called: string[];
    readonly done: string[];
  } {
    const called: string[] = [];
    const done: string[] = [];
    const react = (fact: Recorded<ShelfFact>): Promise<void> => {
      const what = `${fact.stream} ${fact.revision}`;
      called.push(what);
      const error = fails(fact);
      if (error !== undefined) return Promise.reject(error);
      done.push(what);
      return Promise.resolve();
    };
    return { reaction: { name: 'tell-the-keeper', handles: ['ParcelStored'], react }, called, done };
  }

  const consumerOf = (reaction: Reaction<ShelfFact>): ReactionConsumer =>
    new ReactionConsumer(reaction, kernel.store, kernel.codec, kernel.pool, kernel.checkpoints);

  /** Deals with all that came since, as one page. */
  async function handleRest(consumer: ReactionConsumer, upTo: string): Promise<void> {
    const from = await consumer.open();
    await untilTrue(async () => (await kernel.store.head()) >= upTo);
    const { facts, upTo: end } = await kernel.store.readAll(from, 1_000);
    await consumer.handle(from, { facts: await kernel.codec.openAll(facts), upTo: end });
  }

  const parked = async (): Promise<readonly string[]> => {
    const { rows } = await kernel.pool.query<{ fact: string }>(
      `select stream || ' ' || revision as fact from progress.parked order by position, revision`,
    );
    return rows.map(({ fact }) => fact);
  };

  const streamsOf = (count: number): readonly string[] => Array.from({ length: count }, newShelf);

  it('that is new begins at the end of the log', async () => {
    const [old = '', recent = ''] = streamsOf(2);
    const position = await store(old, [1]);
    await untilTrue(async () => (await kernel.store.head()) === position);
    const { reaction, called } = told();
    const consumer = consumerOf(reaction);
    expect(await consumer.open()).toBe(position);
    await handleRest(consumer, await store(recent, [1]));
    expect(called).toEqual([`shelf-${recent} 0`]);
  });

  it('is called for the facts that it handles, those of one stream in order', async () => {
    const { reaction, done } = told();
    const consumer = consumerOf(reaction);
    await consumer.open();
    const [id = ''] = streamsOf(1);
    await store(id, [1, 2, 3]);
    await kernel.store.append(`shelf-${id}`, 2, [sealed({ type: 'ParcelTaken', data: '{}' })]);
    await handleRest(consumer, await store(id, [4]));
    expect(done).toEqual([0, 1, 2, 4].map((revision) => `shelf-${id} ${revision}`));
  });

  it('parks only the stream that fails; its later facts wait, and are done in order when they can be', async () => {
    const [bad = '', good = ''] = streamsOf(2);
    let isBroken = true;
    const { reaction, done } = told((fact) =>
      isBroken && fact.stream.endsWith(bad) && fact.revision === 1 ? new Error('broken') : undefined,
    );
    const consumer = consumerOf(reaction);
    await consumer.open();
    await store(bad, [1, 2, 3]);
    await handleRest(consumer, await store(good, [1, 2]));
    await store(bad, [4]);
    await handleRest(consumer, await store(good, [3]));

    const waiting = [1, 2, 3].map((revision) => `shelf-${bad} ${revision}`);
    expect(await parked()).toEqual(waiting);
    expect(done.filter((what) => what.includes(good))).toHaveLength(3);
    expect(done.filter((what) => what.includes(bad))).toEqual([`shelf-${bad} 0`]);
    expect(await kernel.checkpoints.list()).toMatchObject([
      { name: 'tell-the-keeper', kind: 'reaction', status: 'running', parked: 3 },
    ]);

    await consumer.retry();
    expect(await parked()).toEqual(waiting);
    const { rows } = await kernel.pool.query(
      'select reason, attempts from progress.parked order by position, revision limit 1',
    );
    expect(rows).toEqual([{ reason: 'Error: broken', attempts: 2 }]);

    isBroken = false;
    await consumer.retry();
    expect(await parked()).toEqual([]);
    expect(done.filter((what) => what.includes(bad))).toEqual(
      [0, 1, 2, 3].map((revision) => `shelf-${bad} ${revision}`),
    );
  });

  it('tries again by itself: what fails once is done', async () => {
    let failures = 0;
    const { reaction, done } = told(() => ((failures += 1) === 1 ? new Error('for a moment') : undefined));
    const consumer = consumerOf(reaction);
    await consumer.open();
    const [id = ''] = streamsOf(1);
    await handleRest(consumer, await store(id, [1]));
    expect(done).toEqual([`shelf-${id} 0`]);
    expect(await parked()).toEqual([]);
  });

  it('takes a rejection for an outcome', async () => {
    const { reaction, called } = told(() => new Rejection('shelf-is-full'));
    const consumer = consumerOf(reaction);
    await consumer.open();
    const [id = ''] = streamsOf(1);
    await handleRest(consumer, await store(id, [1, 2]));
    expect(called).toHaveLength(2);
    expect(await parked()).toEqual([]);
  });

  it('is called again where it was not noted, and its command is recognised then', async () => {
    const [cause = '', target = ''] = streamsOf(2);
    const sent: string[] = [];
    const consumer = consumerOf({
      name: 'tell-the-keeper',
      handles: ['ParcelStored'],
      react: async (fact) => {
        if (!fact.stream.endsWith(cause)) return;
        const command = { ...storeParcels([7]), caller: callerFor('tell-the-keeper', fact) };
        sent.push((await kernel.decisions.decide(shelfDecider, target, command, alone)).position);
      },
    });
    await consumer.open();
    const position = await store(cause, [1]);
    const blocker = await kernel.owner.connect();
    await blocker.query('begin');
    await blocker.query('select from progress.checkpoints for update');
    const handled = handleRest(consumer, position).then(
      () => 'noted',
      () => 'not noted',
    );
    await untilTrue(() => sent.length === 1);
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%update progress.checkpoints%'`;
    await untilTrue(async () => (await kernel.owner.query(cut)).rowCount === 1);
    expect(await handled).toBe('not noted');
    await blocker.query('rollback');
    blocker.release();

    await handleRest(consumer, position);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBe(sent[0]);
    expect(await kernel.store.read(`shelf-${target}`)).toHaveLength(1);
  });

  it('has no part in making a table again', async () => {
    const { reaction, called } = told();
    const consumers = kernel.consumers();
    consumers.project(shelves());
    consumers.react(reaction);
    consumers.start();
    await untilTrue(async () => (await kernel.checkpoints.list()).length === 2);
    const [id = ''] = streamsOf(1);
    const position = await store(id, [1, 2, 3]);
    expect(await kernel.checkpoints.waitFor(['shelves', 'tell-the-keeper'], position, 60_000)).toBe(true);
    expect(await makeAgain(kernel, consumers.named(['shelves']))).toEqual([{ name: 'shelves' }]);
    expect(await kernel.checkpoints.waitFor(['shelves'], position, 60_000)).toBe(true);
    expect(called).toHaveLength(3);
    expect(() => consumers.named(['tell-the-keeper'])).toThrow('no projection');
  });

  it('stays where it is while only projections run', async () => {
    const { reaction, called } = told();
    const consumers = kernel.consumers();
    consumers.project(shelves());
    consumers.react(reaction);
    consumers.start('projections');
    const position = (await kernel.store.append(`shelf-${newShelf()}`, NONE, [
      sealed({ metadata: '{"commandId":"none","recordedAt":"2025-08-15T12:00:00.000Z"}' }),
    ])) as { position: string };
    expect(await kernel.checkpoints.waitFor(['shelves'], position.position, 60_000)).toBe(true);
    expect(called).toEqual([]);
  });
});
