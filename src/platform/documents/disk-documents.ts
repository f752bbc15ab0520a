import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SubjectKeys } from '../../event-sourcing/subject-keys.js';
import { hasCode } from '../embedded/durable-file.js';
import type { DocumentName } from './document-store.js';
import { SealedDocuments } from './sealed-documents.js';

const UNFINISHED = '.part';

/** One file a document, in one folder a subject. */
export class DiskDocuments extends SealedDocuments {
  constructor(
    private readonly folder: string,
    keys: SubjectKeys,
  ) {
    super(keys);
  }

  async storedAt(name: DocumentName): Promise<Date | null> {
    return (await stat(this.pathOf(name)).catch(nothingWhereMissing))?.mtime ?? null;
  }

  async remove(name: DocumentName): Promise<void> {
    const path = this.pathOf(name);
    const left = (await readdir(dirname(path)).catch(nothingWhereMissing)) ?? [];
    const parts = left.filter((file) => file.startsWith(`${name.sha256}.`) && file.endsWith(UNFINISHED));
    for (const file of [name.sha256, ...parts]) await rm(join(dirname(path), file), { force: true });
  }

  protected write(name: DocumentName, sealed: Buffer): Promise<void> {
    return writeDurably(this.pathOf(name), sealed);
  }

  protected read(name: DocumentName): Promise<Buffer | null> {
    return readFile(this.pathOf(name)).catch(nothingWhereMissing);
  }

  private pathOf({ subject, sha256 }: DocumentName): string {
    return join(this.folder, encodeURIComponent(subject), sha256);
  }
}

/** Whole or not at all, also after a power cut. */
async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const folder = dirname(path);
  const isNew = (await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined;
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  for (const changed of isNew ? [folder, dirname(folder), dirname(dirname(folder))] : [folder]) await sync(changed);
}

/** A name is durable once its folder is. */
async function sync(folder: string): Promise<void> {
  const held = await open(folder);
  await held.sync().finally(() => held.close());
}

function nothingWhereMissing(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null;
  throw error;
}
