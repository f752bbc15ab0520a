import pg from 'pg';
import type { EventStore } from '../../src/event-sourcing/event-store.js';
import { PostgresEventStore } from '../../src/event-sourcing/stores/postgres-event-store.js';
import { connectionWithRole } from '../../src/platform/database-role.js';
import { eventually } from '../setup/eventually.js';

export interface OpenedStore {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** The log at an address, by its protocol, as soon as its server answers. */
export async function openStore(address: string): Promise<OpenedStore> {
  const pool = new pg.Pool({ ...connectionWithRole(address), max: 8, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => undefined);
  const store = await eventually(() => PostgresEventStore.open(pool).catch(() => undefined), 60_000);
  return {
    store,
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}
