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
/** Behind the oldest transaction that still runs. */
export const READABLE =
  '(generation < (select generation from log.identity) or transaction_id < pg_snapshot_xmin(pg_current_snapshot()))';
