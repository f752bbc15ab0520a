import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AppendFault } from '../../../test/eventstoredb/faults.js';
import { type EventStoreServer, startEventStoreServer } from '../../../test/eventstoredb/server.js';
import { newLogIn } from '../../../test/setup/event-store-address.js';
import { eventually, untilTrue } from '../../../test/setup/eventually.js';
import { type Kernel, startKernel } from '../../../test/setup/kernel.js';
import {
  alone,
  newShelf,
  sealed,
  sealedMany,
  shelfCatalogue,
  shelfDecider,
  storeParcels,
} from '../../../test/setup/shelf.js';
import type { EventStoreDbAddress } from '../../platform/services.js';
import {
  type AppendOutcome,
  BEGINNING,
  type EventStore,
  FactVanished,
  type NewFact,
  NONE,
  type StoredFact,
} from '../event-store.js';
import { LogUnavailable } from '../rejection.js';
import { EventStoreError } from './eventstoredb-connection.js';
import { UnknownEnvelope } from './eventstoredb-envelope.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

const newStream = (): string => `shelf-${newShelf()}`;
const idsOf = (facts: readonly { readonly id: string }[]): readonly string[] => facts.map(({ id }) => id);

describe('the log on EventStoreDB', () => {
  let server: EventStoreServer;
  let address: EventStoreDbAddress;
  let store: EventStore;
  let others: EventStoreDBClient;
  const opened: EventStore[] = [];
  const reading: { readonly stop: AbortController; readonly done: Promise<unknown> }[] = [];

  const open = async (log: EventStoreDbAddress): Promise<EventStore> => {
    const one = await EventStoreDbEventStore.open(log);
    opened.push(one);
    return one;
  };

  beforeEach(async () => {
    server = await startEventStoreServer();
    address = newLogIn(server.url);
    store = await open(address);
    others = EventStoreDBClient.connectionString(server.url);
  });
  afterEach(async () => {
    for (const { stop } of reading) stop.abort();
    await Promise.all(reading.splice(0).map(({ done }) => done));
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await others.dispose();
    await server.stop();
  });

  /** Something that another program keeps in the same store. */
  const foreign = async (count: number): Promise<void> => {
    const events = Array.from({ length: count }, () => jsonEvent({ type: 'Something', data: { a: 1 } }));
    await others.appendToStream(`other-${randomUUID()}`, events);
  };

  const settled = (stream: string, expected: number, facts: readonly NewFact[]): Promise<AppendOutcome> =>
    eventually(() => store.append(stream, expected, facts).catch(() => undefined));

  const follow = (
    after: string,
    from = store,
  ): { readonly seen: StoredFact[]; readonly done: Promise<unknown>; upTo: string } => {
    const stop = new AbortController();
    const reader = { seen: [] as StoredFact[], upTo: after, done: Promise.resolve() as Promise<unknown> };
    reader.done = (async (): Promise<unknown> => {
      try {
        for await (const { facts, upTo } of from.subscribe(after, () => 500, stop.signal)) {
          reader.seen.push(...facts);
          reader.upTo = upTo;
        }
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    reading.push({ stop, done: reader.done });
    return reader;
  };

  describe('an append without a definite answer', () => {
    it.each([
      'cut-before-storing',
      'cut-after-storing',
      'lose-and-time-out',
      'not-leader',
      'not-ready',
      { storeAfterTimeout: 200 },
    ] as AppendFault[])('%j fails as unknown, and the same append again settles it to one', async (fault) => {
      const stream = newStream();
      const facts = sealedMany(2);
      server.faults.onAppend(fault);
      await expect(store.append(stream, NONE, facts)).rejects.toBeInstanceOf(LogUnavailable);
      expect(await settled(stream, NONE, facts)).toMatchObject({ kind: 'appended', revision: 1 });
      await sleep(250);
      expect(idsOf(await store.read(stream))).toEqual(idsOf(facts));
    });

    it('is one that waits for a majority: it is stored when that is back, and once', async () => {
      const stream = newStream();
      const facts = sealedMany(2);
      server.loseMajority();
      await expect(store.append(stream, NONE, facts)).rejects.toBeInstanceOf(LogUnavailable);
      server.regainMajority();
      expect(await settled(stream, NONE, facts)).toMatchObject({ kind: 'appended', revision: 1 });
      expect(await store.read(stream)).toHaveLength(2);
    });

    it('never ends the process, whatever the store does to it', async () => {
      const faults: AppendFault[] = ['cut-before-storing', 'cut-after-storing', 'not-ready', 'access-denied'];
      for (const fault of faults) {
        server.faults.onAppend(fault, 8);
        await Promise.all(Array.from({ length: 8 }, () => settled(newStream(), NONE, [sealed()])));
      }
      expect(await store.append(newStream(), NONE, [sealed()])).toMatchObject({ kind: 'appended' });
    });
  });

  describe('commands', () => {
    let kernel: Kernel;
    beforeEach(async () => {
      kernel = await startKernel(shelfCatalogue, [], '', address);
    });
    afterEach(() => kernel.stop());

    /** As a client does it: an answer that did not come is asked for again, under the same command id. */
    const decided = async (id: string, command: ReturnType<typeof storeParcels>): Promise<number> =>
      eventually(async () => {
        try {
          return (await kernel.decisions.decide(shelfDecider, id, command, alone)).revision;
        } catch (error) {
          if (error instanceof LogUnavailable) return undefined;
          throw error;
        }
      });

    it('are done once and answered truly while appends fail in every way', async () => {
      const ids = Array.from({ length: 4 }, newShelf);
      const faults: AppendFault[] = ['cut-before-storing', 'cut-after-storing', 'not-leader', 'not-ready'];
      for (let round = 0; round < 5; round += 1) {
        server.faults.onAppend(faults[randomInt(faults.length)]!, 3);
        const revisions = await Promise.all(ids.map((id) => decided(id, storeParcels([round]))));
        expect(revisions).toEqual(ids.map(() => round));
      }
      for (const id of ids) expect(await kernel.store.read(`shelf-${id}`)).toHaveLength(5);
    });

    it('lose and double nothing while the server restarts under them', async () => {
      const ids = Array.from({ length: 4 }, newShelf);
      let isOver = false;
      const working = ids.map(async (id) => {
        let count = 0;
        for (; !isOver; count += 1) expect(await decided(id, storeParcels([1]))).toBe(count);
        return count;
      });
      for (let restarts = 0; restarts < 3; restarts += 1) {
        await sleep(300);
        await server.restart();
      }
      await sleep(300);
      isOver = true;
      const counts = await Promise.all(working);
      for (const [index, id] of ids.entries())
        expect(await kernel.store.read(`shelf-${id}`)).toHaveLength(counts[index]!);
    });

    it('are decided anew where the log holds less than was known of it', async () => {
      const id = newShelf();
      await decided(id, storeParcels([1]));
      const taken = storeParcels([2]);
      expect(await decided(id, taken)).toBe(1);
      await server.takeBack(1);
      expect(await decided(id, taken)).toBe(1);
      expect(await decided(id, storeParcels([3]))).toBe(2);
      await server.takeBack(1);
      expect(await decided(id, storeParcels([4]))).toBe(2);
      expect(await kernel.store.read(`shelf-${id}`)).toHaveLength(3);
    });
  });

  describe('readers', () => {
    it('share one subscription of the server', async () => {
      const all = Array.from({ length: 8 }, () => follow(BEGINNING));
      await store.append(newStream(), NONE, sealedMany(3));
      await untilTrue(() => all.every(({ seen }) => seen.length === 3));
      expect(server.faults.openSubscriptions).toBe(1);
    });

    it('go on when the server drops them, and when it is too fast for them', async () => {
      server.faults.liveBacklog = 10;
      const all = [follow(BEGINNING), follow(BEGINNING)];
      for (let round = 0; round < 20; round += 1) {
        await Promise.all(Array.from({ length: 10 }, () => store.append(newStream(), NONE, sealedMany(3))));
        if (round % 5 === 0) server.faults.dropSubscriptions();
      }
      await untilTrue(() => all.every(({ seen }) => seen.length >= 600));
      const { facts } = await store.readAll(BEGINNING, 1_000);
      for (const { seen } of all) expect(seen).toEqual(facts);
    });

    it('go on after a restart of the server without a new fact', async () => {
      const reader = follow(BEGINNING);
      await store.append(newStream(), NONE, sealedMany(3));
      await untilTrue(() => reader.seen.length === 3);
      await server.restart();
      await settled(newStream(), NONE, [sealed()]);
      await untilTrue(() => reader.seen.length === 4);
    });

    it('who stand still keep nothing in memory but a bounded rest, and get all of it from the store', async () => {
      const stop = new AbortController();
      const still = store.subscribe(BEGINNING, () => 1, stop.signal);
      const quick = follow(BEGINNING);
      const data = JSON.stringify({ text: 'x'.repeat(800_000) });
      const sent: string[] = [];
      const append = async (): Promise<void> => {
        const fact = sealed({ data });
        sent.push(fact.id);
        await settled(newStream(), NONE, [fact]);
      };
      await append();
      const seen = [...idsOf((await still.next()).value?.facts ?? [])];
      for (let count = 0; count < 40; count += 1) await append();
      await untilTrue(() => quick.seen.length === 41);
      while (seen.length < 41) seen.push(...idsOf((await still.next()).value?.facts ?? []));
      stop.abort();
      expect(seen).toEqual(sent);
    });

    it('stop visibly at an event under our names that this program did not write', async () => {
      await store.append(newStream(), NONE, [sealed()]);
      const reader = follow(BEGINNING);
      await untilTrue(() => reader.seen.length === 1);
      await others.appendToStream(`${address.prefix}.shelf-odd`, jsonEvent({ type: 'ParcelStored', data: {} }));
      expect(await reader.done).toBeInstanceOf(UnknownEnvelope);
      expect(reader.seen).toHaveLength(1);
    });
  });

  describe('a fact that the store took back', () => {
    it('stops the readers who had it, and nobody else', async () => {
      const [before] = await Promise.all([store.append(newStream(), NONE, [sealed()])]);
      const had = follow(BEGINNING);
      await store.append(newStream(), NONE, [sealed()]);
      await untilTrue(() => had.seen.length === 2);
      await server.takeBack(1);
      expect(await had.done).toBeInstanceOf(FactVanished);
      const position = before.kind === 'appended' ? before.position : '';
      const hadNot = follow(position);
      const fact = sealed();
      await settled(newStream(), NONE, [fact]);
      await untilTrue(() => hadNot.seen.length === 1);
      expect(idsOf(hadNot.seen)).toEqual([fact.id]);
    });

    it('stops who comes back with its position, also where other facts have taken the place', async () => {
      await store.append(newStream(), NONE, [sealed()]);
      const vanishing = await store.append(newStream(), NONE, [sealed()]);
      const position = vanishing.kind === 'appended' ? vanishing.position : '';
      await server.takeBack(1);
      await expect(store.readAll(position, 10)).rejects.toBeInstanceOf(FactVanished);
      await settled(newStream(), NONE, sealedMany(3));
      await expect(store.readAll(position, 10)).rejects.toBeInstanceOf(FactVanished);
      expect(await follow(position, await open(address)).done).toBeInstanceOf(FactVanished);
      expect((await store.readAll(BEGINNING, 10)).facts).toHaveLength(4);
    });

    it('is no longer the end of the log', async () => {
      const kept = await store.append(newStream(), NONE, [sealed()]);
      const taken = await store.append(newStream(), NONE, [sealed()]);
      expect(await store.head()).toBe(taken.kind === 'appended' && taken.position);
      await server.takeBack(1);
      expect(await store.head()).toBe(kept.kind === 'appended' && kept.position);
    });
  });

  describe('in a store that others use too', () => {
    it('what they write is passed over, and the end of the log stays our last fact', async () => {
      await foreign(40);
      const sent = sealedMany(3);
      const stream = newStream();
      const reader = follow(BEGINNING);
      for (const [index, fact] of sent.entries()) {
        await store.append(stream, index - 1, [fact]);
        await foreign(700);
      }
      await untilTrue(() => reader.seen.length === 3);
      const [, , last] = await store.read(stream);
      expect(await store.head()).toBe(last?.position);
      expect(await (await open(address)).newest()).toBe(last?.position);
      let position = BEGINNING;
      const facts: StoredFact[] = [];
      for (;;) {
        const page = await store.readAll(position, 2);
        facts.push(...page.facts);
        if (page.upTo === position) break;
        position = page.upTo;
      }
      expect(idsOf(facts)).toEqual(idsOf(sent));
      expect(position > (last?.position ?? '')).toBe(true);
      await untilTrue(() => reader.upTo > (last?.position ?? ''));
    });

    it('a reader who stands on an event of theirs goes on when they clear it away', async () => {
      await store.append(newStream(), NONE, [sealed()]);
      await foreign(1);
      const { upTo } = await store.readAll(BEGINNING, 10);
      await server.takeBack(1);
      const fact = sealed();
      await settled(newStream(), NONE, [fact]);
      expect(idsOf((await store.readAll(upTo, 10)).facts)).toEqual([fact.id]);
    });

    it('another prefix is another log, also when it begins alike', async () => {
      const other = await open({ ...address, prefix: `${address.prefix}-2` });
      const stream = newStream();
      await store.append(stream, NONE, [sealed()]);
      expect(await other.read(stream)).toEqual([]);
      expect(await other.head()).toBe(BEGINNING);
      expect((await other.readAll(BEGINNING, 10)).facts).toEqual([]);
    });

    it('processes that begin a log at once agree on one', async () => {
      const log = newLogIn(server.url);
      const all = await Promise.all(Array.from({ length: 5 }, () => open(log)));
      const outcome = await all[0]!.append(newStream(), NONE, [sealed()]);
      const position = outcome.kind === 'appended' ? outcome.position : '';
      for (const each of all) expect(await each.readAll(position, 10)).toMatchObject({ facts: [] });
    });
  });

  it('facts are JSON in the store, for whoever looks at it, and bytes where JSON would lose something', async () => {
    const stream = newStream();
    const plain = sealed({ data: '{"weight":1}', personal: '{"ana":"c2VhbGVk"}', metadata: '{"actorId":"ana"}' });
    await store.append(stream, NONE, [plain, sealed({ data: '{"weight":1.0}' })]);
    const events = [];
    for await (const { event } of others.readStream(`${address.prefix}.${stream}`)) events.push(event);
    expect(events[0]).toMatchObject({
      isJson: true,
      type: 'ParcelStored',
      id: plain.id,
      data: { weight: 1 },
      metadata: { version: 1, personal: { ana: 'c2VhbGVk' }, metadata: { actorId: 'ana' } },
    });
    expect(events[1]?.isJson).toBe(false);
    expect((await store.read(stream))[1]?.data).toBe('{"weight":1.0}');
  });

  it('a store that refuses the password is told so, without the password', async () => {
    server.faults.onAppend('access-denied');
    const url = server.url.replace('esdb://', 'esdb://nobody:hunter2@');
    const opening = open(newLogIn(url));
    await expect(opening).rejects.toBeInstanceOf(EventStoreError);
    await expect(opening).rejects.not.toThrow('hunter2');
    await expect(open({ url: 'esdb://a:hunter2@', prefix: 'p' })).rejects.not.toThrow('hunter2');
  });
});

describe('the log on three nodes of EventStoreDB', () => {
  it('goes on when the leader dies and another one takes over: nothing is lost, nothing is doubled', async () => {
    const server = await startEventStoreServer({ nodes: 3 });
    const store = await EventStoreDbEventStore.open(newLogIn(server.url));
    const stop = new AbortController();
    const seen: StoredFact[] = [];
    const reading = (async (): Promise<void> => {
      for await (const { facts } of store.subscribe(BEGINNING, () => 10, stop.signal)) seen.push(...facts);
    })();
    const stream = newStream();
    const sent: string[] = [];
    for (let count = 0; count < 60; count += 1) {
      if (count === 20) await server.killNode(0);
      if (count === 20) setTimeout(() => server.elect(1), 300);
      const fact = sealed();
      sent.push(fact.id);
      const outcome = await eventually(() => store.append(stream, count - 1, [fact]).catch(() => undefined));
      expect(outcome).toMatchObject({ kind: 'appended', revision: count });
    }
    await untilTrue(() => seen.length >= 60);
    stop.abort();
    await reading;
    expect(idsOf(seen)).toEqual(sent);
    expect(idsOf(await store.read(stream))).toEqual(sent);
    await store.close();
    await server.stop();
  });
});
