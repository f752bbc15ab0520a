import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './cluster.js';
import { hasCode, readIfThere } from './durable-file.js';
import { freePort } from './free-port.js';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** The server process that runs on the cluster; port 0 while it begins. */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  const file = join(folder, 'postmaster.pid');
  const lines = (await readIfThere(file))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!pid || !isAlive(pid)) return undefined;
  if (await serves(pid, folder)) return { pid, port: Number(lines?.[3] ?? 0) };
  // The number went to another process after a crash; PostgreSQL would wait for that one for ever.
  await rm(file, { force: true });
  return undefined;
}

/** Starts in a session of its own: a Ctrl-C reaches the application only. */
export async function startPostmaster(cluster: Cluster, durable: boolean): Promise<{ ok: boolean; log: string }> {
  const logFile = join(cluster.folder, 'server.log');
  const begin = await stat(logFile).then(
    ({ size }) => size,
    () => 0,
  );
  const options = Object.entries({ ...settings, ...(durable ? {} : hasty), port: String(await freePort()) });
  const line = options.map(([name, value]) => `-c ${name}=${value}`).join(' ');
  const started = await cluster.run(
    'pg_ctl',
    'start',
    '-w',
    '-t',
    '60',
    '-D',
    cluster.folder,
    '-l',
    logFile,
    '-o',
    line,
  );
  if (started.ok) return { ok: true, log: '' };
  const log = await readFile(logFile).then(
    (all) => all.subarray(begin).toString(),
    () => '',
  );
  return { ok: false, log: log.trim() || started.output };
}

/** Waits for the end of running transactions' rollback; `immediate` is only for data that nobody wants any more. */
export async function stopPostmaster(
  cluster: Pick<Cluster, 'folder' | 'run'>,
  mode: 'fast' | 'immediate',
): Promise<void> {
  const stopped = await cluster.run('pg_ctl', 'stop', '-w', '-t', '60', '-D', cluster.folder, '-m', mode);
  if (!stopped.ok && (await findPostmaster(cluster.folder)))
    throw new Error(`PostgreSQL did not stop: ${stopped.output}`);
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  idle_in_transaction_session_timeout: '60s',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Only Linux tells what a process is without further programs; elsewhere the answer on the port decides. */
async function serves(pid: number, folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const words = ((await readIfThere(`/proc/${pid}/cmdline`)) ?? '').split('\0');
  return words.includes(folder);
}
