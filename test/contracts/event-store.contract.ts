import type { AppendOutcome, EventStore, NewFact, StoredFact } from '../../src/event-sourcing/event-store.js';
import { InvalidAppend, MAX_APPEND_BYTES, NONE } from '../../src/event-sourcing/event-store.js';
import { newShelf, sealed, sealedMany } from '../setup/shelf.js';

export interface StoreUnderTest {
  readonly store: EventStore;
  /** The same log, as another process has it. */
  another(): Promise<EventStore>;
  /** Another log of the same kind. */
  foreign(): Promise<EventStore>;
  stop(): Promise<void>;
}

export const newStream = (): string => `shelf-${newShelf()}`;

const asSent = ({ id, type, version, data, personal, metadata }: StoredFact): NewFact => ({
  id,
  type,
  version,
  data,
  personal,
  metadata,
});

/** What every store must answer to appends, and to reading one stream. */
export function appendsLikeEveryStore(open: () => Promise<StoreUnderTest>): void {
  let test: StoreUnderTest;
  let store: EventStore;
  beforeAll(async () => {
    test = await open();
    ({ store } = test);
  });
  afterAll(() => test.stop());

  const revisionOf = (outcome: AppendOutcome): number => (outcome.kind === 'appended' ? outcome.revision : NaN);

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

    it('many streams are read at once, each behind its own revision', async () => {
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
      expect(revisionOf(await store.append(stream, NONE, facts.slice(0, 2)))).toBe(1);
      expect(await store.read(stream)).toHaveLength(3);
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
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => store.append(stream, NONE, facts)));
      expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
      expect(await store.read(stream)).toHaveLength(2);
    });

    it('is recognised after 1,000 later facts of other streams', async () => {
      const stream = newStream();
      const facts = sealedMany(1);
      const first = await store.append(stream, NONE, facts);
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(Array.from({ length: 20 }, () => store.append(newStream(), NONE, sealedMany(5))));
      }
      expect(await store.append(stream, NONE, facts)).toEqual(first);
    });

    it('for the end of the stream is new facts: an id is no key of the log', async () => {
      const stream = newStream();
      const facts = sealedMany(2);
      await store.append(stream, NONE, facts);
      expect(revisionOf(await store.append(stream, 1, facts))).toBe(3);
      expect((await store.read(stream)).map(({ id }) => id)).toEqual([...facts, ...facts].map(({ id }) => id));
    });

    it('elsewhere in the stream is a conflict, and on another stream new facts', async () => {
      const stream = newStream();
      const facts = sealedMany(1);
      await store.append(stream, NONE, [sealed(), ...facts, sealed()]);
      expect(await store.append(stream, NONE, facts)).toEqual({ kind: 'conflict', actual: 2 });
      expect(revisionOf(await store.append(newStream(), NONE, facts))).toBe(0);
    });
  });

  describe('what is stored', () => {
    it('comes back byte for byte', async () => {
      const stream = newStream();
      const facts = [...texts()].map((data) => sealed({ data, personal: '{}', metadata: '{}' }));
      await store.append(stream, NONE, facts);
      expect((await store.read(stream)).map(asSent)).toEqual(facts);
    });

    it('is read behind a revision, in order', async () => {
      const stream = newStream();
      await store.append(stream, NONE, sealedMany(5));
      expect((await store.read(stream, 2)).map(({ revision }) => revision)).toEqual([3, 4]);
      expect(await store.read(stream, 4)).toEqual([]);
      expect(await store.read(newStream())).toEqual([]);
    });

    it('may be just under the limit', async () => {
      const stream = newStream();
      const data = JSON.stringify('é'.repeat(MAX_APPEND_BYTES / 2 - 100));
      await store.append(stream, NONE, [sealed({ data })]);
      expect((await store.read(stream)).map((fact) => fact.data === data)).toEqual([true]);
    });
  });

  describe('refused before it is sent', () => {
    const big = JSON.stringify('é'.repeat(MAX_APPEND_BYTES / 4));
    it.each([
      [
        'facts that are together over the limit',
        'shelf-refused',
        [sealed({ data: big }), sealed({ personal: big, metadata: big })],
      ],
      ['no facts', 'shelf-refused', []],
      ['an id that is none', 'shelf-refused', [sealed({ id: '' })]],
      ['an empty type', 'shelf-refused', [sealed({ type: '' })]],
      ['an empty stream', '', [sealed()]],
      ['a stream without a category', '$$', [sealed()]],
      ['a stream with a line break', 'shelf-1\n', [sealed()]],
    ])('%s', async (_, stream, facts) => {
      await expect(store.append(stream, NONE, facts)).rejects.toBeInstanceOf(InvalidAppend);
      expect(await store.read(stream)).toEqual([]);
    });
  });
}

/** Unicode but for the surrogates: the first plane whole, the others in steps. Keys keep their order, JSON its escapes. */
function* texts(): Generator<string> {
  yield '{"b":1,"a":2,"10":3,"2":4,"a ":5}';
  yield '{ "spaces" : [ 1.0, 1e3, -0 ] }';
  yield JSON.stringify({ '\u0000': '\u0000 \\ \\\\ " \' $1 {} , NULL null' });
  for (let start = 0; start < 0x110000; start += 0x11000) {
    const points = Array.from({ length: 0x11000 }, (_, index) => start + index).filter(
      (point) => point < 0xd800 || point > 0xdfff,
    );
    const step = start === 0 ? 1 : 16;
    yield JSON.stringify(
      points
        .filter((_, index) => index % step === 0)
        .map((point) => String.fromCodePoint(point))
        .join(''),
    );
  }
}
