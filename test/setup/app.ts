import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppModule } from '../../src/app.module.js';
import { createHttpApplication } from '../../src/platform/application.js';
import { type Clock, systemClock } from '../../src/platform/clock.js';
import { migrate } from '../../src/platform/database.js';
import { openLogger } from '../../src/platform/edge/logging.js';
import { type Inbox } from '../../src/platform/embedded/inbox.js';
import { type RunningServices, startServices } from '../../src/platform/embedded/embedded-services.js';
import { PublicAddress } from '../../src/platform/public-address.js';
import { readSettings } from '../../src/platform/settings.js';
import { createTestDatabase } from './database.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface TestAppOptions {
  readonly clock?: Clock;
  /** Redis only where TEST_REDIS_URL tells of one. */
  readonly queue?: 'postgres' | 'redis';
  readonly worker?: boolean;
}

export interface TestApp {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly inbox: Inbox;
  readonly services: RunningServices;
  /** A bearer token of a test person. */
  token(sub: string): Promise<string>;
  stop(): Promise<void>;
}

/** The whole application on real services, without signals: database of its own, real inbox, embedded issuer, a free port. */
export async function startTestApp({
  clock = systemClock,
  queue = 'postgres',
  worker = true,
}: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const dataFolder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'app-'));
  const env = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    KEYS_DATABASE_URL: database.keysUrl,
    REDIS_URL: queue === 'redis' ? process.env['TEST_REDIS_URL'] : undefined,
    CREDENCE_MASTER_KEY: randomBytes(32).toString('base64'),
  };
  const settings = readSettings(env, ['--data', dataFolder, '--port', '0']);
  const services = await startServices(settings, { info: () => undefined, error: console.error }, clock);
  const { inbox, issuer } = services;
  if (inbox === undefined || issuer.kind !== 'embedded')
    throw new Error('The test runs on the embedded inbox and issuer.');
  await migrate(services);
  const logger = openLogger('info', join(dataFolder, 'credence.log'));
  const platform = { settings, services, clock, logger };
  const app = await createHttpApplication(AppModule.with({ ...platform, worker }), platform);
  await app.listen(0, '127.0.0.1');
  app.get(PublicAddress).announce(await app.getUrl());
  return {
    url: await app.getUrl(),
    app,
    inbox,
    services,
    token: (sub) => issuer.issuer.sign({ sub }),
    stop: async () => {
      await app.close();
      await services.stop();
      await database.drop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
