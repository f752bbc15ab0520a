import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { DataFolderError } from './data-folder.js';
import type { StartLog } from './start-log.js';

const lockKey = 4_072_026;
const patience = 3_000;

export interface ClusterLock {
  /** Nobody else gets in before the work is done. */
  releaseAfter(work: () => Promise<void>): Promise<void>;
}

/**
 * Keeps every other process off the data folder, as long as this one lives.
 * @throws DataFolderError when another process holds the lock
 */
export async function lockCluster(url: string, dataFolder: string, log: StartLog): Promise<ClusterLock> {
  let client = await takeLock(url, dataFolder);
  let wanted = true;
  const watch = (): void => void client.once('end', () => void retake());
  const retake = async (): Promise<void> => {
    for (const deadline = Date.now() + 30_000; wanted; await sleep(500)) {
      try {
        client = await takeLock(url, dataFolder);
        return wanted ? watch() : await client.end();
      } catch (error) {
        if (Date.now() < deadline && !(error instanceof DataFolderError)) continue;
        return log.error(`The embedded PostgreSQL of ${dataFolder} is gone: start Credence again. ${String(error)}`);
      }
    }
  };
  watch();
  return {
    releaseAfter: async (work) => {
      wanted = false;
      await work().finally(() => client.end().catch(() => undefined));
    },
  };
}

/** The lock of a process that was just killed lasts a moment longer. */
async function takeLock(url: string, dataFolder: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: `credence ${process.pid}`,
    connectionTimeoutMillis: patience,
  });
  // A lost connection is told by its end; without a listener the error would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (const deadline = Date.now() + patience; ; await sleep(200)) {
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lockKey]);
      if (rows[0]?.mine) return client;
      if (Date.now() > deadline)
        throw new DataFolderError(
          `${dataFolder} is in use by ${await holder(client)}: stop it, or choose another folder with --data.`,
        );
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function holder(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_stat_activity join pg_locks using (pid)
     where locktype = 'advisory' and objid = $1 and granted`,
    [lockKey],
  );
  return rows[0]?.name.replace('credence', 'process') ?? 'another process';
}
