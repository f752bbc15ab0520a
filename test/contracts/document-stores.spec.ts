import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskDocuments } from '../../src/platform/documents/disk-documents.js';
import { s3BucketOf } from '../../src/platform/documents/s3-bucket.js';
import { S3Documents } from '../../src/platform/documents/s3-documents.js';
import { type Kernel, startKernel } from '../setup/kernel.js';
import { startS3Server } from '../setup/s3-server.js';
import { type DocumentsUnderTest, keepsLikeEveryStore } from './document-store.contract.js';

async function openDisk(): Promise<DocumentsUnderTest> {
  const { keys, stop } = await startKernel(new Map());
  const folder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'documents-'));
  return {
    store: new DiskDocuments(join(folder, 'data', 'documents'), keys),
    keys,
    folder,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openS3(): Promise<DocumentsUnderTest> {
  const { keys, stop } = await startKernel(new Map());
  const server = await startS3Server();
  return {
    store: new S3Documents(s3BucketOf(server.url)!, keys),
    keys,
    folder: server.folder,
    stop: async () => {
      await server.stop();
      await stop();
    },
  };
}

describe('documents on disk', () => {
  keepsLikeEveryStore(openDisk);

  describe('after a crash', () => {
    let documents: DocumentsUnderTest;
    beforeAll(async () => {
      documents = await openDisk();
    });
    afterAll(() => documents.stop());

    it('show no file that is half written, and remove it with its document', async () => {
      const folder = join(documents.folder, 'data', 'documents', 'somebody');
      await mkdir(folder, { recursive: true });
      const [sha256, other] = ['ab'.repeat(32), 'cd'.repeat(32)];
      for (const file of [`${sha256}.1.part`, `${sha256}.2.part`, `${other}.3.part`])
        await writeFile(join(folder, file), 'half of');
      expect(await documents.store.has({ subject: 'somebody', sha256 })).toBe(false);
      await documents.store.remove({ subject: 'somebody', sha256 });
      expect(await readdir(folder)).toEqual([`${other}.3.part`]);
    });
  });
});

describe('documents in a bucket of an S3 service', () => {
  keepsLikeEveryStore(openS3);

  describe('that is not as it was set', () => {
    let kernel: Kernel;
    beforeAll(async () => {
      kernel = await startKernel(new Map());
    });
    afterAll(() => kernel.stop());

    const name = { subject: 'somebody', sha256: 'ab'.repeat(32) };

    it('fail and say which code, but neither key nor address', async () => {
      const server = await startS3Server();
      const wrong = [
        server.url.replace('S3RVER:S3RVER', 'hunter2:hunter2'),
        server.url.replace('/documents', '/no-such-bucket'),
      ];
      for (const url of wrong) {
        const store = new S3Documents(s3BucketOf(url)!, kernel.keys);
        for (const failing of [store.put('somebody', Buffer.from('x')), store.has(name)]) {
          const error = await failing.then(
            () => undefined,
            (thrown: unknown) => thrown as Error,
          );
          expect([url, error?.name]).toEqual([url, 'DocumentsUnavailable']);
          expect(error?.message).not.toMatch(/hunter2|127\.0\.0\.1/u);
        }
      }
      await server.stop();
      const gone = new S3Documents(s3BucketOf(server.url)!, kernel.keys);
      await expect(gone.get(name)).rejects.toMatchObject({ name: 'DocumentsUnavailable' });
    });
  });

  it('are found by an address with key, secret and bucket', () => {
    const bucket = { endpoint: 'https://s3.example.org/credence', accessKeyId: 'k', region: 'us-east-1' };
    expect(s3BucketOf('s3://k:a%2Fb%2B@s3.example.org/credence')).toEqual({ ...bucket, secretAccessKey: 'a/b+' });
    expect(s3BucketOf('s3://k:s@localhost:9000/credence?tls=no&region=eu-west-1')).toEqual({
      ...bucket,
      secretAccessKey: 's',
      endpoint: 'http://localhost:9000/credence',
      region: 'eu-west-1',
    });
    expect(s3BucketOf('s3://k:s@s3.example.org/credence#x')).toBeUndefined();
  });
});
