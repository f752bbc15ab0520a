import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Clock } from '../clock.js';
import { decodeMasterKey } from '../master-key.js';
import type { EventStoreDbAddress } from '../services.js';
import type { Settings } from '../settings.js';
import { type EmbeddedIssuer, embeddedIssuerUrl, openEmbeddedIssuer } from '../sign-in/embedded-issuer.js';
import { prepareDataFolder } from './data-folder.js';
import { readOrCreate } from './durable-file.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { emptyDataFolder } from './empty-data-folder.js';
import { type Inbox, startInbox } from './inbox.js';
import type { StartLog } from './start-log.js';

export interface RunningServices {
  readonly databaseUrl: string;
  readonly keysDatabaseUrl: string;
  /** Where the log is kept, if not in the database. */
  readonly eventStore?: EventStoreDbAddress;
  readonly queue: { readonly kind: 'redis' | 'postgres'; readonly url: string };
  readonly smtpUrl: string;
  readonly issuer:
    | { readonly kind: 'embedded'; readonly issuer: EmbeddedIssuer }
    | { readonly kind: 'oidc'; readonly url: string; readonly audience: string };
  readonly inbox?: Inbox;
  /** 32 bytes that wrap the keys of personal data. */
  readonly masterKey: Buffer;
  readonly administrators: readonly string[];
  /** Never throws; what can't be stopped is logged. */
  stop(): Promise<void>;
}

/** Starts what the settings don't replace; of a start that fails half-way nothing is left running. */
export async function startServices(settings: Settings, log: StartLog, clock: Clock): Promise<RunningServices> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse())
      await end().catch((error: unknown) => log.error(`A service did not stop: ${String(error)}`));
  };
  try {
    if (settings.fresh) await emptyDataFolder(settings.dataFolder, log);
    if (!settings.production) await prepareDataFolder(settings.dataFolder);
    const databases = await openDatabases(settings, log, stops);
    const inbox = settings.smtpUrl ? undefined : await openInbox(settings, clock, stops);
    return {
      ...databases,
      ...eventStoreOf(settings),
      queue: settings.redisUrl
        ? { kind: 'redis', url: settings.redisUrl }
        : { kind: 'postgres', url: databases.databaseUrl },
      smtpUrl: settings.smtpUrl ?? inbox?.smtpUrl ?? '',
      ...(inbox && { inbox }),
      issuer: await openIssuer(settings),
      masterKey: await readMasterKey(settings),
      administrators: settings.administrators ?? ['administrator'],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function eventStoreOf({ eventStoreUrl: url, eventStorePrefix: prefix }: Settings): Pick<RunningServices, 'eventStore'> {
  return url === undefined ? {} : { eventStore: { url, prefix } };
}

type Stops = (() => Promise<void>)[];
type Databases = Pick<RunningServices, 'databaseUrl' | 'keysDatabaseUrl'>;

async function openDatabases(settings: Settings, log: StartLog, stops: Stops): Promise<Databases> {
  const { databaseUrl, keysDatabaseUrl } = settings;
  if (databaseUrl)
    return {
      databaseUrl: unnamed(databaseUrl),
      keysDatabaseUrl: unnamed(keysDatabaseUrl ?? (await makeKeysSchema(databaseUrl))),
    };
  const postgres = await startEmbeddedPostgres({ dataFolder: settings.dataFolder, log });
  stops.push(() => postgres.stop());
  await makeDatabases(postgres.superuserUrl, ['credence', 'credence_keys']);
  log.info(`The embedded PostgreSQL runs as process ${postgres.pid} in ${postgres.home}`);
  return {
    databaseUrl: postgres.databaseUrl('credence'),
    keysDatabaseUrl: keysDatabaseUrl ?? postgres.databaseUrl('credence_keys'),
  };
}

/** In an address a name would win over those of our connections, by which operators and a copy of the log tell them apart. */
function unnamed(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.delete('application_name');
  return url.href;
}

async function makeDatabases(superuserUrl: string, names: readonly string[]): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
    const missing = names.filter((name) => !rows.some(({ datname }) => datname === name));
    for (const name of missing) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

/** Outside of production one database may serve for both: the keys then live in a schema of their own. */
async function makeKeysSchema(databaseUrl: string): Promise<string> {
  await withClient(databaseUrl, (client) => client.query('create schema if not exists credence_keys'));
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-csearch_path=credence_keys');
  return url.href;
}

async function withClient(connectionString: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await work(client).finally(() => client.end());
}

async function openInbox({ dataFolder }: Settings, clock: Clock, stops: Stops): Promise<Inbox> {
  const inbox = await startInbox({ dataFolder, clock });
  stops.push(() => inbox.stop());
  return inbox;
}

async function openIssuer(settings: Settings): Promise<RunningServices['issuer']> {
  const { oidcIssuer: url, oidcAudience: audience, dataFolder } = settings;
  if (url) return { kind: 'oidc', url, audience };
  return { kind: 'embedded', issuer: await openEmbeddedIssuer(dataFolder, embeddedIssuerUrl, audience) };
}

async function readMasterKey({ masterKey, dataFolder }: Settings): Promise<Buffer> {
  const make = (): string => randomBytes(32).toString('base64');
  const key = decodeMasterKey(masterKey ?? (await readOrCreate(join(dataFolder, 'master-key'), make)).trim());
  if (!key) throw new Error(`The file master-key in ${dataFolder} does not hold 32 bytes as base64 or hex.`);
  return key;
}
