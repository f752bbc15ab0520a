import pg from 'pg';
import type { EventStore } from '../event-sourcing/event-store.js';
import { EventStoreDbEventStore } from '../event-sourcing/stores/eventstoredb-event-store.js';
import { PostgresEventStore } from '../event-sourcing/stores/postgres-event-store.js';
import { connectionWithRole } from '../platform/database-role.js';
import { dataFolderId } from '../platform/embedded/data-folder.js';
import { startEmbeddedPostgres } from '../platform/embedded/embedded-postgres.js';
import { runningDatabases } from '../platform/embedded/running-postgres.js';
import type { Settings } from '../platform/settings.js';

/** The name of our own connections, so that they are not taken for those of the product. */
export const APPLICATION = 'log-tools';

/** Its message says where one was looked for. */
export class NoLog extends Error {
  override readonly name = 'NoLog';
}

/** Where a log is. */
export type LogPlace =
  | { readonly kind: 'postgres'; readonly databaseUrl: string }
  | { readonly kind: 'eventstoredb'; readonly url: string; readonly prefix: string };

export interface OpenLog {
  readonly store: EventStore;
  readonly kind: LogPlace['kind'];
  /** For people; no user and no password stands in it. */
  readonly name: string;
  close(): Promise<void>;
}

/** The log that the product uses under these settings. */
export const placeInSettings = (settings: Settings, databaseUrl: string): LogPlace =>
  settings.eventStoreUrl === undefined
    ? { kind: 'postgres', databaseUrl }
    : { kind: 'eventstoredb', url: settings.eventStoreUrl, prefix: settings.eventStorePrefix };

export async function openLog(place: LogPlace): Promise<OpenLog> {
  if (place.kind === 'eventstoredb') {
    const store = await EventStoreDbEventStore.open(place);
    const name = `EventStoreDB ${addressOf(place.url)}, streams of "${place.prefix}"`;
    return { store, kind: place.kind, name, close: () => store.close() };
  }
  const pool = openPool(connectionWithRole(place.databaseUrl));
  const store = await PostgresEventStore.open(pool).catch(async (error: unknown) => {
    await pool.end();
    throw isMissing(error) ? new NoLog('There is no log in this database yet: start Credence once.') : error;
  });
  const close = (): Promise<void> => store.close().then(() => pool.end());
  return { store, kind: place.kind, name: `PostgreSQL ${addressOf(place.databaseUrl)}`, close };
}

export const openPool = (config: pg.PoolConfig): pg.Pool =>
  new pg.Pool({ ...config, max: 4, application_name: APPLICATION, connectionTimeoutMillis: 5_000 }).on(
    'error',
    () => undefined,
  );

/** An address without user, password and options. */
export const addressOf = (url: string): string =>
  url
    .replace(/^[^:]+:\/\//u, '')
    .replace(/^[^/?]*@/u, '')
    .replace(/\?.*$/u, '');

/** The database to look at: that of the settings, or the embedded one, which another process may have running. */
export async function lookAtDatabase(settings: Settings): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { databaseUrl, dataFolder } = settings;
  const known = databaseUrl ?? (await runningDatabases(dataFolder))['DATABASE_URL'];
  if (known !== undefined) return { url: known, stop: () => Promise.resolve() };
  if ((await dataFolderId(dataFolder)) === undefined)
    throw new NoLog(`There is no log in ${dataFolder}: set DATABASE_URL, or name the folder with --data.`);
  const log = { info: () => undefined, error: (message: string) => void process.stderr.write(`${message}\n`) };
  const postgres = await startEmbeddedPostgres({ dataFolder, log });
  return { url: postgres.databaseUrl('credence'), stop: () => postgres.stop() };
}

/** A schema, a table or the whole database that nobody has made yet. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['3F000', '42P01', '3D000', '42883', '22023'].includes(String(error.code));
