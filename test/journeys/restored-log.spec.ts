import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { BEGINNING, EventStore, type StoredFact } from '../../src/event-sourcing/event-store.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded/embedded-postgres.js';
import { openTestHome, startTestApp, type TestHome } from '../setup/app.js';
import { atRest } from '../setup/at-rest.js';
import { type Answer, clientOf, done, type Fields, type TestClient } from '../setup/client.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { type Dump, dump, restore } from '../setup/dump.js';
import { accredit, conveneSmallMeeting, nominate, nomineeBody } from '../setup/small-meeting.js';

const EVERYTHING = ['log', 'progress', 'read'];
const WITHOUT_READ_TABLES = ['log', 'progress'];
const TRANSACTIONS = 20_000;

const nomination = { nominee: nomineeBody('again@ar.example'), capacity: 'delegate', language: 'es' };
const key = { 'idempotency-key': 'before-the-dump' };

interface Seen {
  readonly facts: readonly StoredFact[];
  readonly tables: Readonly<Record<string, readonly Fields[]>>;
  readonly generation: number;
}

/** What was in one cluster goes into a fresh one, whose transaction ids are behind, and back into the first, where they are ahead. */
describe('a dump of the databases, restored into another cluster', () => {
  let home: TestHome;
  let fresh: EmbeddedPostgres;
  const databases: TestDatabase[] = [];
  let client: TestClient;
  let delegationId: string;
  let answered: Answer;

  beforeAll(async () => {
    const folder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? '', 'fresh-'));
    await chmod(folder, 0o711);
    const log = { info: () => undefined, error: console.error };
    [home, fresh] = await Promise.all([
      openTestHome(),
      startEmbeddedPostgres({ dataFolder: join(folder, 'data'), durable: false, log }),
    ]);
    await spendTransactions(home.database.url, TRANSACTIONS);
    client = clientOf(await startTestApp({ home }));
    ({ delegationId } = await conveneSmallMeeting(client));
    await accredit(client, delegationId, 'first@ar.example');
    const path = `/delegations/${delegationId}/nominations`;
    answered = await done(client.as('fp-ar').post(path, nomination, key));
    await client.mailTo('again@ar.example');
  });
  afterAll(async () => {
    await client.app.stop();
    await home.drop();
    for (const database of databases) await database.drop();
    await fresh.stop();
  });

  it('whose transaction ids are behind: nothing is lost or hidden, and work goes on', async () => {
    const before = await stopAndLook();
    const database = await createTestDatabase(fresh.superuserUrl);
    databases.push(database);
    await restore(database, await dumpOf(home.database, EVERYTHING));
    const [lastBefore] = before.facts.slice(-1);
    expect(await nextTransaction(database.url)).toBeLessThan(transactionOf(lastBefore?.position ?? ''));

    await startAgain(database);
    const after = await look();
    expect(after).toEqual({ ...before, generation: before.generation + 1 });
    await worksOn(before.facts, 'second@ar.example');
  });

  it('whose transaction ids are ahead, without its read tables: they are made again, and nothing is sent again', async () => {
    const before = await stopAndLook();
    const mails = await client.app.inbox.listMessages();
    const restored = databases[0];
    if (restored === undefined) throw new Error('There is nothing to be dumped.');
    const database = await createTestDatabase();
    databases.push(database);
    await restore(database, await dumpOf(restored, WITHOUT_READ_TABLES));
    await owner(database.url, (pool) => pool.query('drop schema read cascade'));
    const [lastBefore] = before.facts.slice(-1);
    expect(await nextTransaction(database.url)).toBeGreaterThan(transactionOf(lastBefore?.position ?? ''));

    await startAgain(database);
    const after = await look();
    expect(after).toEqual(before);
    expect(await client.app.inbox.listMessages()).toEqual(mails);
    await worksOn(before.facts, 'third@ar.example');
  });

  async function startAgain(database: TestDatabase): Promise<void> {
    client = clientOf(await startTestApp({ home: { ...home, database } }));
  }

  async function stopAndLook(): Promise<Seen> {
    const seen = await look();
    await client.app.stop();
    return seen;
  }

  /** Everything, as soon as nothing more comes of it. */
  async function look(): Promise<Seen> {
    const store = client.app.app.get(EventStore);
    await atRest(client.app.app);
    return owner(client.app.services.databaseUrl, async (pool) => {
      const { facts } = await store.readAll(BEGINNING, 10_000);
      const { tables } = await dump(client.app.services.databaseUrl, ['read']);
      const { rows } = await pool.query<{ generation: number }>('select generation from log.identity');
      return {
        facts,
        tables: Object.fromEntries(tables.map(({ name, rows: all }) => [name, sorted(JSON.parse(all) as Fields[])])),
        generation: rows[0]?.generation ?? 0,
      };
    });
  }

  /** Old and new commands, on streams of before and new ones; positions of before still say the same. */
  async function worksOn(before: readonly StoredFact[], email: string): Promise<void> {
    const store = client.app.app.get(EventStore);
    const path = `/delegations/${delegationId}/nominations`;
    const again = await client.as('fp-ar').post(path, nomination, key);
    expect([again.status, again.body]).toEqual([answered.status, answered.body]);
    expect((await store.readAll(before.at(-1)?.position ?? '', 10)).facts).toEqual([]);

    const newFileId = await nominate(client.as('fp-bz'), delegationId.replace('.AR', '.BZ'), email);
    await client.mailTo(email);
    const language = 'es';
    const act = { form: 'note-verbale', date: '2026-10-01' };
    const point = { subject: email, name: 'Otra persona', email, language, act };
    await done(client.as('administrator').post(`/delegations/${delegationId}/focal-points`, point));
    const seen = await look();
    expect(seen.facts.slice(0, before.length)).toEqual(before);
    expect((await store.readAll(before[9]?.position ?? '', 10_000)).facts).toEqual(seen.facts.slice(10));
    expect(JSON.stringify(seen.tables['read.files'])).toContain(newFileId);
  }
});

const dumpOf = async (database: TestDatabase, schemas: readonly string[]): Promise<{ log: Dump; keys: Dump }> => ({
  log: await dump(database.url, schemas),
  keys: await dump(database.keysUrl, ['keys']),
});

async function owner<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  return work(pool).finally(() => pool.end());
}

/** A cluster that has lived for a while. */
async function spendTransactions(url: string, count: number): Promise<void> {
  await owner(url, (pool) =>
    pool.query(`do $$ begin for i in 1..${count} loop perform pg_current_xact_id(); commit; end loop; end $$`),
  );
}

async function nextTransaction(url: string): Promise<number> {
  const { rows } = await owner(url, (pool) =>
    pool.query<{ next: string }>('select pg_snapshot_xmax(pg_current_snapshot()) as next'),
  );
  return Number(rows[0]?.next);
}

const transactionOf = (position: string): number => parseInt(position.split('-')[2] ?? '', 16);

const sorted = (rows: readonly Fields[]): readonly Fields[] =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
