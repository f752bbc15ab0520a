import type { Pool } from 'pg';
import { BEGINNING, type EventStore, ForeignPosition } from './event-store.js';

/** What is decided on this log would be missing from the one that the readers follow. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog';
}

/** @throws OtherLog when readers stand in another log than this one, as they do after it was copied elsewhere */
export async function refuseOtherLog(pool: Pool, store: EventStore): Promise<void> {
  const { rows } = await pool.query<{ position: string }>(
    'select max(position) as position from progress.checkpoints where position <> $1 group by kind',
    [BEGINNING],
  );
  for (const { position } of rows) {
    // Whatever else is wrong with the log or with the position, the readers tell.
    const error = await store.readAll(position, 1).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ForeignPosition)) continue;
    throw new OtherLog(
      'The readers of this database stand in another log than the one that the settings name. After a copy, start with EVENT_STORE_URL and EVENT_STORE_PREFIX of the copy (or without them, where the log was copied back to PostgreSQL).',
      { cause: error },
    );
  }
}
