import type { StoredFact } from '../event-store.js';

/** A fact as the table of the log has it, by the order of its columns. */
export type Row = [
  id: string,
  stream: string,
  revision: string,
  generation: number,
  transactionId: string,
  position: string,
  type: string,
  version: number,
  data: string,
  personal: string | null,
  metadata: string,
];

/** Where a fact stands in the order. */
export interface Place {
  readonly generation: number;
  readonly transaction_id: string;
  readonly position: string;
}

export const COLUMNS =
  'id, stream, revision, generation, transaction_id, position, type, version, data, personal, metadata';
/**
 * Behind the oldest transaction that still runs. As a comparison of rows it bounds the scan of the index: however much waits behind a
 * transaction that stays open, nothing of it is looked at.
 */
export const READABLE =
  '(generation, transaction_id) < (select generation, pg_snapshot_xmin(pg_current_snapshot()) from log.identity)';

export function factOf(log: string, row: Row): StoredFact {
  const [id, stream, revision, generation, transactionId, position, type, version, data, personal, metadata] = row;
  return {
    id,
    stream,
    revision: Number(revision),
    position: positionOf(log, { generation, transaction_id: transactionId, position }),
    type,
    version,
    data,
    personal,
    metadata,
  };
}

/** Of fixed width, comparable as text. */
export const positionOf = (log: string, { generation, transaction_id, position }: Place): string =>
  `${log}-${hex(generation)}-${hex(transaction_id)}-${hex(position)}`;

/** Sixteen digits. Numbers are quicker than big integers, which are needed beyond what a number holds exactly. */
function hex(digits: number | string): string {
  const number = Number(digits);
  return (Number.isSafeInteger(number) ? number : BigInt(digits)).toString(16).padStart(16, '0');
}
