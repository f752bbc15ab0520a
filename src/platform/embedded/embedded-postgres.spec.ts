import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { compileFolder, startProcess } from '../../../test/setup/separate-process.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { emptyDataFolder } from './empty-data-folder.js';

const log = { info: () => undefined, error: () => undefined };

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const write = (postgres: EmbeddedPostgres): Promise<object[]> =>
  query(postgres.superuserUrl, 'create table kept as select 42 as answer');
const read = (postgres: EmbeddedPostgres): Promise<{ answer: number }[]> =>
  query(postgres.superuserUrl, 'select answer from kept');

describe('embedded PostgreSQL', () => {
  let root: string;
  let dataFolder: string;
  const started: EmbeddedPostgres[] = [];
  const start = async (folder = dataFolder): Promise<EmbeddedPostgres> => {
    const postgres = await startEmbeddedPostgres({ dataFolder: folder, log });
    started.push(postgres);
    return postgres;
  };

  /** Leaves a server behind with one table, as a kill of its parent does. */
  const startAndKill = async (): Promise<Pick<EmbeddedPostgres, 'pid' | 'superuserUrl'>> => {
    await compileFolder(__dirname, join(root, 'code'));
    const script = `require('./embedded-postgres.js').startEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, log: console })
      .then(({ pid, superuserUrl }) => console.log(JSON.stringify({ pid, superuserUrl })))`;
    const { child, line } = await startProcess(script, join(root, 'code'));
    const { pid, superuserUrl } = JSON.parse(line) as EmbeddedPostgres;
    await query(superuserUrl, 'create table kept as select 42 as answer');
    child.kill('SIGKILL');
    await once(child, 'exit');
    return { pid, superuserUrl };
  };

  beforeEach(async () => {
    root = await mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'credence-postgres-'));
    await chmod(root, 0o711);
    dataFolder = join(root, 'data');
  });

  afterEach(async () => {
    for (const postgres of started.splice(0)) await postgres.stop();
    await emptyDataFolder(dataFolder, log);
    await rm(root, { recursive: true, force: true });
  });

  it('speaks UTF-8, knows ICU and listens on the loopback only', async () => {
    const { superuserUrl } = await start();
    const settings = await query(
      superuserUrl,
      `select current_setting('server_encoding') as encoding, current_setting('listen_addresses') as addresses,
        current_setting('unix_socket_directories') as sockets, current_setting('max_connections') as connections,
        current_setting('idle_in_transaction_session_timeout') as idle,
        (select count(*) > 500 from pg_collation where collprovider = 'i') as icu`,
    );
    expect(settings).toEqual([
      { encoding: 'UTF8', addresses: '127.0.0.1', sockets: '', connections: '200', idle: '1min', icu: true },
    ]);
  });

  it('refuses a wrong password', async () => {
    const { superuserUrl } = await start();
    const wrong = new URL(superuserUrl);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password');
  });

  it('keeps the data from one start to the next', async () => {
    const first = await start();
    await write(first);
    await first.stop();
    expect(await read(await start())).toEqual([{ answer: 42 }]);
  });

  it('recovers after its server was killed', async () => {
    const first = await start();
    await write(first);
    process.kill(first.pid, 'SIGKILL');
    const second = await start();
    expect(second.pid).not.toBe(first.pid);
    expect(await read(second)).toEqual([{ answer: 42 }]);
  });

  it('is not hindered by the process number of a server in another process', async () => {
    const first = await start();
    await write(first);
    await first.stop();
    await writeFile(
      join(first.home, 'postgres', 'postmaster.pid'),
      `${process.pid}\n${first.home}/postgres\n0\n1\n\n127.0.0.1\n0\nready\n`,
    );
    expect(await read(await start())).toEqual([{ answer: 42 }]);
  });

  it('takes over the server when the process that started it was killed', async () => {
    const { pid } = await startAndKill();
    const postgres = await start();
    expect(postgres.pid).toBe(pid);
    expect(await read(postgres)).toEqual([{ answer: 42 }]);
  });

  it('recovers when both were killed', async () => {
    const { pid } = await startAndKill();
    process.kill(pid, 'SIGKILL');
    expect(await read(await start())).toEqual([{ answer: 42 }]);
  });

  it('keeps its lock when a crash ends all connections of the server', async () => {
    const { superuserUrl } = await start();
    await query(superuserUrl, `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`);
    await expect(start()).rejects.toThrow('is in use');
  });

  it('refuses a second process on the same folder, and the first works on', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(`${dataFolder} is in use by process ${process.pid}`);
    expect(await query(first.superuserUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('lets one of two win that start on a new folder at once', async () => {
    const results = await Promise.allSettled([start(), start()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.map((result) => (result.status === 'rejected' ? String(result.reason) : '')).join('')).toContain(
      'is in use',
    );
  });

  it('runs in two folders at once', async () => {
    const other = join(root, 'other');
    const [one, two] = await Promise.all([start(), start(other)]);
    await write(one);
    await expect(read(two)).rejects.toThrow('does not exist');
    await two.stop();
    await emptyDataFolder(other, log);
  });

  it('works in a folder that is closed to others', async () => {
    await chmod(root, 0o700);
    const first = await start();
    await write(first);
    await first.stop();
    const second = await start();
    expect(await read(second)).toEqual([{ answer: 42 }]);
    await second.stop();
    await emptyDataFolder(dataFolder, log);
    expect(second.home === dataFolder || !existsSync(second.home)).toBe(true);
  });

  it('empties its folder, stopping a server left behind', async () => {
    const { superuserUrl } = await startAndKill();
    await emptyDataFolder(dataFolder, log);
    await expect(query(superuserUrl, 'select 1')).rejects.toThrow('ECONNREFUSED');
    await expect(read(await start())).rejects.toThrow('does not exist');
  });

  it('does not empty a folder in use', async () => {
    const first = await start();
    await write(first);
    await expect(emptyDataFolder(dataFolder, log)).rejects.toThrow('is in use');
    expect(await read(first)).toEqual([{ answer: 42 }]);
  });

  it('neither uses nor empties a folder that is not its own', async () => {
    await mkdir(dataFolder);
    await writeFile(join(dataFolder, 'thesis.txt'), 'years of work');
    await expect(start()).rejects.toThrow('not a data folder of Credence');
    await expect(emptyDataFolder(dataFolder, log)).rejects.toThrow('not a data folder of Credence');
    await rm(join(dataFolder, 'thesis.txt'));
  });
});
