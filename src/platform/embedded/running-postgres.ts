import { resolve } from 'node:path';
import { locateCluster, readPassword, urlOf } from './cluster.js';
import { dataFolderId } from './data-folder.js';
import { findPostmaster } from './postmaster.js';

/** The databases of a data folder, as settings, while its server runs: for commands that work beside it. */
export async function runningDatabases(folder: string): Promise<NodeJS.ProcessEnv> {
  const dataFolder = resolve(folder);
  const id = await dataFolderId(dataFolder);
  if (id === undefined) return {};
  const { port } = (await findPostmaster((await locateCluster(dataFolder, id)).folder)) ?? { port: 0 };
  if (port === 0) return {};
  const password = await readPassword(dataFolder);
  return {
    DATABASE_URL: urlOf(port, password, 'credence'),
    KEYS_DATABASE_URL: urlOf(port, password, 'credence_keys'),
  };
}
