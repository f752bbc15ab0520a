import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFolderError, dataFolderId } from './data-folder.js';
import { readIfThere, writeDurably } from './durable-file.js';
import { sharedFolder } from './postgres-programs.js';

const ownerFile = 'data-folder';

/** The place of a cluster whose data folder is closed to PostgreSQL; named for the data folder's id, so a move keeps it. */
export function outsideHome(id: string): string {
  return join(sharedFolder, id);
}

/** @throws DataFolderError for a copy of a data folder: two must never share one cluster */
export async function claimOutsideHome(dataFolder: string, id: string): Promise<void> {
  const home = outsideHome(id);
  const owner = await readIfThere(join(home, ownerFile));
  if (owner === dataFolder) return;
  if (owner !== undefined && (await dataFolderId(owner)) === id)
    throw new DataFolderError(
      `${dataFolder} is a copy of ${owner}, and its database was not copied: start with --data on a new folder.`,
    );
  await mkdir(home, { recursive: true, mode: 0o711 });
  for (const folder of [sharedFolder, home]) await chmod(folder, 0o711);
  await writeDurably(join(home, ownerFile), dataFolder);
}

/** Homes of earlier folders at the same path: somebody removed the data folder, and with it the passwords and keys. */
export async function abandonedHomes(dataFolder: string, id: string): Promise<string[]> {
  const names = await readdir(sharedFolder).catch((): string[] => []);
  const homes = names.filter((name) => name !== id).map((name) => join(sharedFolder, name));
  const owners = await Promise.all(homes.map((home) => readIfThere(join(home, ownerFile)).catch(() => undefined)));
  return homes.filter((_, index) => owners[index] === dataFolder);
}
