import { readPassword, locateCluster, urlOf } from './cluster.js';
import { dataFolderId } from './data-folder.js';
import { findPostmaster } from './postmaster.js';

/** The address of the embedded database that another process runs on this data folder: to look at, not to write. */
export async function runningDatabase(dataFolder: string): Promise<string | undefined> {
  const id = await dataFolderId(dataFolder);
  if (id === undefined) return undefined;
  const { folder } = await locateCluster(dataFolder, id);
  const found = await findPostmaster(folder);
  if (found === undefined || found.port === 0) return undefined;
  return urlOf(found.port, await readPassword(dataFolder), 'credence');
}
