import './typescript-names.cjs';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/embedded/embedded-postgres.js';
import { startRedis } from './redis.js';

export interface TestServices {
  readonly reaper: ChildProcess;
  readonly stop: () => Promise<void>;
}

/** One PostgreSQL for the whole run, and a Redis where there is one; TEST_POSTGRES_URL and TEST_REDIS_URL tell where, TEST_FOLDER is for files. */
export default async function startTestServices(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-test-'));
  // PostgreSQL runs as an unprivileged user when the tests run as root.
  await chmod(folder, 0o711);
  const reaper = await startReaper();
  const order = (order: object): void => void reaper.stdin?.write(`${JSON.stringify(order)}\n`);
  order({ remove: folder });
  const log = { info: () => undefined, error: (message: string) => console.error(message) };
  const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), durable: false, log });
  order({ remove: postgres.home });
  process.env['TEST_FOLDER'] = folder;
  process.env['TEST_POSTGRES_URL'] = postgres.superuserUrl;
  const redis = await startRedis(folder);
  if (redis.pid) order({ kill: redis.pid });
  if (redis.url) process.env['TEST_REDIS_URL'] = redis.url;
  else console.warn('\nThe queue tests on Redis are skipped: there is no redis-server on the PATH and no REDIS_URL.');
  Object.assign(globalThis, { testServices: { reaper, stop: () => postgres.stop() } satisfies TestServices });
}

/** In a session of its own: neither Ctrl-C nor a kill of the test run keeps it from its work. */
async function startReaper(): Promise<ChildProcess> {
  const reaper = spawn(process.execPath, [join(__dirname, 'reaper.cjs')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(reaper, 'spawn');
  return reaper;
}
