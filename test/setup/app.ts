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
import type { EventStoreDbAddress } from '../../src/platform/services.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { logOfTheTests, settingsOf } from './event-store-address.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** What outlives an application: databases, log, master key and data folder. */
export interface TestHome {
  readonly database: TestDatabase;
  readonly dataFolder: string;
  readonly masterKey: string;
  readonly log: EventStoreDbAddress | 'postgres';
  drop(): Promise<void>;
}

export interface TestAppOptions {
  readonly clock?: Clock;
  /** Redis only where TEST_REDIS_URL tells of one. */
  readonly queue?: 'postgres' | 'redis';
  readonly worker?: boolean;
  /** Settings besides those of every test. */
  readonly env?: Readonly<Record<string, string>>;
  /** A mail server of the test's own in place of the inbox. */
  readonly smtpUrl?: string;
  /** To start on what another application left; whoever made it drops it. */
  readonly home?: TestHome;
}

export interface TestRoute {
  readonly method: string;
  readonly path: string;
}

export interface TestApp {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly inbox: Inbox;
  readonly services: RunningServices;
  readonly dataFolder: string;
  /** Everything that the router knows, HEAD apart. */
  readonly routes: readonly TestRoute[];
  /** A bearer token of a test person. */
  token(sub: string): Promise<string>;
  stop(): Promise<void>;
}

export async function openTestHome(): Promise<TestHome> {
  const database = await createTestDatabase();
  const dataFolder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'app-'));
  return {
    database,
    dataFolder,
    masterKey: randomBytes(32).toString('base64'),
    log: logOfTheTests(),
    drop: async () => {
      await database.drop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The whole application on real services, without signals: database of its own, real inbox, embedded issuer, a free port. */
export async function startTestApp({
  clock = systemClock,
  queue = 'postgres',
  worker = true,
  env: more = {},
  smtpUrl,
  home: given,
}: TestAppOptions = {}): Promise<TestApp> {
  const home = given ?? (await openTestHome());
  const { database, dataFolder, masterKey, log } = home;
  const env = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    KEYS_DATABASE_URL: database.keysUrl,
    REDIS_URL: queue === 'redis' ? redisUrl() : undefined,
    CREDENCE_MASTER_KEY: masterKey,
    ...settingsOf(log),
    ...more,
  };
  const settings = readSettings(env, ['--data', dataFolder, '--port', '0']);
  const services = await startServices(settings, { info: () => undefined, error: console.error }, clock);
  const { inbox, issuer } = services;
  if (inbox === undefined || issuer.kind !== 'embedded')
    throw new Error('The test runs on the embedded inbox and issuer.');
  await migrate(services);
  const logger = openLogger('info', join(dataFolder, 'credence.log'));
  const platform = { settings, services: { ...services, ...(smtpUrl && { smtpUrl }) }, clock, logger };
  const app = await createHttpApplication(AppModule.with({ ...platform, worker }), platform);
  await app.listen(0, '127.0.0.1');
  app.get(PublicAddress).announce(await app.getUrl());
  return {
    url: await app.getUrl(),
    app,
    inbox,
    services,
    dataFolder,
    routes: routesOf(app),
    token: (sub) => issuer.issuer.sign({ sub }),
    stop: async () => {
      await app.close();
      await services.stop();
      if (given === undefined) await home.drop();
    },
  };
}

/** From the router's own drawing of its tree, so that no route can be forgotten. */
function routesOf(app: NestFastifyApplication): readonly TestRoute[] {
  const routes: TestRoute[] = [];
  const above: string[] = [];
  for (const line of app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }).split('\n')) {
    const [, branch = '', name = '', methods] = /^((?:[│ ] {3})*[├└]── )(.*?)(?: \(([A-Z, ]+)\))?$/u.exec(line) ?? [];
    const depth = branch.length / 4;
    if (depth === 0) continue;
    above.splice(depth - 1, Infinity, name);
    for (const method of methods?.split(', ') ?? [])
      if (method !== 'HEAD') routes.push({ method, path: above.join('') });
  }
  return routes;
}

/** Queues have the same names everywhere, so test files that run side by side take different databases of the Redis. */
function redisUrl(): string {
  const url = new URL(process.env['TEST_REDIS_URL'] ?? '');
  url.pathname = `/${Number(process.env['JEST_WORKER_ID'] ?? 1) % 16}`;
  return url.href;
}
