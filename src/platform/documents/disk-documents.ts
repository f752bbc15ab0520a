import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { seal, type SubjectKeys, unseal } from '../../event-sourcing/subject-keys.js';
import { type DocumentName, DocumentStore, type StoredDocument } from './document-store.js';

const UNFINISHED = '.part';

/** One file a document, in one folder a subject. */
export class DiskDocuments extends DocumentStore {
  constructor(
    private readonly folder: string,
    private readonly keys: SubjectKeys,
  ) {
    super();
  }

  async put(subject: string, bytes: Buffer): Promise<string> {
    const name = { subject, sha256: createHash('sha256').update(bytes).digest('hex') };
    if (await this.has(name)) return name.sha256;
    const key = (await this.keys.forWriting([subject])).get(subject);
    if (key === undefined) throw new Error(`No key for ${subject}.`);
    await writeDurably(this.pathOf(name), seal(key, bytes, contextOf(name)));
    return name.sha256;
  }

  async has(name: DocumentName): Promise<boolean> {
    return access(this.pathOf(name)).then(
      () => true,
      () => false,
    );
  }

  async get(name: DocumentName): Promise<Buffer | null> {
    const sealed = await readFile(this.pathOf(name)).catch(nothingWhereMissing);
    if (sealed === null) return null;
    const key = (await this.keys.forReading([name.subject])).get(name.subject);
    return key == null ? null : unseal(key, sealed, contextOf(name));
  }

  async remove(name: DocumentName): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  async *list(): AsyncIterable<StoredDocument> {
    for (const folder of (await readdir(this.folder).catch(nothingWhereMissing)) ?? []) {
      const subject = decodeURIComponent(folder);
      for (const sha256 of await readdir(join(this.folder, folder))) {
        const { mtime } = await stat(join(this.folder, folder, sha256));
        if (!sha256.endsWith(UNFINISHED)) yield { subject, sha256, storedAt: mtime };
      }
    }
  }

  private pathOf({ subject, sha256 }: DocumentName): string {
    return join(this.folder, encodeURIComponent(subject), sha256);
  }
}

const contextOf = ({ subject, sha256 }: DocumentName): string => `document ${subject} ${sha256}`;

/** Whole or not at all, also after a power cut. */
async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  const held = await open(folder);
  await held.sync().finally(() => held.close());
}

function nothingWhereMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
