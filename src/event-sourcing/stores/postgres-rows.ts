/** A fact as the table of the log has it. */
export interface Row {
  id: string;
  stream: string;
  revision: string;
  generation: number;
  transaction_id: string;
  position: string;
  type: string;
  version: number;
  data: string;
  personal: string | null;
  metadata: string;
}

export const COLUMNS =
  'id, stream, revision, generation, transaction_id, position, type, version, data, personal, metadata';
/**
 * Behind the oldest transaction that still runs. As a comparison of rows it bounds the scan of the index: however much waits behind a
 * transaction that stays open, nothing of it is looked at.
 */
export const READABLE =
  '(generation, transaction_id) < (select generation, pg_snapshot_xmin(pg_current_snapshot()) from log.identity)';
