import type { Pool } from 'pg';
import { type EventStore, ForeignPosition } from './event-store.js';

/** What is decided on this log would be missing from the one that the readers follow. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog';
}

/** @throws OtherLog when the log was copied elsewhere and the readers were set over to the copy */
export async function refuseOtherLog(pool: Pool, store: EventStore): Promise<void> {
  const { rows } = await pool.query<{ name: string; position: string }>(
    'select name, position from progress.log_in_use',
  );
  const [inUse] = rows;
  if (inUse === undefined) return;
  try {
    await store.readAll(inUse.position, 1);
  } catch (error) {
    // Whatever else may be wrong with the log, the readers tell.
    if (!(error instanceof ForeignPosition)) return;
    throw new OtherLog(
      `The log of this database was copied to ${inUse.name}, and its readers follow it there: start with the settings of that store.`,
      { cause: error },
    );
  }
}
