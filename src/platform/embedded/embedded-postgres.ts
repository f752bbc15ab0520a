import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Cluster, createCluster, locateCluster, readPassword, urlOf } from './cluster.js';
import { lockCluster } from './cluster-lock.js';
import { prepareDataFolder } from './data-folder.js';
import { hasCode } from './durable-file.js';
import { removeAbandonedClusters } from './abandoned-clusters.js';
import { findPostmaster, type Postmaster, startPostmaster, stopPostmaster } from './postmaster.js';
import type { StartLog } from './start-log.js';

export interface EmbeddedPostgres {
  readonly superuserUrl: string;
  /** Of the server's first process. */
  readonly pid: number;
  /** Where the cluster lies: the data folder, or a place that the server's user can reach. */
  readonly home: string;
  databaseUrl(name: string): string;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly dataFolder: string;
  /** Without it, a power cut may destroy the data: for tests. */
  readonly durable?: boolean;
  readonly log: StartLog;
}

/**
 * Starts the server of a data folder, or takes over one whose parent was killed.
 * @throws DataFolderError when another process uses the folder, or this user can't
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable = true, log } = options;
  const dataFolder = resolve(options.dataFolder);
  const id = await prepareDataFolder(dataFolder);
  const cluster = await locateCluster(dataFolder, id);
  await removeAbandonedClusters(dataFolder, id);
  const password = await readPassword(dataFolder);
  await createCluster(cluster, password);
  const { pid, port } = await ensurePostmaster(cluster, password, durable);
  const databaseUrl = (name: string): string => urlOf(port, password, name);
  const lock = await lockCluster(databaseUrl('postgres'), dataFolder, log);
  return {
    superuserUrl: databaseUrl('postgres'),
    pid,
    home: cluster.home,
    databaseUrl,
    stop: () => lock.releaseAfter(() => stopPostmaster(cluster, 'fast')),
  };
}

// A port taken in between, another process that starts the same server, backends of a killed server that still end.
const passing = /Address already in use|lock file "postmaster.pid"|pre-existing shared memory|is the database in use/i;

async function ensurePostmaster(cluster: Cluster, password: string, durable: boolean): Promise<Postmaster> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await findPostmaster(cluster.folder);
    if (found && (await isOurs(cluster, found.port, password))) return found;
    const { ok, log } = found
      ? { ok: true, log: `Process ${found.pid} does not answer` }
      : await startPostmaster(cluster, durable);
    if ((!ok && !passing.test(log)) || Date.now() > deadline)
      throw new Error(`The embedded PostgreSQL in ${cluster.folder} did not start: ${log}`);
    await sleep(ok && !found ? 0 : 200);
  }
}

async function isOurs(cluster: Cluster, port: number, password: string): Promise<boolean> {
  if (!port) return false;
  const client = new Client({ connectionString: urlOf(port, password, 'postgres'), connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return (await realpath(rows[0]?.data_directory ?? '')) === (await realpath(cluster.folder));
  } catch (error) {
    if (hasCode(error, '28P01'))
      throw new Error(`The PostgreSQL on ${cluster.folder} refuses our password.`, { cause: error });
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
