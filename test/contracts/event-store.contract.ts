import { setTimeout as sleep } from 'node:timers/promises';
import type { AppendOutcome, EventStore, NewFact, Page, StoredFact } from '../../src/event-sourcing/event-store.js';
import {
  BEGINNING,
  ForeignPosition,
  InvalidAppend,
  MAX_APPEND_BYTES,
  NONE,
} from '../../src/event-sourcing/event-store.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { newShelf, sealed, sealedMany } from '../setup/shelf.js';
import { unicodeTexts } from './unicode-texts.js';

export interface StoreUnderTest {
  readonly store: EventStore;
  /** The same log, as another process has it. */
  another(): Promise<EventStore>;
  /** Another log of the same kind. */
  foreign(): Promise<EventStore>;
  /** Takes the store away for a moment: what is under way is cut, and what comes meanwhile fails. */
  interrupt(): Promise<void>;
  stop(): Promise<void>;
}

export interface KindOfStore {
  open(): Promise<StoreUnderTest>;
  /** Why the store cannot be taken away, where it is not ours. */
  readonly staysBecause?: string;
}

/**
 * What every store must answer. The log under test is new, and others may write into the same store meanwhile: what they wrote is never
 * seen, but the end of a reading may move over it.
 */
export function keepsItsPromises({ open, staysBecause }: KindOfStore): void {
  let test: StoreUnderTest;
  let store: EventStore;
  const readers: Reader[] = [];
  beforeAll(async () => {
    test = await open();
    ({ store } = test);
  });
  afterEach(async () => {
    for (const { stop } of readers) stop.abort();
    await Promise.all(readers.splice(0).map(({ done }) => done));
  });
  afterAll(() => test.stop());

  const whenItCanBeTakenAway = (name: string, sentence: () => Promise<void>): void =>
    staysBecause === undefined ? it(name, sentence) : it.skip(`${name} (not tried here: ${staysBecause})`, sentence);

  /** Begins at the end of the log as it is now. */
  const follow = async (from?: string, how: Reading = {}): Promise<Reader> => {
    const after = from ?? (await endOf(store));
    const reader = startReader(how.store ?? store, after, how);
    readers.push(reader);
    return reader;
  };

  describe('expectation', () => {
    it('a new stream begins at revision 0', async () => {
      expect(revisionOf(await store.append(newStream(), NONE, [sealed()]))).toBe(0);
    });

    it('the revision of an append is that of its last fact', async () => {
      const stream = newStream();
      expect(revisionOf(await store.append(stream, NONE, sealedMany(3)))).toBe(2);
      expect(revisionOf(await store.append(stream, 2, sealedMany(2)))).toBe(4);
      expect((await store.read(stream)).map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
    });

    it.each([NONE, 0, 1, 3, 40])(
      'an append behind revision %i conflicts where the stream stands at 2, and tells so',
      async (expected) => {
        const stream = newStream();
        await store.append(stream, NONE, sealedMany(3));
        expect(await store.append(stream, expected, [sealed()])).toEqual({ kind: 'conflict', actual: 2 });
        expect(await store.read(stream)).toHaveLength(3);
      },
    );

    it('an append behind a fact of a stream that does not exist conflicts with none', async () => {
      expect(await store.append(newStream(), 0, [sealed()])).toEqual({ kind: 'conflict', actual: NONE });
    });

    it('of 32 writers at once exactly one wins each revision', async () => {
      const stream = newStream();
      for (const expected of [NONE, 0, 1]) {
        const outcomes = await Promise.all(
          Array.from({ length: 32 }, () => store.append(stream, expected, [sealed()])),
        );
        expect(outcomes.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
        expect(outcomes.filter(({ kind }) => kind === 'conflict')).toEqual(
          Array(31).fill({ kind: 'conflict', actual: expected + 1 }),
        );
      }
      expect(await store.read(stream)).toHaveLength(3);
    });

    it('writers of one stream in several processes lose and double nothing', async () => {
      const stream = newStream();
      const stores = [store, await test.another(), await test.another()];
      const written = await Promise.all(
        stores.map(async (each) => {
          const ids: string[] = [];
          for (let end = NONE; ids.length < 10;) {
            const fact = sealed();
            const outcome = await settled(each, stream, end, [fact]);
            end = outcome.kind === 'appended' ? outcome.revision : outcome.actual;
            if (outcome.kind === 'appended') ids.push(fact.id);
          }
          return ids;
        }),
      );
      const stored = idsOf(await store.read(stream));
      expect(stored.toSorted()).toEqual(written.flat().toSorted());
      for (const ids of written) expect(stored.filter((id) => ids.includes(id))).toEqual(ids);
    });
  });

  describe('the same append again', () => {
    it('answers the same and writes nothing', async () => {
      const stream = newStream();
      const facts = sealedMany(3);
      const first = await store.append(stream, NONE, facts);
      expect(await store.append(stream, NONE, facts)).toEqual(first);
      expect(await store.read(stream)).toHaveLength(3);
    });

    it('is recognised in the middle of a stream, and by another process', async () => {
      const stream = newStream();
      const facts = sealedMany(2);
      await store.append(stream, NONE, [sealed()]);
      const first = await store.append(stream, 0, facts);
      await store.append(stream, 2, sealedMany(3));
      expect(await (await test.another()).append(stream, 0, facts)).toEqual(first);
      expect(await store.read(stream)).toHaveLength(6);
    });

    it('is recognised by its leading part', async () => {
      const stream = newStream();
      const facts = sealedMany(3);
      await store.append(stream, NONE, facts);
      const { position } = (await store.read(stream))[1] ?? {};
      expect(await store.append(stream, NONE, facts.slice(0, 2))).toEqual({ kind: 'appended', revision: 1, position });
      expect(await store.read(stream)).toHaveLength(3);
    });

    it('with other data is recognised, and what was stored stays', async () => {
      const stream = newStream();
      const facts = sealedMany(2);
      const first = await store.append(stream, NONE, facts);
      const others = facts.map((fact) => ({ ...fact, data: '{"other":true}', metadata: '{"other":true}' }));
      expect(await store.append(stream, NONE, others)).toEqual(first);
      expect((await store.read(stream)).map(asSent)).toEqual(facts);
    });

    it('with one more fact is a conflict', async () => {
      const stream = newStream();
      const facts = sealedMany(2);
      await store.append(stream, NONE, facts);
      expect(await store.append(stream, NONE, [...facts, sealed()])).toEqual({ kind: 'conflict', actual: 1 });
    });

    it('in another order is a conflict', async () => {
      const stream = newStream();
      const facts = sealedMany(2);
      await store.append(stream, NONE, facts);
      expect(await store.append(stream, NONE, facts.toReversed())).toEqual({ kind: 'conflict', actual: 1 });
    });

    it('while the first is under way is stored once', async () => {
      const stream = newStream();
      const facts = sealedMany(2);
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => settled(store, stream, NONE, facts)));
      expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
      expect(await store.read(stream)).toHaveLength(2);
    });

    it('for the end of the stream is new facts: an id is no key of the log', async () => {
      const stream = newStream();
      const facts = sealedMany(2);
      await store.append(stream, NONE, facts);
      expect(revisionOf(await store.append(stream, 1, facts))).toBe(3);
      expect(idsOf(await store.read(stream))).toEqual(idsOf([...facts, ...facts]));
    });

    it('elsewhere in the stream is a conflict, and on another stream new facts', async () => {
      const stream = newStream();
      const facts = sealedMany(1);
      await store.append(stream, NONE, [sealed(), ...facts, sealed()]);
      expect(await store.append(stream, NONE, facts)).toEqual({ kind: 'conflict', actual: 2 });
      expect(revisionOf(await store.append(newStream(), NONE, facts))).toBe(0);
    });

    whenItCanBeTakenAway('is recognised after a restart of the store', async () => {
      const stream = newStream();
      const facts = sealedMany(2);
      const first = await store.append(stream, NONE, facts);
      await test.interrupt();
      expect(await settled(store, stream, NONE, facts)).toEqual(first);
      expect(await settled(await test.another(), stream, NONE, facts)).toEqual(first);
      expect(await store.read(stream)).toHaveLength(2);
    });
  });

  describe('10,000 facts', () => {
    const stream = newStream();
    const facts = sealedMany(2);
    const later = Array.from({ length: 10 }, () => sealedMany(1_000));
    let start: string;
    let first: AppendOutcome;
    beforeAll(async () => {
      start = await endOf(store);
      first = await store.append(stream, NONE, facts);
      for (const [round, thousand] of later.entries()) await settled(store, stream, 1 + round * 1_000, thousand);
    });

    it('behind an append do not keep it from being recognised', async () => {
      expect(await settled(store, stream, NONE, facts)).toEqual(first);
    });

    it('of one stream are read at once', async () => {
      const read = await store.read(stream);
      expect(idsOf(read)).toEqual(idsOf([...facts, ...later.flat()]));
      expect(read.every(({ revision }, index) => revision === index)).toBe(true);
    });

    it('are read from the log in pages', async () => {
      expect(idsOf(await readable(store, 10_002, start))).toEqual(idsOf([...facts, ...later.flat()]));
    });

    it('reach a subscription in order', async () => {
      const { seen } = await follow(start, { limit: 500 });
      await untilTrue(() => seen.length === 10_002);
      expect(idsOf(seen)).toEqual(idsOf([...facts, ...later.flat()]));
    });
  });

  describe('what is stored', () => {
    it('comes back byte for byte: key order, spelling of numbers, escapes, all of Unicode', async () => {
      const stream = newStream();
      const texts = [...unicodeTexts()];
      const sent = [
        ...texts.map((text) => sealed({ data: text, version: 3 })),
        ...texts.slice(0, 12).map((text) => sealed({ metadata: text, personal: text })),
        sealed({ personal: '{}' }),
      ];
      await store.append(stream, NONE, sent);
      const read = await store.read(stream);
      expect(differencesOf(read, sent)).toEqual([]);
      const start = read[0]?.position ?? '';
      expect(differencesOf(await readable(store, sent.length - 1, start), sent.slice(1))).toEqual([]);
      const { seen } = await follow(start);
      await untilTrue(() => seen.length === sent.length - 1);
      expect(differencesOf(seen, sent.slice(1))).toEqual([]);
    });

    it('is read behind a revision, in order', async () => {
      const stream = newStream();
      await store.append(stream, NONE, sealedMany(5));
      expect((await store.read(stream, 2)).map(({ revision }) => revision)).toEqual([3, 4]);
      expect(await store.read(stream, 4)).toEqual([]);
      expect(await store.read(stream, 40)).toEqual([]);
      expect(await store.read(newStream())).toEqual([]);
    });

    it('is read of many streams at once, each behind its own revision', async () => {
      const [one, other, none] = [newStream(), newStream(), newStream()];
      await store.append(one, NONE, sealedMany(3));
      await store.append(other, NONE, sealedMany(2));
      const asked = new Map([
        [other, NONE],
        [one, 0],
        [none, NONE],
      ]);
      const read = await store.readMany(asked);
      expect(read.filter(({ stream }) => stream === one)).toEqual(await store.read(one, 0));
      expect(read.filter(({ stream }) => stream === other)).toEqual(await store.read(other));
      expect(read).toHaveLength(4);
      expect(await store.readMany(new Map([[one, 2]]))).toEqual([]);
      expect(await store.readMany(new Map())).toEqual([]);
    });

    it.each(['"', 'é'])('may be just under 900 kB, made of %s', async (letter) => {
      const stream = newStream();
      const bytesEach = Buffer.byteLength(JSON.stringify(letter)) - 2;
      const data = JSON.stringify([letter.repeat((MAX_APPEND_BYTES - 200) / bytesEach)]);
      await store.append(stream, NONE, [sealed({ data })]);
      expect((await store.read(stream)).map((fact) => fact.data === data)).toEqual([true]);
    });
  });

  describe('refused before it is sent', () => {
    const big = JSON.stringify('é'.repeat(MAX_APPEND_BYTES / 4));
    const stream = newStream();
    it.each([
      [
        'facts that are together over 900 kB',
        stream,
        [sealed({ data: big }), sealed({ personal: big, metadata: big })],
      ],
      ['no facts', stream, []],
      ['an id that is none', stream, [sealed({ id: '' })]],
      ['an id in capitals', stream, [sealed({ id: sealed().id.toUpperCase().replace(/^./u, 'A') })]],
      ['an empty type', stream, [sealed({ type: '' })]],
      ['a type of the system', stream, [sealed({ type: '$metadata' })]],
      ['an empty stream', '', [sealed()]],
      ['a stream without a category', '$$', [sealed()]],
      ['a stream with a line break', 'shelf-1\n', [sealed()]],
      ['a stream in letters that some store may spell in two ways', 'shelf-é', [sealed()]],
    ])('%s', async (_, name, facts) => {
      await expect(store.append(name, NONE, facts)).rejects.toBeInstanceOf(InvalidAppend);
      expect(await store.read(stream)).toEqual([]);
    });
  });

  describe('the one order', () => {
    it('an empty log has its end at the beginning', async () => {
      const empty = await test.foreign();
      expect(await empty.head()).toBe(BEGINNING);
      expect(await empty.newest()).toBe(BEGINNING);
      expect((await empty.readAll(BEGINNING, 10)).facts).toEqual([]);
    });

    it('begins with the first fact of the log, whatever stood in the store before', async () => {
      const fresh = await test.foreign();
      const facts = sealedMany(3);
      await fresh.append(newStream(), NONE, facts);
      expect(idsOf(await eventually(async () => full(await readFrom(fresh, BEGINNING), 3)))).toEqual(idsOf(facts));
      expect(await fresh.head()).toBe((await readFrom(fresh, BEGINNING)).at(-1)?.position);
    });

    it('keeps the order of each stream, and its positions can be compared as texts', async () => {
      const start = await endOf(store);
      const streams = Array.from({ length: 5 }, newStream);
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(streams.map((stream) => store.append(stream, round * 2 - 1, sealedMany(2))));
      }
      const facts = await readable(store, 100, start);
      for (const stream of streams) {
        const revisions = facts.filter((fact) => fact.stream === stream).map(({ revision }) => revision);
        expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index));
      }
      const positions = facts.map(({ position }) => position);
      expect(positions).toEqual([...new Set(positions)].toSorted());
      expect(positions[0]! > start).toBe(true);
    });

    it('a fact appended after another one was readable comes later', async () => {
      const start = await endOf(store);
      const ids: string[] = [];
      for (let count = 1; count <= 20; count += 1) {
        const fact = sealed();
        ids.push(fact.id);
        await store.append(newStream(), NONE, [fact]);
        await readable(store, count, start);
      }
      expect(idsOf(await readable(store, 20, start))).toEqual(ids);
    });

    it('is the same for every size of page, and in every process', async () => {
      const start = await endOf(store);
      await Promise.all(Array.from({ length: 15 }, () => store.append(newStream(), NONE, sealedMany(3))));
      const whole = await readable(store, 45, start);
      for (const limit of [1, 7, 45]) expect(await readFrom(store, start, limit)).toEqual(whole);
      expect(await readFrom(await test.another(), start)).toEqual(whole);
    });

    it('gives the position that the append answered', async () => {
      const start = await endOf(store);
      const outcome = await store.append(newStream(), NONE, sealedMany(3));
      const facts = await readable(store, 3, start);
      expect(outcome).toEqual({ kind: 'appended', revision: 2, position: facts.at(-1)?.position });
      expect(await store.newest()).toBe(facts.at(-1)?.position);
    });
  });

  describe('a position', () => {
    it('of another log is refused', async () => {
      const position = await endOf(store);
      const other = await test.foreign();
      await other.append(newStream(), NONE, sealedMany(3));
      const ended = new AbortController().signal;
      await expect(other.readAll(position, 10)).rejects.toBeInstanceOf(ForeignPosition);
      await expect(other.subscribe(position, () => 10, ended).next()).rejects.toBeInstanceOf(ForeignPosition);
    });

    it.each(['nonsense', '00000000-0000000000000000-0000000000000000-0000000000000000', '-'])(
      'that is none is refused: %s',
      async (position) => {
        await expect(store.readAll(position, 10)).rejects.toBeInstanceOf(ForeignPosition);
      },
    );
  });

  describe('a reader of some categories', () => {
    it('moves on where nothing matches for long, and finds what comes then', async () => {
      const start = await endOf(store);
      for (let round = 0; round < 3; round += 1) await settled(store, newStream(), NONE, sealedMany(900));
      const crate = sealed();
      await store.append(newStream('crate'), NONE, [crate]);
      await readable(store, 2_701, start);
      const facts: StoredFact[] = [];
      let pages = 0;
      for (let position = start; ; pages += 1) {
        const page = await store.readAll(position, 10, ['crate', 'parcel']);
        facts.push(...page.facts);
        if (page.upTo === position) break;
        expect(page.upTo > position).toBe(true);
        position = page.upTo;
      }
      expect(idsOf(facts)).toEqual([crate.id]);
      expect(pages).toBeGreaterThan(1);
    });

    it('is told by its subscription that it moved, and goes on from there', async () => {
      const reader = await follow(undefined, { categories: ['crate'] });
      await settled(store, newStream(), NONE, sealedMany(300));
      const end = await store.newest();
      await untilTrue(() => reader.upTo >= end);
      expect(reader.seen).toEqual([]);
      reader.stop.abort();
      const next = await follow(reader.upTo, { categories: ['crate'] });
      const crate = sealed();
      await store.append(newStream('crate'), NONE, [crate]);
      await untilTrue(() => next.seen.length > 0);
      expect(idsOf(next.seen)).toEqual([crate.id]);
    });

    it('takes no category for another one that begins with it', async () => {
      const start = await endOf(store);
      await store.append(newStream('crate'), NONE, [sealed()]);
      await store.append(newStream('crate-lid'), NONE, [sealed()]);
      await readable(store, 2, start);
      expect((await store.readAll(start, 10, ['crate-lid'])).facts).toHaveLength(1);
      expect((await store.readAll(start, 10, ['crat'])).facts).toHaveLength(0);
    });
  });

  describe('a subscription', () => {
    it('that begins before, within or after a burst sees all of it, in the one order', async () => {
      const start = await endOf(store);
      const before = await follow(start);
      const burst = Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          await sleep(index % 10);
          await store.append(newStream(), NONE, sealedMany(2));
        }),
      );
      await untilTrue(() => before.seen.length > 20);
      const within = await follow(start);
      await burst;
      const after = await follow(start);
      await untilTrue(() => [before, within, after].every(({ seen }) => seen.length >= 200));
      const expected = await readable(store, 200, start);
      for (const { seen } of [before, within, after]) expect(seen).toEqual(expected);
    });

    it('begins behind its position', async () => {
      await store.append(newStream(), NONE, sealedMany(3));
      const { seen } = await follow();
      const fact = sealed();
      await store.append(newStream(), NONE, [fact]);
      await untilTrue(() => seen.length > 0);
      expect(idsOf(seen)).toEqual([fact.id]);
    });

    it('shows facts of another process too', async () => {
      const { seen } = await follow(undefined, { store: await test.another() });
      const facts = sealedMany(3);
      await store.append(newStream(), NONE, facts);
      await untilTrue(() => seen.length === 3);
      expect(idsOf(seen)).toEqual(idsOf(facts));
    });

    it('is one of many that see the same', async () => {
      const start = await endOf(store);
      const all = await Promise.all(Array.from({ length: 12 }, () => follow(start)));
      for (let round = 0; round < 20; round += 1) await store.append(newStream(), NONE, sealedMany(3));
      await untilTrue(() => all.every(({ seen }) => seen.length === 60));
      const expected = await readable(store, 60, start);
      for (const { seen } of all) expect(seen).toEqual(expected);
    });

    it('never has its checkpoint ahead of what was handled: who goes on from there misses and doubles nothing', async () => {
      const start = await endOf(store);
      const writing = Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          await sleep(index * 5);
          await store.append(newStream(index % 3 === 0 ? 'crate' : 'shelf'), NONE, sealedMany(2));
        }),
      );
      const handled: StoredFact[] = [];
      let checkpoint = start;
      while (handled.length < 40) {
        const stop = new AbortController();
        const pages = store.subscribe(checkpoint, () => 3, stop.signal, ['crate']);
        for (let count = 0; count < 3; count += 1) {
          const { value } = await pages.next();
          const { facts, upTo } = value as Page;
          expect(facts.every(({ position }) => position > checkpoint && position <= upTo)).toBe(true);
          handled.push(...facts);
          checkpoint = upTo;
          if (handled.length >= 40) break;
        }
        stop.abort();
        await pages.return();
      }
      await writing;
      const all = await readable(store, 120, start);
      expect(idsOf(handled)).toEqual(idsOf(all.filter(({ stream }) => stream.startsWith('crate-'))));
    });

    it('ends when it is told to, also while nothing comes', async () => {
      const { stop, done, seen } = await follow();
      setTimeout(() => stop.abort(), 50);
      await done;
      expect(seen).toEqual([]);
    });

    it('ends when it is told to in the middle of a page, and gives nothing after it', async () => {
      const start = await endOf(store);
      await store.append(newStream(), NONE, sealedMany(10));
      await readable(store, 10, start);
      const stop = new AbortController();
      const seen: StoredFact[] = [];
      for await (const { facts } of store.subscribe(start, () => 4, stop.signal)) {
        seen.push(...facts);
        stop.abort();
      }
      expect(seen).toHaveLength(4);
      expect(await store.subscribe(start, () => 4, stop.signal).next()).toEqual({ done: true, value: undefined });
    });

    it('that takes its time gets everything, and holds up nobody', async () => {
      const start = await endOf(store);
      const slow = await follow(start, { limit: 20, pause: 60 });
      const quick = await follow(start, { limit: 500 });
      for (let round = 0; round < 2; round += 1) await settled(store, newStream(), NONE, sealedMany(1_000));
      await untilTrue(() => quick.seen.length === 2_000);
      expect(slow.seen.length).toBeLessThan(2_000);
      expect(slow.largest).toBeLessThanOrEqual(20);
      await untilTrue(() => slow.seen.length === 2_000);
      expect(idsOf(slow.seen)).toEqual(idsOf(quick.seen));
    });

    whenItCanBeTakenAway('goes on after a restart of the store, and misses and doubles nothing', async () => {
      const start = await endOf(store);
      const all = await follow(start);
      const some = await follow(start, { categories: ['crate'] });
      const sent: string[] = [];
      const write = async (count: number): Promise<void> => {
        for (let each = 0; each < count; each += 1) {
          const facts = sealedMany(2);
          await settled(store, newStream(each % 2 === 0 ? 'crate' : 'shelf'), NONE, facts);
          sent.push(...idsOf(facts));
        }
      };
      await write(5);
      for (let restarts = 0; restarts < 2; restarts += 1) await Promise.all([write(20), test.interrupt()]);
      await write(5);
      await untilTrue(() => all.seen.length >= sent.length && some.seen.length >= sent.length / 2);
      const stored = await readable(store, sent.length, start);
      expect(idsOf(stored).toSorted()).toEqual(sent.toSorted());
      expect(all.seen).toEqual(stored);
      expect(some.seen).toEqual(stored.filter(({ stream }) => stream.startsWith('crate-')));
    });
  });
}

interface Reading {
  readonly store?: EventStore;
  readonly limit?: number;
  /** Milliseconds that it takes for each page. */
  readonly pause?: number;
  readonly categories?: readonly string[];
}

interface Reader {
  readonly seen: StoredFact[];
  readonly upTo: string;
  readonly largest: number;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

function startReader(store: EventStore, after: string, { limit = 7, pause = 0, categories }: Reading): Reader {
  const seen: StoredFact[] = [];
  const stop = new AbortController();
  const reader = { seen, upTo: after, largest: 0, stop, done: Promise.resolve() };
  const read = async (): Promise<void> => {
    for await (const { facts, upTo } of store.subscribe(after, () => limit, stop.signal, categories)) {
      seen.push(...facts);
      reader.upTo = upTo;
      reader.largest = Math.max(reader.largest, facts.length);
      if (pause > 0) await sleep(pause);
    }
  };
  return Object.assign(reader, { done: read() });
}

const newStream = (category = 'shelf'): string => `${category}-${newShelf()}`;

const asSent = ({ id, type, version, data, personal, metadata }: StoredFact): NewFact => ({
  id,
  type,
  version,
  data,
  personal,
  metadata,
});

/** Which texts did not come back as they were sent, and where the first difference begins: texts of all of Unicode are too long to print. */
function differencesOf(stored: readonly StoredFact[], sent: readonly NewFact[]): readonly string[] {
  if (stored.length !== sent.length) return [`${stored.length} facts instead of ${sent.length}`];
  return sent.flatMap((fact, index) =>
    (['id', 'type', 'version', 'data', 'personal', 'metadata'] as const).flatMap((field) => {
      const [before, after] = [String(fact[field]), String(stored[index]?.[field])];
      if (before === after) return [];
      const at = [...before].findIndex((letter, place) => [...after][place] !== letter);
      return [`${field} of fact ${index} at ${at}: ${before.slice(at, at + 20)} became ${after.slice(at, at + 20)}`];
    }),
  );
}

const idsOf = (facts: readonly { readonly id: string }[]): readonly string[] => facts.map(({ id }) => id);

const revisionOf = (outcome: AppendOutcome): number => (outcome.kind === 'appended' ? outcome.revision : NaN);

const full = (facts: readonly StoredFact[], count: number): readonly StoredFact[] | undefined =>
  facts.length >= count ? facts : undefined;

/** An error says that the outcome is unknown; the same append again settles it. */
const settled = (
  store: EventStore,
  stream: string,
  expected: number,
  facts: readonly NewFact[],
): Promise<AppendOutcome> => eventually(() => store.append(stream, expected, facts).catch(() => undefined), 25_000);

/** All that can be read behind a position now. */
async function readFrom(store: EventStore, after: string, limit = 1_000): Promise<readonly StoredFact[]> {
  const facts: StoredFact[] = [];
  for (let position = after; ;) {
    const page = await store.readAll(position, limit);
    expect(page.facts.length).toBeLessThanOrEqual(limit);
    facts.push(...page.facts);
    if (page.upTo === position) return facts;
    position = page.upTo;
  }
}

/** As `readFrom`, once at least `count` facts can be read. */
const readable = (store: EventStore, count: number, after: string): Promise<readonly StoredFact[]> =>
  eventually(async () => full(await readFrom(store, after), count));

/** The end of the log, once all that was appended before can be read. */
async function endOf(store: EventStore): Promise<string> {
  const stream = newStream();
  await settled(store, stream, NONE, [sealed()]);
  const [last] = await store.read(stream);
  return eventually(async () => ((await store.head()) === last?.position ? last?.position : undefined));
}
