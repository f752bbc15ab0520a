import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EventStoreServer, startEventStoreServer } from '../eventstoredb/server.js';
import { openTestHome, startTestApp, type TestHome } from '../setup/app.js';
import { atRest } from '../setup/at-rest.js';
import { type Answer, clientOf, decide, done, type Fields, type TestClient } from '../setup/client.js';
import { untilTrue } from '../setup/eventually.js';
import { compileProduct, ProductProcess } from '../setup/product.js';
import { accredit, conveneSmallMeeting, nominate, nomineeBody, roomBody } from '../setup/small-meeting.js';
import { letterheadBody, visaLetterBody } from '../setup/visa-letters.js';

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

interface View {
  readonly tables: Readonly<Record<string, readonly Fields[]>>;
  readonly dossiers: readonly unknown[];
  readonly lists: readonly unknown[];
  readonly parked: readonly Fields[];
  readonly timers: readonly Fields[];
}

interface Report {
  readonly copied: { readonly facts: number; readonly added: number };
  readonly comparison: Readonly<Record<'source' | 'target', { readonly facts: number; readonly end: string }>>;
  readonly switched?: { readonly reactions: number };
}

const PREFIX = 'copied';

describe('a log that moves to EventStoreDB and back', () => {
  let server: EventStoreServer;
  let home: TestHome;
  let product: string;
  let client: TestClient;
  let files: readonly string[] = [];
  let meetingId = '';

  beforeAll(async () => {
    [server, home, product] = await Promise.all([
      startEventStoreServer(),
      openTestHome(),
      mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'log-')).then((folder) => compileProduct(folder)),
    ]);
  });
  afterAll(async () => {
    await client.app.stop();
    await server.stop();
    await home.drop();
  });

  const onEventStore = (): Record<string, string> => ({ EVENT_STORE_URL: server.url, EVENT_STORE_PREFIX: PREFIX });
  const onPostgres = { EVENT_STORE_URL: '', EVENT_STORE_PREFIX: '' };
  const start = async (env: Record<string, string>): Promise<void> => {
    client = clientOf(await startTestApp({ home, env }));
  };

  const settings = (env: Record<string, string>): Record<string, string> => ({
    NODE_ENV: 'test',
    DATABASE_URL: home.database.url,
    KEYS_DATABASE_URL: home.database.keysUrl,
    CREDENCE_MASTER_KEY: home.masterKey,
    ...env,
  });
  const startProcess = (env: Record<string, string>): Promise<unknown> =>
    ProductProcess.start(product, 'src/main', ['--data', home.dataFolder, '--port', '0'], settings(env), /runs on/);

  /** The command line as a process of its own. */
  function runLog(
    args: readonly string[],
    env: Record<string, string>,
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(process.execPath, [join(product, 'src/log.cli.js'), ...args, '--data', home.dataFolder], {
      cwd: product,
      env: { PATH: process.env['PATH'], ...settings(env) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, said })) };
  }
  const log = (args: readonly string[], env: Record<string, string>): Promise<Ended> => runLog(args, env).ended;

  const rowsOf = async (query: string): Promise<readonly Fields[]> =>
    (await client.app.app.get(pg.Pool).query<Fields>(query)).rows;

  /** What people and operators see; positions are of the store alone. */
  async function view(): Promise<View> {
    await atRest(client.app.app);
    const names = await rowsOf(
      `select table_name as name from information_schema.tables where table_schema = 'read' and table_name <> 'migrations' order by 1`,
    );
    const tables: Record<string, readonly Fields[]> = {};
    for (const { name } of names)
      tables[String(name)] = await rowsOf(`select * from read.${String(name)} order by id collate "C"`);
    const get = async (path: string, who = 'auditor'): Promise<unknown> => (await done(client.as(who).get(path))).body;
    return {
      tables,
      dossiers: await Promise.all(files.map(async (file) => withoutPositions(await get(`/files/${file}/dossier`)))),
      lists: [
        await get(`/meetings/${meetingId}/messages`),
        await get(`/meetings/${meetingId}/decisions`),
        await get(`/delegations/${meetingId}.AR`, 'fp-ar'),
      ],
      parked: await rowsOf('select reaction, stream, revision, reason from progress.parked order by 1, 2, 3'),
      timers: await rowsOf('select timer, subject, due_at from progress.timers order by 1, 2'),
    };
  }

  /** A copy that is killed as soon as the server holds `size` events. */
  async function killedAt(size: number, args: readonly string[], env: Record<string, string>): Promise<void> {
    server.faults.delayAnswers(20);
    const { child, ended } = runLog(args, env);
    await untilTrue(() => server.size >= size);
    child.kill('SIGKILL');
    server.faults.delayAnswers(0);
    expect((await ended).code).toBeNull();
  }

  async function playMeeting(): Promise<void> {
    const meeting = await conveneSmallMeeting(client, { quota: 9 });
    ({ meetingId } = meeting);
    const protocol = client.as('protocol');
    await done(protocol.post(`/meetings/${meetingId}/rooms`, roomBody));
    await done(protocol.post(`/meetings/${meetingId}/letterhead`, letterheadBody));
    const { fileId } = await accredit(client, meeting.delegationId, 'first@ar.example');
    await done(client.as('fp-ar').post(`/files/${fileId}/visa-letter`, visaLetterBody));
    await done(protocol.post(`/meetings/${meetingId}/rooms/plenary/plan/publication`));
    const second = await nominate(client.as('fp-ar'), meeting.delegationId, 'second@ar.example');
    await client.mailTo('second@ar.example');
    const because = { reasonCode: 'name-incomplete', reason: 'Incomplete' };
    await done(decide(client.as('verifier'), second, 'rejection', because));
    await client.mailTo('fp-ar@secretariat.example');
    files = [fileId, second];
  }

  const allSent = (): Promise<true> =>
    untilTrue(async () => {
      const { body } = await client.as('auditor').get<{ items: Fields[] }>(`/meetings/${meetingId}/messages`);
      return body.items.every(({ status }) => status === 'sent');
    });

  const nominateWithKey = (key: string, email: string): Promise<Answer> =>
    client
      .as('fp-bz')
      .post(
        `/delegations/${meetingId}.BZ/nominations`,
        { nominee: nomineeBody(email), capacity: 'delegate', language: 'en' },
        { 'idempotency-key': key },
      );
  const answerOf = ({ status, body: { position: _position, ...body } }: Answer): object => ({ status, body });

  it('shows the same, sends nothing again, answers the same, and goes on', async () => {
    await start(onPostgres);
    await playMeeting();
    const answer = answerOf(await nominateWithKey('before-the-move', 'third@bz.example'));
    expect(answer).toMatchObject({ status: 201 });
    await client.mailTo('third@bz.example');
    await allSent();
    const toEventStore = ['copy', '--to', server.url, '--prefix', PREFIX];
    expect(await log(toEventStore, onPostgres)).toEqual({
      code: 1,
      said: expect.stringContaining('Stop every server and worker') as string,
    });
    await killedAt(10, [...toEventStore, '--ahead'], onPostgres);
    const ahead = await log([...toEventStore, '--ahead'], onPostgres);
    expect(ahead).toEqual({ code: 0, said: expect.stringContaining('Copied ahead') as string });
    const fileId = await nominate(client.as('fp-bz'), `${meetingId}.BZ`, 'fourth@bz.example');
    files = [...files, fileId];
    await client.mailTo('fourth@bz.example');
    await allSent();
    const before = await view();
    const mails = await client.app.inbox.listMessages();
    expect(mails.length).toBeGreaterThan(5);
    await client.app.stop();

    await killedAt(server.size + 1, toEventStore, onPostgres);
    const moved = await log([...toEventStore, '--json'], onPostgres);
    expect(moved.code).toBe(0);
    const { comparison, switched } = JSON.parse(lastLine(moved)) as Report;
    expect(comparison.source).toEqual({ ...comparison.target, end: comparison.source.end });
    expect(switched?.reactions).toBeGreaterThan(5);
    expect(await log(['verify', ...toEventStore.slice(1)], onPostgres)).toMatchObject({ code: 0 });
    const shown = await log(['show', `accreditation-${files[0] ?? ''}`], onEventStore());
    expect(shown).toEqual({
      code: 0,
      said: expect.stringMatching(/^0 .* FileOpened v\d+ .*personal: 1 of /mu) as string,
    });
    expect(shown.said).not.toContain('Núñez');

    await expect(startProcess(onPostgres)).rejects.toThrow('was copied to EventStoreDB 127.0.0.1');
    await start(onEventStore());
    expect(await view()).toEqual(before);
    expect(answerOf(await nominateWithKey('before-the-move', 'third@bz.example'))).toEqual(answer);
    expect(await view()).toEqual(before);
    expect(await client.app.inbox.listMessages()).toEqual(mails);

    files = [...files, await nominate(client.as('fp-bz'), `${meetingId}.BZ`, 'fifth@bz.example')];
    const answerThere = answerOf(await nominateWithKey('there', 'sixth@bz.example'));
    await Promise.all(['fifth@bz.example', 'sixth@bz.example'].map((address) => client.mailTo(address)));
    await allSent();
    const there = await view();
    const mailsThere = await client.app.inbox.listMessages();
    expect(mailsThere.length).toBe(mails.length + 2);
    await client.app.stop();

    const back = await log(['copy', '--to', 'postgres', '--json'], onEventStore());
    expect(back.code).toBe(0);
    const { copied, comparison: equal } = JSON.parse(lastLine(back)) as Report;
    expect(copied).toEqual({ facts: equal.target.facts, added: equal.target.facts - comparison.target.facts });
    await expect(startProcess(onEventStore())).rejects.toThrow('was copied to PostgreSQL 127.0.0.1');
    await start(onPostgres);
    expect(await view()).toEqual(there);
    expect(answerOf(await nominateWithKey('before-the-move', 'third@bz.example'))).toEqual(answer);
    expect(answerOf(await nominateWithKey('there', 'sixth@bz.example'))).toEqual(answerThere);
    expect(await client.app.inbox.listMessages()).toEqual(mailsThere);
    await nominate(client.as('fp-bz'), `${meetingId}.BZ`, 'seventh@bz.example');
    await client.mailTo('seventh@bz.example');
  }, 180_000);
});

const lastLine = ({ said }: Ended): string => said.trim().split('\n').at(-1) ?? '';

const withoutPositions = (dossier: unknown): unknown =>
  JSON.parse(JSON.stringify(dossier, (key, value: unknown) => (key === 'position' ? undefined : value)));
