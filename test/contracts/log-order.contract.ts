import type { EventStore, StoredFact } from '../../src/event-sourcing/event-store.js';
import { BEGINNING, ForeignPosition, NONE } from '../../src/event-sourcing/event-store.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { sealed, sealedMany } from '../setup/shelf.js';
import { newStream, type StoreUnderTest } from './event-store.contract.js';

/** What every store must answer to whoever reads the whole log, or follows it. */
export function ordersLikeEveryStore(open: () => Promise<StoreUnderTest>): void {
  let test: StoreUnderTest;
  let store: EventStore;
  const following: { readonly stop: AbortController; readonly done: Promise<void> }[] = [];
  beforeAll(async () => {
    test = await open();
    ({ store } = test);
  });
  afterEach(async () => {
    for (const { stop } of following) stop.abort();
    await Promise.all(following.splice(0).map(({ done }) => done));
  });
  afterAll(() => test.stop());

  /** Everything behind a position that can be read, once at least `count` facts can. */
  const readable = (count: number, after: string, limit = 1_000): Promise<readonly StoredFact[]> =>
    eventually(async () => {
      const facts: StoredFact[] = [];
      for (let position = after; ;) {
        const page = await store.readAll(position, limit);
        facts.push(...page.facts);
        expect(page.upTo).toBe(page.facts.at(-1)?.position ?? position);
        if (page.facts.length === 0) break;
        position = page.upTo;
      }
      return facts.length >= count ? facts : undefined;
    });

  /** The end of the log, with all that was appended so far behind it. */
  const settled = async (): Promise<string> => {
    const stream = newStream();
    await store.append(stream, NONE, [sealed()]);
    return eventually(async () => {
      const head = await store.head();
      const [last] = await store.read(stream);
      return last?.position === head ? head : undefined;
    });
  };

  const follow = (
    reader: EventStore,
    after: string,
  ): { seen: StoredFact[]; stop: AbortController; done: Promise<void> } => {
    const seen: StoredFact[] = [];
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      for await (const { facts } of reader.subscribe(after, () => 7, stop.signal)) seen.push(...facts);
    };
    const done = run();
    following.push({ stop, done });
    return { seen, stop, done };
  };

  const idsOf = (facts: readonly { readonly id: string }[]): readonly string[] => facts.map(({ id }) => id);

  describe('the one order', () => {
    it('an empty log has its end at the beginning', async () => {
      const empty = await test.foreign();
      expect(await empty.head()).toBe(BEGINNING);
      expect(await empty.readAll(BEGINNING, 10)).toEqual({ facts: [], upTo: BEGINNING });
    });

    it('keeps the order of each stream, and its positions can be compared as texts', async () => {
      const start = await settled();
      const streams = Array.from({ length: 5 }, newStream);
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(streams.map((stream) => store.append(stream, round * 2 - 1, sealedMany(2))));
      }
      const facts = await readable(100, start);
      for (const stream of streams) {
        const revisions = facts.filter((fact) => fact.stream === stream).map(({ revision }) => revision);
        expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index));
      }
      const positions = facts.map(({ position }) => position);
      expect(positions).toEqual([...new Set(positions)].toSorted());
    });

    it('a fact appended after another one was readable comes later', async () => {
      const start = await settled();
      const ids: string[] = [];
      for (let count = 1; count <= 20; count += 1) {
        const fact = sealed();
        ids.push(fact.id);
        await store.append(newStream(), NONE, [fact]);
        await readable(count, start);
      }
      expect(idsOf(await readable(20, start))).toEqual(ids);
    });

    it('is the same for every size of page', async () => {
      const start = await settled();
      await Promise.all(Array.from({ length: 15 }, () => store.append(newStream(), NONE, sealedMany(3))));
      const whole = await readable(45, start);
      expect(await readable(45, start, 1)).toEqual(whole);
      expect(await readable(45, start, 7)).toEqual(whole);
      expect(await readable(45, start, 45)).toEqual(whole);
    });

    it('holds through 10,000 facts read in pages', async () => {
      const start = await settled();
      const appends = Array.from({ length: 10 }, () => ({ stream: newStream(), facts: sealedMany(1_000) }));
      await Promise.all(appends.map(({ stream, facts }) => store.append(stream, NONE, facts)));
      const facts = await readable(10_000, start);
      for (const append of appends) {
        expect(idsOf(facts.filter(({ stream }) => stream === append.stream))).toEqual(idsOf(append.facts));
      }
    });

    it('gives the position that the append answered', async () => {
      const start = await settled();
      const outcome = await store.append(newStream(), NONE, sealedMany(3));
      const facts = await readable(3, start);
      expect(outcome).toEqual({ kind: 'appended', revision: 2, position: facts.at(-1)?.position });
    });
  });

  it('a position of another log is refused', async () => {
    const position = await settled();
    const other = await test.foreign();
    await expect(other.readAll(position, 10)).rejects.toBeInstanceOf(ForeignPosition);
    await expect(other.subscribe(position, () => 10, new AbortController().signal).next()).rejects.toBeInstanceOf(
      ForeignPosition,
    );
    await expect(store.readAll('nonsense', 10)).rejects.toBeInstanceOf(ForeignPosition);
  });

  describe('a subscription', () => {
    it('sees what was there before, what comes within and what comes after a burst', async () => {
      const start = await settled();
      await store.append(newStream(), NONE, sealedMany(20));
      const { seen } = follow(store, start);
      await Promise.all(Array.from({ length: 100 }, () => store.append(newStream(), NONE, sealedMany(2))));
      await untilTrue(() => seen.length === 220);
      await store.append(newStream(), NONE, [sealed()]);
      await untilTrue(() => seen.length === 221);
      expect(seen).toEqual(await readable(221, start));
    });

    it('begins behind its position', async () => {
      await store.append(newStream(), NONE, sealedMany(3));
      const { seen } = follow(store, await settled());
      const fact = sealed();
      await store.append(newStream(), NONE, [fact]);
      await untilTrue(() => seen.length > 0);
      expect(idsOf(seen)).toEqual([fact.id]);
    });

    it('ends when it is told to, also while nothing comes', async () => {
      const { stop, done, seen } = follow(store, await settled());
      setTimeout(() => stop.abort(), 50);
      await done;
      expect(seen).toEqual([]);
    });

    it('shows facts of another process too', async () => {
      const { seen } = follow(await test.another(), await settled());
      const facts = sealedMany(3);
      await store.append(newStream(), NONE, facts);
      await untilTrue(() => seen.length === 3);
      expect(idsOf(seen)).toEqual(idsOf(facts));
    });

    it('many at once see the same', async () => {
      const start = await settled();
      const all = Array.from({ length: 12 }, () => follow(store, start));
      for (let round = 0; round < 20; round += 1) await store.append(newStream(), NONE, sealedMany(3));
      await untilTrue(() => all.every(({ seen }) => seen.length === 60));
      const expected = await readable(60, start);
      for (const { seen } of all) expect(seen).toEqual(expected);
    });
  });
}
