import { randomUUID } from 'node:crypto';
import { type Kernel, startKernel } from '../../test/setup/kernel.js';
import { sealed, shelfCatalogue } from '../../test/setup/shelf.js';
import { catalogueOf, current, type FactCatalogue, type FactMetadata, type FactSchema } from './event.js';
import { NONE, type StoredFact } from './event-store.js';
import { FactCodec, UnreadableFact } from './fact-codec.js';
import { KeyMissing, SubjectDestroyed } from './subject-keys.js';

const CANARY = 'Canary Ávila-O’Brien';
const metadata = { commandId: 'command' } as unknown as FactMetadata;

const stored = (changed: Partial<StoredFact> = {}): StoredFact => ({
  ...sealed(),
  stream: 'shelf-1',
  revision: 0,
  position: 'somewhere',
  ...changed,
});

describe('personal data in the log', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue);
  });
  afterAll(() => kernel.stop());

  /** A fact about some subjects, as it stands in the log. */
  async function storeAbout(subjects: readonly string[], stream = `shelf-${randomUUID()}`): Promise<StoredFact> {
    const personal = Object.fromEntries(subjects.map((subject) => [subject, { note: `${CANARY} ${subject}` }]));
    const fact = { id: randomUUID(), type: 'NoteLeft', data: { about: 'somebody' }, personal };
    await kernel.store.append(stream, NONE, await kernel.codec.seal(stream, [fact], metadata));
    return (await kernel.store.read(stream))[0] as StoredFact;
  }

  it('stands nowhere in clear', async () => {
    await storeAbout(['ana', 'eva']);
    const { rows } = await kernel.owner.query<{ row: string }>('select to_jsonb(f)::text as row from log.facts f');
    const texts = rows.map(({ row }) => row);
    const inBase64 = [0, 1, 2].map((shift) => Buffer.from(CANARY).subarray(shift).toString('base64').slice(0, 16));
    expect(texts.length).toBeGreaterThan(0);
    for (const hidden of ['Canary', 'Ávila', 'O’Brien', ...inBase64])
      expect(texts.filter((text) => text.includes(hidden))).toEqual([]);
  });

  it('is read again, one block per subject, by every node', async () => {
    const fact = await storeAbout(['ana', 'eva']);
    for (const { codec } of [kernel, await kernel.node()]) {
      const [opened] = await codec.openAll([fact]);
      expect(opened?.personal).toEqual({ ana: { note: `${CANARY} ana` }, eva: { note: `${CANARY} eva` } });
    }
  });

  it('is left out for rules', async () => {
    expect(kernel.codec.openBare(await storeAbout(['ana']))).not.toHaveProperty('personal');
  });

  it('cannot be moved to another fact, to another stream or to another subject', async () => {
    const fact = await storeAbout(['ana']);
    const other = await storeAbout(['ana', 'eva']);
    const blocks = JSON.parse(other.personal ?? '') as Record<string, string>;
    const moved = JSON.stringify({ ana: blocks['eva'] });
    await expect(kernel.codec.openAll([{ ...other, personal: fact.personal }])).rejects.toThrow();
    await expect(kernel.codec.openAll([{ ...fact, stream: other.stream }])).rejects.toThrow();
    await expect(kernel.codec.openAll([{ ...fact, id: randomUUID() }])).rejects.toThrow();
    await expect(kernel.codec.openAll([{ ...other, personal: moved }])).rejects.toThrow();
    await expect(kernel.codec.openAll([fact, other])).resolves.toHaveLength(2);
  });

  it('without its key stops the reader', async () => {
    const subject = randomUUID();
    const fact = await storeAbout([subject]);
    await kernel.keysPool.query('delete from keys.subject_keys where subject = $1', [subject]);
    const stranger = await kernel.node();
    await expect(stranger.codec.openAll([fact])).rejects.toBeInstanceOf(KeyMissing);
  });

  it('reads as null once its key is destroyed, the blocks of others as before', async () => {
    const [erased, kept] = [randomUUID(), randomUUID()];
    const fact = await storeAbout([erased, kept]);
    await kernel.keys.destroy([erased]);
    await kernel.keys.destroy([erased]);
    for (const { codec } of [kernel, await kernel.node()]) {
      const [opened] = await codec.openAll([fact]);
      expect(opened?.personal).toEqual({ [erased]: null, [kept]: { note: `${CANARY} ${kept}` } });
    }
  });

  it('is not taken for a subject whose key is destroyed, whether or not there ever was one', async () => {
    const [known, unknown] = [randomUUID(), randomUUID()];
    await storeAbout([known]);
    await kernel.keys.destroy([known, unknown]);
    for (const subject of [known, unknown]) {
      await expect(storeAbout([subject])).rejects.toBeInstanceOf(SubjectDestroyed);
      await expect((await kernel.node()).keys.forWriting([subject])).rejects.toBeInstanceOf(SubjectDestroyed);
    }
  });

  it('of a new subject gets one key, however many nodes ask at once', async () => {
    const subjects = Array.from({ length: 20 }, () => randomUUID());
    const nodes = [kernel, await kernel.node(), await kernel.node()];
    const asked = nodes.flatMap(({ keys }) => [keys.forWriting(subjects), keys.forWriting(subjects.toReversed())]);
    const keys = (await Promise.all(asked)).map((found) =>
      subjects.map((subject) => found.get(subject)?.toString('hex')).join(),
    );
    expect(new Set(keys).size).toBe(1);
  });

  it('gives equal digests for equal values within one scope only', async () => {
    const { keys } = kernel;
    const digest = await keys.digest('meeting-1', ' Ana@Example.org ');
    expect(await keys.digest('meeting-1', 'ana@example.org')).toBe(digest);
    expect(await keys.digest('meeting-2', 'ana@example.org')).not.toBe(digest);
    expect(digest).not.toContain('ana');
  });
});

describe('shapes of facts', () => {
  const codecOf = (catalogue: FactCatalogue): FactCodec => new FactCodec(catalogue, undefined as never);

  const grown = catalogueOf([
    {
      ParcelStored: {
        upcasters: [
          ({ data }) => ({ data: { ...(data as object), unit: 'kg' } }),
          ({ data }) => ({ data: { ...(data as object), story: `from ${(data as { unit: string }).unit}` } }),
        ],
      },
    },
  ]);

  it.each([
    [1, { weight: 1, unit: 'kg', story: 'from kg' }],
    [2, { weight: 1, story: 'from undefined' }],
    [3, { weight: 1 }],
  ])('a fact of version %i is raised step by step to the present shape', (version, data) => {
    expect(codecOf(grown).openBare(stored({ version, data: '{"weight":1}' })).data).toEqual(data);
  });

  it('a new fact is of the present version', async () => {
    const codec = new FactCodec(grown, { forWriting: () => Promise.resolve(new Map()) } as never);
    const [fact] = await codec.seal('shelf-1', [{ id: randomUUID(), type: 'ParcelStored', data: {} }], metadata);
    expect(fact?.version).toBe(3);
  });

  it('an unknown type stops the reader', () => {
    expect(() => codecOf(shelfCatalogue).openBare(stored({ type: 'ParcelLost' }))).toThrow(UnreadableFact);
  });

  it('a newer version stops the reader', () => {
    expect(() => codecOf(shelfCatalogue).openBare(stored({ version: 2 }))).toThrow(UnreadableFact);
  });

  it('two owners of one type are an error', () => {
    expect(() => catalogueOf([{ ParcelStored: current }, { ParcelStored: current }])).toThrow('defined twice');
  });

  it.each([
    ['a hole', [({ data }: { data: unknown }) => ({ data }), , ({ data }: { data: unknown }) => ({ data })]],
    ['no function', [({ data }: { data: unknown }) => ({ data }), 'rename it']],
  ])('a way from an older shape with %s in it is an error at the start', (_, upcasters) => {
    const torn = { ParcelStored: { upcasters } } as unknown as Readonly<Record<string, FactSchema>>;
    expect(() => catalogueOf([torn])).toThrow('Nothing leads from version 2 of ParcelStored to version 3.');
  });

  it('a name that some store would refuse is an error at the start', () => {
    expect(() => catalogueOf([{ 'parcel stored': current }])).toThrow('is no type of a fact');
  });
});
