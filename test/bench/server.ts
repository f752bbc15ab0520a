import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/embedded/embedded-postgres.js';

export interface BenchServer {
  /** For what needs files. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** A PostgreSQL of the bench's own that keeps what it acknowledged. `createTestDatabase` then makes its databases there. */
export async function startServer(): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-bench-'));
  // PostgreSQL runs as an unprivileged user when the bench runs as root.
  await chmod(folder, 0o711);
  const log = { info: () => undefined, error: (message: string) => process.stderr.write(`${message}\n`) };
  const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), durable: true, log });
  process.env['TEST_POSTGRES_URL'] = postgres.superuserUrl;
  return {
    folder,
    stop: async () => {
      await postgres.stop();
      await rm(postgres.home, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Work on a disk whose flush takes a millisecond: a developer's own flushes for nothing. */
export async function onSlowDisk<T>(work: () => Promise<T>): Promise<T> {
  await set('alter system set commit_delay = 1000', 'alter system set commit_siblings = 0');
  try {
    return await work();
  } finally {
    await set('alter system reset commit_delay', 'alter system reset commit_siblings');
  }
}

async function set(...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: process.env['TEST_POSTGRES_URL'] });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('select pg_reload_conf()');
    // Sessions take it over before their next statement, once the server has told them.
    await client.query('select pg_sleep(0.2)');
  } finally {
    await client.end();
  }
}
