import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { locateCluster } from './cluster.js';
import { dataFolderId, refuseForeignFolder } from './data-folder.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { outsideHome } from './outside-home.js';
import { findPostmaster } from './postmaster.js';
import type { StartLog } from './start-log.js';

/**
 * Removes all that Credence kept in the folder, and the folder's cluster where that lies outside.
 * @throws DataFolderError for a folder that isn't ours or that a running process uses
 */
export async function emptyDataFolder(folder: string, log: StartLog): Promise<void> {
  const dataFolder = resolve(folder);
  if (!existsSync(dataFolder)) return;
  await refuseForeignFolder(dataFolder);
  const id = await dataFolderId(dataFolder);
  if (id === undefined) return;
  const cluster = await locateCluster(dataFolder, id);
  if (await findPostmaster(cluster.folder)) await stopUnused(dataFolder, log);
  if (cluster.home !== dataFolder) await rm(outsideHome(id), { recursive: true, force: true });
  // The mark goes last: broken off half-way, the folder can be emptied again.
  const names = (await readdir(dataFolder)).filter((name) => name !== 'lost+found');
  for (const name of names.sort((one, other) => Number(isMark(one)) - Number(isMark(other))))
    await rm(join(dataFolder, name), { recursive: true, force: true });
}

/** Taking the server over proves that no other process works with it. */
async function stopUnused(dataFolder: string, log: StartLog): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataFolder, log });
  await postgres.stop();
}

function isMark(name: string): boolean {
  return name === 'credence.json';
}
