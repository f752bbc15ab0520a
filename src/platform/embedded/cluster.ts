import { mkdir, rename, rm, stat, writeFile, chown } from 'node:fs/promises';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from './data-folder.js';
import { hasCode, readOrCreate } from './durable-file.js';
import { claimOutsideHome, outsideHome } from './outside-home.js';
import { openPostgresPrograms, type RunProgram } from './postgres-programs.js';
import { type Account, canReach, findUnprivilegedAccount, isRoot } from './unprivileged-account.js';

const superuser = 'credence';

/** The files of one PostgreSQL server. */
export interface Cluster {
  /** Holds the cluster; traversable for the account that it runs as. */
  readonly home: string;
  readonly folder: string;
  readonly account: Account | undefined;
  readonly run: RunProgram;
}

/** Inside of the data folder; only where root's PostgreSQL can't reach it, outside. */
export async function locateCluster(dataFolder: string, id: string): Promise<Cluster> {
  const place = await locate(dataFolder, id);
  return { ...place, folder: join(place.home, 'postgres'), run: await openPostgresPrograms(place.account, place.home) };
}

async function locate(dataFolder: string, id: string): Promise<{ home: string; account: Account | undefined }> {
  const inside = join(dataFolder, 'postgres');
  const outside = outsideHome(id);
  if (!isRoot()) {
    if (existsSync(outside))
      throw new DataFolderError(`The database of ${dataFolder} was made by root: start as root.`);
    return { home: dataFolder, account: undefined };
  }
  if (existsSync(inside)) {
    const { uid, gid } = await stat(inside);
    if (await canReach({ uid, gid }, inside)) return { home: dataFolder, account: { uid, gid } };
    throw new DataFolderError(
      `User ${uid}, who owns ${inside}, can't reach it any more: open the folders above it to that user.`,
    );
  }
  const account = await findUnprivilegedAccount();
  if (!existsSync(outside) && (await canReach(account, dataFolder))) return { home: dataFolder, account };
  await claimOutsideHome(dataFolder, id);
  return { home: outside, account };
}

/** A cluster appears whole or not at all; of two processes that make it at once, one wins and both may use it. */
export async function createCluster(cluster: Cluster, password: string): Promise<void> {
  if (existsSync(join(cluster.folder, 'PG_VERSION'))) return;
  const draft = `${cluster.folder}-${randomUUID()}`;
  const passwordFile = join(draft, 'password');
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (cluster.account)
      for (const path of [draft, passwordFile]) await chown(path, cluster.account.uid, cluster.account.gid);
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    const access = ['--auth=scram-sha-256', `--username=${superuser}`, `--pwfile=${passwordFile}`];
    const made = await cluster.run(
      'initdb',
      `--pgdata=${join(draft, 'data')}`,
      ...locale,
      ...access,
      '--no-instructions',
    );
    if (!made.ok) throw new Error(`The embedded PostgreSQL could not be set up: ${made.output}`);
    await rename(join(draft, 'data'), cluster.folder);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

export function readPassword(dataFolder: string): Promise<string> {
  return readOrCreate(join(dataFolder, 'postgres-password'), () => randomBytes(24).toString('hex'));
}

export function urlOf(port: number, password: string, database: string): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
