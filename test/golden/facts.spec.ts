import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { facts as catalogue } from '../../src/app.module.js';
import type { Fact, Recorded } from '../../src/event-sourcing/event.js';
import type { NewFact, StoredFact } from '../../src/event-sourcing/event-store.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { SubjectKeys } from '../../src/event-sourcing/subject-keys.js';
import { migrate } from '../../src/platform/database.js';
import { lawfulHistory } from '../examples/history.examples.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';

/* One fact of every type and version as it once was stored, and what it says. `CREDENCE_GOLDEN=add npx jest test/golden` adds those that are missing. */

interface Example {
  readonly stream: string;
  readonly stored: NewFact;
  readonly says: Pick<Fact, 'data' | 'personal'>;
}

interface Golden {
  readonly masterKey: string;
  /** Keys of subjects, as the database of keys has them. */
  readonly subjects: Readonly<Record<string, string>>;
  readonly facts: readonly Example[];
}

const FILE = join(__dirname, 'facts.json');
const PLACE = { revision: 0, position: 'golden' };

/** Shapes that were stored before this file existed: how today's example looked then. */
const before: Readonly<Record<string, (data: object) => object>> = {
  'InvitationRenewed 1': (data) => without(data, 'cause'),
  'NotificationQueued 1': (data) => without(data, 'details'),
};

const without = (data: object, name: string): object =>
  Object.fromEntries(Object.entries(data).filter(([each]) => each !== name));

const nameOf = ({ type, version }: NewFact): string => `${type} ${version}`;

const needed = [...catalogue].flatMap(([type, { upcasters }]) =>
  Array.from({ length: upcasters.length + 1 }, (_, index) => `${type} ${index + 1}`),
);

describe('facts that were stored once', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let codec: FactCodec;
  let golden = existsSync(FILE)
    ? (JSON.parse(readFileSync(FILE, 'utf8')) as Golden)
    : { masterKey: Buffer.alloc(32, 'golden').toString('base64'), subjects: {}, facts: [] };

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate({ databaseUrl: database.url, keysDatabaseUrl: database.keysUrl });
    pool = new pg.Pool({ connectionString: database.keysUrl });
    codec = new FactCodec(catalogue, new SubjectKeys(pool, Buffer.from(golden.masterKey, 'base64')));
    for (const [subject, wrapped] of Object.entries(golden.subjects))
      await pool.query('insert into keys.subject_keys (subject, wrapped) values ($1, $2)', [subject, wrapped]);
    if (process.env['CREDENCE_GOLDEN'] === 'add') golden = await extended();
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const open = async ({ stream, stored }: Pick<Example, 'stream' | 'stored'>): Promise<Recorded<Fact>> => {
    const [fact] = await codec.openAll([{ ...stored, stream, ...PLACE } satisfies StoredFact]);
    return fact!;
  };

  /** Never touches what is there: an example that has to change is a fact that nobody can read any more. */
  async function extended(): Promise<Golden> {
    const history = lawfulHistory(20_250_924, 1_500);
    const known = new Set(golden.facts.map(({ stored }) => nameOf(stored)));
    const added: Example[] = [];
    for (const name of needed.filter((each) => !known.has(each))) {
      const [type = '', version = ''] = name.split(' ');
      const ofType = history.filter((fact) => fact.type === type);
      const fact = ofType.find(({ personal }) => personal !== undefined) ?? ofType[0];
      const isPresent = Number(version) === catalogue.get(type)!.upcasters.length + 1;
      const shape = before[name] ?? (isPresent ? (data: object): object => data : undefined);
      if (fact === undefined || shape === undefined) throw new Error(`There is nothing to make ${name} of.`);
      const { stream } = fact;
      const [sealed] = await codec.seal(stream, [{ ...fact, data: shape(fact.data as object) }], fact.metadata);
      const stored = { ...sealed!, version: Number(version) };
      const { data, personal } = await open({ stream, stored });
      added.push({ stream, stored, says: { data, ...(personal === undefined ? {} : { personal }) } });
    }
    const { rows } = await pool.query<{ subject: string; wrapped: string }>(
      'select subject, wrapped from keys.subject_keys order by subject',
    );
    const subjects = Object.fromEntries(rows.map(({ subject, wrapped }) => [subject, wrapped]));
    const all = { ...golden, subjects, facts: [...golden.facts, ...added] };
    writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
    return all;
  }

  it('are one of every type and version that the program knows, and of no other', () => {
    expect(golden.facts.map(({ stored }) => nameOf(stored)).toSorted()).toEqual(needed.toSorted());
  });

  it('say for ever what they said', async () => {
    for (const example of golden.facts) {
      const { stored, stream, says } = example;
      const { id, type, metadata, data, personal } = await open(example);
      expect({ id, type, metadata }).toEqual({
        id: stored.id,
        type: stored.type,
        metadata: JSON.parse(stored.metadata) as unknown,
      });
      expect({ stream, data, personal }).toEqual({ stream, ...says });
    }
  });

  it('are read as erased, of whatever version, once the keys of their subjects are destroyed', async () => {
    const keys = new SubjectKeys(pool, Buffer.from(golden.masterKey, 'base64'));
    await keys.destroy(Object.keys(golden.subjects));
    const blind = new FactCodec(catalogue, keys);
    const stored = golden.facts.map(({ stored: fact, stream }) => ({ ...fact, stream, ...PLACE }));
    const opened = await blind.openAll(stored);
    expect(opened.flatMap(({ personal }) => Object.values(personal ?? {})).every((block) => block === null)).toBe(true);
    expect(opened.map(({ data }) => data)).toEqual(golden.facts.map(({ says }) => says.data));
  });
});
