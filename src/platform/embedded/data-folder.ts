import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, readIfThere, readOrCreate } from './durable-file.js';
import { isRoot } from './unprivileged-account.js';

const marker = 'credence.json';

export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/** Makes the folder ours where it is new or empty, and answers with the id that it got then. */
export async function prepareDataFolder(folder: string): Promise<string> {
  try {
    // The unprivileged PostgreSQL of root must pass through; the files inside are closed to it one by one.
    await mkdir(folder, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
    await refuseForeignFolder(folder);
    const content = await readOrCreate(join(folder, marker), () => {
      return `${JSON.stringify({ about: 'The data of one Credence, and its secrets', id: randomUUID() })}\n`;
    });
    return idIn(content);
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
    throw new DataFolderError(
      `The data folder ${folder} is closed to this user: start as its owner, or choose another with --data.`,
    );
  }
}

/** Undefined where the folder isn't there or bears no mark of ours. */
export async function dataFolderId(folder: string): Promise<string | undefined> {
  const content = await readIfThere(join(folder, marker));
  return content === undefined ? undefined : idIn(content);
}

/** A folder without our mark may hold anything: nothing is written there, and nothing removed. */
export async function refuseForeignFolder(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== 'lost+found');
  if (names.length && !names.some((name) => name.startsWith(marker)))
    throw new DataFolderError(`${folder} is not empty and not a data folder of Credence: choose another with --data.`);
}

function idIn(content: string): string {
  const { id } = JSON.parse(content) as { id?: unknown };
  if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) throw new DataFolderError(`${marker} holds no id.`);
  return id;
}
