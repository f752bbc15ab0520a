import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SubjectDestroyed, type SubjectKeys } from '../../src/event-sourcing/subject-keys.js';
import type { DocumentStore } from '../../src/platform/documents/document-store.js';

export interface DocumentsUnderTest {
  readonly store: DocumentStore;
  readonly keys: SubjectKeys;
  /** Where the bytes lie at last. */
  readonly folder: string;
  stop(): Promise<void>;
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What every document store promises, however it keeps the bytes. */
export function keepsLikeEveryStore(open: () => Promise<DocumentsUnderTest>): void {
  let documents: DocumentsUnderTest;
  let store: DocumentStore;
  beforeAll(async () => {
    documents = await open();
    ({ store } = documents);
  });
  afterAll(() => documents.stop());

  /** The files that hold what is stored under a name; services may keep notes of their own beside them. */
  async function filesAtRest(): Promise<readonly string[]> {
    const names = await readdir(documents.folder, { recursive: true });
    const paths = names.map((name) => join(documents.folder, name));
    const isFile = await Promise.all(paths.map(async (path) => (await stat(path)).isFile()));
    return paths.filter((_, index) => isFile[index]);
  }

  it.each([0, 1, 70_000, 9_000_000])('gives %d bytes back as they were, by their SHA-256', async (length) => {
    const bytes = randomBytes(length);
    const name = { subject: randomUUID(), sha256: await store.put('some-one.AR', bytes) };
    expect(name.sha256).toBe(sha256Of(bytes));
    expect((await store.get({ ...name, subject: 'some-one.AR' }))?.equals(bytes)).toBe(true);
    expect(await store.get(name)).toBeNull();
  });

  it.each(['conare-2025.AR', randomUUID(), 'a/b', '../up', 'con espacio ñ 東', 'x%2Fy', 'digests:a'])(
    'keeps the documents of a subject apart, whatever its name: %s',
    async (subject) => {
      const bytes = Buffer.from(`for ${subject} alone`);
      const sha256 = await store.put(subject, bytes);
      expect(await store.get({ subject, sha256 })).toEqual(bytes);
      expect(await store.has({ subject, sha256 })).toBe(true);
      expect(await store.has({ subject: 'somebody-else', sha256 })).toBe(false);
    },
  );

  it('takes the same bytes again as the same document, stored anew', async () => {
    const bytes = randomBytes(500);
    const subject = randomUUID();
    const sha256 = await store.put(subject, bytes);
    const before = await store.storedAt({ subject, sha256 });
    expect(Math.abs(Date.now() - (before?.getTime() ?? 0))).toBeLessThan(60_000);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await store.put(subject, bytes)).toBe(sha256);
    const after = await store.storedAt({ subject, sha256 });
    expect(after?.getTime()).toBeGreaterThan(before?.getTime() ?? Infinity);
    expect(await store.get({ subject, sha256 })).toEqual(bytes);
  });

  it('takes the same document many times at once', async () => {
    const bytes = randomBytes(200_000);
    const subject = randomUUID();
    const names = await Promise.all(Array.from({ length: 12 }, () => store.put(subject, bytes)));
    expect(new Set(names)).toEqual(new Set([sha256Of(bytes)]));
    expect((await store.get({ subject, sha256: sha256Of(bytes) }))?.equals(bytes)).toBe(true);
    await store.remove({ subject, sha256: sha256Of(bytes) });
    expect(await store.has({ subject, sha256: sha256Of(bytes) })).toBe(false);
  });

  it('forgets what is removed, and removing it again does no harm', async () => {
    const subject = randomUUID();
    const name = { subject, sha256: await store.put(subject, Buffer.from('short-lived')) };
    expect(await store.has(name)).toBe(true);
    await store.remove(name);
    await store.remove(name);
    expect([await store.has(name), await store.get(name), await store.storedAt(name)]).toEqual([false, null, null]);
  });

  it('T2 holds no plain byte, neither of the document nor in a name', async () => {
    const subject = `meeting.${randomUUID()}`;
    const plain = Buffer.from('Zyxkanarovna passport ZQX7KNR42 '.repeat(64));
    await store.put(subject, plain);
    const files = await filesAtRest();
    expect(files.length).toBeGreaterThan(0);
    for (const path of files) {
      const bytes = await readFile(path);
      expect([path, bytes.includes('Zyxkanarovna'), path.includes('Zyxkanarovna')]).toEqual([path, false, false]);
    }
  });

  it('refuses to open bytes that were changed, or that lie under another name', async () => {
    const subject = randomUUID();
    const [first, second] = [randomBytes(300), randomBytes(300)];
    const name = { subject, sha256: await store.put(subject, first) };
    const other = { subject, sha256: await store.put(subject, second) };
    const sealed = await rawOf(store, name);
    const flipped = Buffer.from(sealed);
    flipped[40] = (flipped[40] ?? 0) ^ 1;
    for (const wrong of [flipped, sealed.subarray(0, -1), sealed.subarray(0, 10), await rawOf(store, other)]) {
      await writeRaw(store, name, wrong);
      await expect(store.get(name)).rejects.toThrow();
    }
    await writeRaw(store, name, sealed);
    expect(await store.get(name)).toEqual(first);
  });

  it('T3 reads null for an erased subject, and takes no new document for it', async () => {
    const subject = randomUUID();
    const name = { subject, sha256: await store.put(subject, Buffer.from('to be erased')) };
    await documents.keys.destroy([subject]);
    expect(await store.get(name)).toBeNull();
    await expect(store.put(subject, Buffer.from('another one'))).rejects.toBeInstanceOf(SubjectDestroyed);
    await expect(store.put(subject, Buffer.from('to be erased'))).rejects.toBeInstanceOf(SubjectDestroyed);
    expect(await store.has(name)).toBe(true);
  });
}

interface Raw {
  read(name: object): Promise<Buffer>;
  write(name: object, sealed: Buffer): Promise<void>;
}

/** The ciphertext, past the key. */
const rawOf = (store: DocumentStore, name: object): Promise<Buffer> => (store as unknown as Raw).read(name);
const writeRaw = (store: DocumentStore, name: object, sealed: Buffer): Promise<void> =>
  (store as unknown as Raw).write(name, sealed);
