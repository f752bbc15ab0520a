import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { abandonedHomes } from './outside-home.js';
import { findPostmaster, stopPostmaster } from './postmaster.js';
import { openPostgresPrograms } from './postgres-programs.js';

export async function removeAbandonedClusters(dataFolder: string, id: string): Promise<void> {
  for (const home of await abandonedHomes(dataFolder, id)) await removeCluster(home);
}

async function removeCluster(home: string): Promise<void> {
  const folder = join(home, 'postgres');
  if (await findPostmaster(folder)) {
    const { uid, gid } = await stat(folder);
    await stopPostmaster({ folder, run: await openPostgresPrograms({ uid, gid }, home) }, 'immediate');
  }
  await rm(home, { recursive: true, force: true });
}
