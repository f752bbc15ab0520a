import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { PlaceOnHold, ResumeFile } from '../../src/accreditation/accreditation.commands.js';
import { AccreditationConsultant } from '../../src/accreditation/accreditation.context.js';
import { accreditation } from '../../src/accreditation/accreditation.decider.js';
import { Checkpoints } from '../../src/event-sourcing/checkpoints.js';
import { Consumers } from '../../src/event-sourcing/consumers.js';
import { Decisions } from '../../src/event-sourcing/decisions.js';
import { catalogueOf } from '../../src/event-sourcing/event.js';
import { BEGINNING } from '../../src/event-sourcing/event-store.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { foldPage, partitionOf, type Projection } from '../../src/event-sourcing/projection.js';
import { ReadTable } from '../../src/event-sourcing/read-table.js';
import { Rejection } from '../../src/event-sourcing/rejection.js';
import { PostgresEventStore } from '../../src/event-sourcing/stores/postgres-event-store.js';
import { SubjectKeys } from '../../src/event-sourcing/subject-keys.js';
import { callerOf } from '../../src/event-sourcing/testing/given.js';
import { systemClock } from '../../src/platform/clock.js';
import { migrate } from '../../src/platform/database.js';
import { connectionWithRole } from '../../src/platform/database-role.js';
import { SnakeCaseNames } from '../../src/platform/snake-case-names.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { untilTrue } from '../setup/eventually.js';
import { fileIdOf, fillLog } from '../setup/fill-log.js';
import { compileProduct } from '../setup/product.js';
import { catalogues, entities, projections } from './all-projections.js';

/** `CREDENCE_REBUILD_FILES=100000 npx jest test/projections/rebuild-while-writing` for the long form. */
const FILES = Number(process.env['CREDENCE_REBUILD_FILES'] ?? 300);
const COMMANDS_A_SECOND = 50;
const LONG_MS = 120_000 + 30 * FILES;
/** Rows that are folded in memory at once, to compare. */
const ROWS_AT_ONCE = 120_000;

describe(`read tables of ${FILES} files are made again while ${COMMANDS_A_SECOND} commands a second arrive`, () => {
  const masterKey = randomBytes(32);
  let folder: string;
  let product: string;
  let database: TestDatabase;
  let pool: pg.Pool;
  let owner: pg.Pool;
  let keysPool: pg.Pool;
  let dataSource: DataSource;
  let store: PostgresEventStore;
  let codec: FactCodec;
  let decisions: Decisions;
  let checkpoints: Checkpoints;
  let consumers: Consumers;
  const failures: object[] = [];
  const names = projections.map(({ name }) => name);

  beforeAll(async () => {
    folder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? '', 'rebuild-'));
    product = await compileProduct(join(folder, 'product'));
    database = await createTestDatabase();
    const { url, keysUrl } = database;
    await migrate({ databaseUrl: url, keysDatabaseUrl: keysUrl });
    pool = new pg.Pool({ ...connectionWithRole(url), max: 20 });
    owner = new pg.Pool({ connectionString: url, max: 4 });
    keysPool = new pg.Pool({ connectionString: keysUrl, max: 4 });
    const namingStrategy = new SnakeCaseNames();
    dataSource = await new DataSource({ type: 'postgres', url, entities, namingStrategy }).initialize();
    store = await PostgresEventStore.open(pool);
    const keys = new SubjectKeys(keysPool, masterKey);
    codec = new FactCodec(catalogueOf(catalogues), keys);
    decisions = new Decisions(store, codec, systemClock);
    checkpoints = new Checkpoints(pool);
    const reporter = { error: (details: object): void => void failures.push(details) };
    consumers = new Consumers(store, codec, pool, dataSource, checkpoints, url, reporter);
    for (const projection of projections) consumers.project(projection);
    const begun = performance.now();
    await fillLog({ store, codec, keys }, FILES);
    told('log filled', begun);
    await owner.query('analyze');
  }, LONG_MS);
  afterAll(async () => {
    await consumers.stop();
    await Promise.all([pool, owner, keysPool].map((each) => each.end()));
    await dataSource.destroy();
    await database.drop();
  });

  const told = (what: string, begun: number): void =>
    console.info(`${what}: ${((performance.now() - begun) / 1_000).toFixed(1)} s`);

  /** As an operator does it, in a process of its own. */
  const rebuild = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const args = [join(product, 'src/projections.cli.js'), '--data', join(folder, 'data'), 'rebuild'];
      const env = {
        PATH: process.env['PATH'],
        NODE_ENV: 'test',
        DATABASE_URL: database.url,
        KEYS_DATABASE_URL: database.keysUrl,
        SMTP_URL: 'smtp://127.0.0.1:9',
        CREDENCE_MASTER_KEY: masterKey.toString('base64'),
      };
      execFile(process.execPath, args, { cwd: product, env }, (error, out, wrong) =>
        error === null
          ? resolve(out.split('\n').find((line) => line.startsWith('Made')) ?? out)
          : reject(new Error(out + wrong)),
      );
    });

  /** Puts approved files on hold and lets them go on, through the decider; the next command waits for none before. */
  async function command(signal: AbortSignal): Promise<{ accepted: number; aSecond: number; slowest: number }> {
    const sent: Promise<boolean>[] = [];
    const begun = performance.now();
    let slowest = 0;
    const send = async (): Promise<boolean> => {
      const asked = performance.now();
      const isAccepted = await decideOnOne();
      slowest = Math.max(slowest, performance.now() - asked);
      return isAccepted;
    };
    while (!signal.aborted) {
      sent.push(send());
      await sleep(Math.max(0, begun + (sent.length * 1_000) / COMMANDS_A_SECOND - performance.now()));
    }
    const aSecond = (sent.length * 1_000) / (performance.now() - begun);
    const accepted = (await Promise.all(sent)).filter(Boolean).length;
    return { accepted, aSecond: Math.round(aSecond), slowest: Math.round(slowest) };
  }

  /** False where another command on the same file came first. */
  async function decideOnOne(): Promise<boolean> {
    const consultant = new AccreditationConsultant(decisions);
    const caller = callerOf({ power: { role: 'system' } });
    const fileId = fileIdOf(Math.floor(Math.random() * FILES));
    const { state } = await decisions.fold(accreditation, fileId);
    const next = state.onHold
      ? new ResumeFile({ fileId }, caller)
      : new PlaceOnHold({ fileId, reasonCode: 'asked', reason: 'A question' }, caller);
    try {
      await decisions.decide(accreditation, fileId, next, () => consultant.consult(next));
      return true;
    } catch (error) {
      if (error instanceof Rejection) return false;
      throw error;
    }
  }

  /** What a table shows may only grow: rows, and how far each file has come. Answers with how often it looked. */
  async function read(signal: AbortSignal): Promise<{ looks: number; slowest: number }> {
    const seen = { files: 0, revisions: 0, decisions: 0, messages: 0 };
    const done = { looks: 0, slowest: 0 };
    while (!signal.aborted) {
      const asked = performance.now();
      const { rows } = await pool.query<typeof seen>(`
        select (select count(*)::int from read.files) as files, (select sum(revision)::int from read.files) as revisions,
               (select count(*)::int from read.decisions) as decisions, (select count(*)::int from read.messages) as messages`);
      done.slowest = Math.max(done.slowest, performance.now() - asked);
      for (const [what, count] of Object.entries(rows[0] ?? seen) as [keyof typeof seen, number][]) {
        expect({ what, isLess: count < seen[what] }).toEqual({ what, isLess: false });
        seen[what] = count;
      }
      done.looks += 1;
      await sleep(50);
    }
    expect(seen).toMatchObject({ files: FILES, messages: FILES });
    return done;
  }

  it(
    'readers see no gap, and the new tables equal a fold of the log row by row',
    async () => {
      console.info(`at rest: ${await rebuild()}`);
      consumers.start('projections');
      const stop = new AbortController();
      const [commanding, reading] = [command(stop.signal), read(stop.signal)];
      await sleep(500);
      console.info(`beside ${COMMANDS_A_SECOND} commands a second: ${await rebuild()}`);
      await sleep(500);
      stop.abort();
      const [commanded, looked] = await Promise.all([commanding, reading]);
      console.info(`commands: ${JSON.stringify(commanded)}, reads: ${JSON.stringify(looked)} (slowest in ms)`);
      expect(commanded.accepted).toBeGreaterThan(10);
      const head = await store.newest();
      await untilTrue(async () => (await store.head()) === head);
      expect(await checkpoints.waitFor(names, head, 60_000)).toBe(true);
      await consumers.stop();
      expect(failures).toEqual([]);
      const begun = performance.now();
      await equalFold();
      told('compared', begun);
    },
    LONG_MS,
  );

  /** Folds the log once more, in memory and page by page, as often as it takes for few rows at once; large tables in parts. */
  async function equalFold(): Promise<void> {
    const parts: {
      readonly part: Projection;
      readonly share: number;
      readonly folded: Map<string, object | undefined>;
    }[] = [];
    const counts = new Map<string, number>();
    for (const projection of projections) {
      const { name } = projection;
      const { rows } = await pool.query<{ count: number }>(`select count(*)::int as count from read.${name}`);
      const count = rows[0]?.count ?? 0;
      counts.set(name, count);
      const partitions = Math.max(1, Math.ceil((2 * count) / ROWS_AT_ONCE));
      for (let partition = 0; partition < partitions; partition += 1)
        parts.push({
          part: partitionOf({ ...projection, partitions }, partition),
          share: count / partitions,
          folded: new Map(),
        });
    }
    const found = new Map<string, number>();
    while (parts.length > 0) {
      const together = [parts.shift()!];
      while (parts[0] !== undefined && together.reduce((sum, { share }) => sum + share, parts[0].share) < ROWS_AT_ONCE)
        together.push(parts.shift()!);
      for (let position = BEGINNING; ;) {
        const page = await store.readAll(position, 1_000);
        const facts = await codec.openAll(page.facts);
        for (const { part, folded } of together)
          for (const [key, row] of foldPage(part, facts, folded)) folded.set(key, row);
        if (facts.length < 1_000) break;
        position = page.upTo;
      }
      for (const { part, folded } of together)
        found.set(part.name, (found.get(part.name) ?? 0) + (await equalRows(part, folded)));
    }
    expect(found).toEqual(counts);
  }

  async function equalRows(part: Projection, folded: ReadonlyMap<string, object | undefined>): Promise<number> {
    const table = new ReadTable<object>(dataSource.getMetadata(part.entity));
    const ids = [...folded].flatMap(([id, row]) => (row === undefined ? [] : [id]));
    for (let start = 0; start < ids.length; start += 1_000) {
      const some = ids.slice(start, start + 1_000);
      const stored = await table.load(pool, { name: part.name, partition: 0 }, some);
      expect(plain(some.map((id) => stored?.rows.get(id)))).toEqual(plain(some.map((id) => folded.get(id))));
    }
    return ids.length;
  }
});

/** Without the classes of the entities, and without what JSON leaves out. */
const plain = (rows: readonly unknown[]): unknown => JSON.parse(JSON.stringify(rows));
