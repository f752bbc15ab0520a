import pg from 'pg';
import type { EventStore } from '../../src/event-sourcing/event-store.js';
import { EventStoreDbEventStore } from '../../src/event-sourcing/stores/eventstoredb-event-store.js';
import { PostgresEventStore } from '../../src/event-sourcing/stores/postgres-event-store.js';
import { connectionWithRole } from '../../src/platform/database-role.js';
import { eventually } from '../setup/eventually.js';

const START_MS = 60_000;

export interface OpenedStore {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** The log at an address, by its protocol, as soon as its server answers. */
export async function openStore(address: string): Promise<OpenedStore> {
  if (address.startsWith('esdb:')) {
    const log = { url: address, prefix: 'torture' };
    const store = await eventually(() => EventStoreDbEventStore.open(log).catch(() => undefined), START_MS);
    return { store, close: () => store.close() };
  }
  const pool = new pg.Pool({ ...connectionWithRole(address), max: 8, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => undefined);
  const store = await eventually(() => PostgresEventStore.open(pool).catch(() => undefined), START_MS);
  return {
    store,
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}
