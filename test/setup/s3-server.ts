import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

export interface S3Server {
  /** As `DOCUMENTS_URL` has it. */
  readonly url: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** A server of the S3 protocol with one bucket, on a free port. */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 's3-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'documents' }],
  });
  const { port } = await server.run();
  return {
    url: `s3://S3RVER:S3RVER@127.0.0.1:${port}/documents?tls=no`,
    folder,
    stop: async () => {
      const closed = server.close();
      server.httpServer.closeAllConnections();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
