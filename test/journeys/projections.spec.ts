import { randomBytes, randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Checkpoints } from '../../src/event-sourcing/checkpoints.js';
import { accreditationFacts } from '../../src/accreditation/accreditation.events.js';
import { catalogueOf } from '../../src/event-sourcing/event.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { PostgresEventStore } from '../../src/event-sourcing/stores/postgres-event-store.js';
import { SubjectKeys } from '../../src/event-sourcing/subject-keys.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { compileProduct, ProductProcess } from '../setup/product.js';

const masterKey = randomBytes(32);
const COUNTING = `
  create table public.folded (id text not null, revision int not null, at timestamptz not null default clock_timestamp());
  grant insert on public.folded to credence_app;
  create function public.note_fold() returns trigger language plpgsql as $$
    begin insert into public.folded (id, revision) values (new.id, new.revision); return new; end $$;
  create trigger note_fold after insert or update on read.files for each row execute function public.note_fold()`;

interface Ran {
  readonly code: number;
  readonly said: string;
}

/** Workers and commands as processes of their own, on one database. */
describe('projections, worked on by processes', () => {
  let database: TestDatabase;
  let product: string;
  let folder: string;
  let pool: pg.Pool;
  let keysPool: pg.Pool;
  let store: PostgresEventStore;
  let codec: FactCodec;
  let checkpoints: Checkpoints;
  const workers = new Map<string, ProductProcess>();

  const env = (): NodeJS.ProcessEnv => ({
    NODE_ENV: 'test',
    PATH: process.env['PATH'],
    PUBLIC_URL: 'http://localhost:3000',
    DATABASE_URL: database.url,
    KEYS_DATABASE_URL: database.keysUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    CREDENCE_MASTER_KEY: masterKey.toString('base64'),
    CREDENCE_WORKER: 'separate',
  });

  const startWorker = async (name: string): Promise<void> => {
    const args = ['--data', join(folder, 'data')];
    workers.set(name, (await ProductProcess.start(product, 'src/worker', args, env(), /follows the log/u)).process);
  };

  const command = (
    words: readonly string[],
    settings: NodeJS.ProcessEnv,
  ): { readonly ran: Promise<Ran>; kill(): void } => {
    let child: ReturnType<typeof execFile> | undefined;
    const args = [join(product, 'src/projections.cli.js'), ...words];
    const ran = new Promise<Ran>((resolve) => {
      child = execFile(
        process.execPath,
        args,
        { cwd: product, env: { PATH: process.env['PATH'], ...settings } },
        (error, out, told) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: out + told }),
      );
    });
    return { ran, kill: () => void child?.kill('SIGKILL') };
  };
  const projections = (...words: readonly string[]): ReturnType<typeof command> =>
    command(['--data', join(folder, 'data'), ...words], env());

  beforeAll(async () => {
    folder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? '', 'projections-'));
    product = await compileProduct(join(folder, 'product'));
    database = await createTestDatabase();
    await startWorker('first');
    await startWorker('second');
    pool = new pg.Pool({ connectionString: database.url }).on('error', () => undefined);
    keysPool = new pg.Pool({ connectionString: database.keysUrl });
    store = await PostgresEventStore.open(pool);
    codec = new FactCodec(catalogueOf([accreditationFacts]), new SubjectKeys(keysPool, masterKey));
    checkpoints = new Checkpoints(pool);
    await pool.query(COUNTING);
  }, 300_000);
  afterAll(async () => {
    await Promise.all([...workers.values()].map((worker) => worker.kill()));
    await Promise.all([pool.end(), keysPool.end()]);
    await database.drop();
  });

  /** A file with three facts; answers with its id and the position of the last. */
  async function putFile(): Promise<{ readonly fileId: string; readonly position: string }> {
    const fileId = randomUUID();
    const basis = { rulesVersion: 1, evidence: null };
    const opened = {
      ...{ meetingId: 'meeting', delegationId: 'meeting.PA', slotId: fileId, category: 'member', late: false },
      ...{ capacity: 'delegate', language: 'es', emailDigest: fileId, nominatedBy: 'somebody' },
      ...{ invitationId: fileId, substitutesFileId: null },
    };
    const personal = { [fileId]: { givenNames: 'Luz', familyNames: 'Ríos' } };
    const facts = [
      { type: 'FileOpened', data: opened, personal },
      { type: 'ProfileVerified', data: basis },
      { type: 'AccreditationApproved', data: { ...basis, invitationId: fileId } },
    ];
    const metadata = {
      ...{ actorId: 'somebody', power: { role: 'system' }, commandId: randomUUID(), requestHash: '' },
      ...{ meetingId: 'meeting', correlationId: fileId, consulted: {}, recordedAt: new Date().toISOString() },
    };
    const stream = `accreditation-${fileId}`;
    const sealed = await codec.seal(
      stream,
      facts.map((fact) => ({ ...fact, id: randomUUID() })),
      metadata,
    );
    const outcome = await store.append(stream, -1, sealed);
    if (outcome.kind !== 'appended') throw new Error('A new stream moved.');
    return { fileId, position: outcome.position };
  }

  const revisionOf = async (fileId: string): Promise<number | undefined> =>
    (await pool.query<{ revision: number }>('select revision from read.files where id = $1', [fileId])).rows[0]
      ?.revision;

  const LEASED = `select pid from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and granted and application_name = 'credence-leases' and datname = current_database()
    group by pid`;
  const isWorked = async (): Promise<boolean> => ((await pool.query(LEASED)).rowCount ?? 0) > 0;

  /** By the clock of the same machine. */
  const firstFoldAfter = async (instant: number): Promise<number | undefined> =>
    (
      await pool.query<{ at: Date | null }>('select min(at) as at from public.folded where at > $1', [
        new Date(instant),
      ])
    ).rows[0]?.at?.getTime();

  it('of two workers one is killed: within 2 seconds the other has taken over, and nothing is folded twice', async () => {
    await untilTrue(isWorked);
    const files: string[] = [];
    const took: number[] = [];
    for (const [dies, lives] of [
      ['first', 'second'],
      ['second', 'first'],
    ] as const) {
      // Whoever works: the one that was started earlier, and after its death the other.
      let isWriting = true;
      const writing = (async (): Promise<void> => {
        while (isWriting) {
          files.push((await putFile()).fileId);
          await sleep(10);
        }
      })();
      await untilTrue(async () => (await revisionOf(files.at(-1) ?? '')) !== undefined || files.length > 20);
      await workers.get(dies)?.kill();
      const killed = Date.now();
      took.push((await eventually(() => firstFoldAfter(killed))) - killed);
      isWriting = false;
      await writing;
      await startWorker(dies);
      expect(workers.get(lives)?.isRunning).toBe(true);
    }
    console.info(`taken over after ${took.map((ms) => Math.round(ms)).join(' and ')} ms`);
    // On a loaded machine another suite may hide new facts from all readers for a while.
    expect(Math.min(...took)).toBeLessThan(2_000);
    expect(Math.max(...took)).toBeLessThan(15_000);
    const { position } = await putFile();
    expect(await checkpoints.waitFor(['files'], position, 60_000)).toBe(true);
    const { rows } = await pool.query<{ twice: number; rows: number }>(`
      select (select count(*)::int from (select from public.folded group by id, revision having count(*) > 1) as more) as twice,
             (select count(*)::int from read.files where revision = 2) as rows`);
    expect(rows).toEqual([{ twice: 0, rows: files.length + 1 }]);
  }, 300_000);

  it('the command lists them, and makes tables again beside workers; killed in the middle it leaves them untouched', async () => {
    const { ran } = projections();
    const listed = await ran;
    expect(listed).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^name +kind +version +state +lag/u) as unknown,
    });
    expect(listed.said).toMatch(/^files +projection +\d+ +running +0 facts, 0 s/mu);

    const before = (await pool.query('select * from read.files order by id')).rows;
    const cut = projections('rebuild');
    await untilTrue(async () => {
      const { rows } = await pool.query<{ there: string | null }>(`select to_regclass('beside.files')::text as there`);
      return rows[0]?.there !== null;
    });
    cut.kill();
    await cut.ran;
    expect((await pool.query('select * from read.files order by id')).rows).toEqual(before);

    const made = await projections('rebuild', 'files', 'decisions').ran;
    expect(made).toMatchObject({ code: 0, said: expect.stringContaining('files, decisions') as unknown });
    expect((await pool.query('select * from read.files order by id')).rows).toEqual(before);
    expect((await projections('drop-old').ran).said).toMatch(/^Dropped: .*old_\d+\.decisions, old_\d+\.files\.$/mu);
    const { fileId, position } = await putFile();
    expect(await checkpoints.waitFor(['files'], position, 60_000)).toBe(true);
    expect(await revisionOf(fileId)).toBe(2);
  }, 300_000);

  it('a dropped schema is made again', async () => {
    const before = (await pool.query('select * from read.files order by id')).rows;
    await pool.query('drop schema read cascade');
    expect((await projections('rebuild').ran).code).toBe(0);
    expect((await pool.query('select * from read.files order by id')).rows).toEqual(before);
  }, 300_000);

  it('a stopped one is tried again by the worker when the command says so, and the answer says whether it runs', async () => {
    await pool.query(`alter table read.people rename to hidden`);
    const { position } = await putFile();
    await pool.query(`alter table read.files rename to gone`);
    const next = await putFile();
    const isStopped = async (): Promise<boolean> =>
      (await checkpoints.list()).some(({ name, status }) => name === 'files' && status === 'stopped');
    await untilTrue(isStopped);
    expect(await projections('retry', 'files').ran).toMatchObject({
      code: 1,
      said: expect.stringContaining('still not well: stopped') as unknown,
    });
    await pool.query(`alter table read.gone rename to files; alter table read.hidden rename to people`);
    const retried = await eventually(async () => {
      const { code, said } = await projections('retry', 'files').ran;
      return code === 0 ? said : undefined;
    });
    expect(retried).toBe('files runs.\n');
    expect(await checkpoints.waitFor(['files'], next.position, 30_000)).toBe(true);
    expect(next.position > position).toBe(true);
    expect((await projections('retry', 'cupboards').ran).said).toMatch(/^There is no "cupboards"/u);
  }, 300_000);

  it('beside a server on its embedded PostgreSQL the command works on that one', async () => {
    const args = ['--data', join(folder, 'embedded'), '--port', '0'];
    const alone = { NODE_ENV: 'test' };
    const { process: server } = await ProductProcess.start(product, 'src/main', args, alone, /API\s+(http:\S+)\/docs/u);
    try {
      const listed = await command(args, alone).ran;
      expect(listed.said).toMatch(/^files +projection +\d+ +running +0 facts, 0 s/mu);
      const made = await command([...args, 'rebuild', 'files'], alone).ran;
      expect(made).toMatchObject({ code: 0, said: expect.stringMatching(/^Made again .*: files\.$/mu) as unknown });
    } finally {
      await server.stop();
    }
  }, 300_000);
});
