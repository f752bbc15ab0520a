import type { QueueState } from '../queue-desk.js';
import type { Lag } from './readers.js';

export type Reachability = 'up' | 'down';

export interface ReaderHealth extends Lag {
  readonly name: string;
  readonly status: 'running' | 'stopped';
}

export interface HealthReport {
  readonly status: 'up' | 'degraded' | 'down';
  readonly log: Reachability;
  readonly keys: Reachability;
  readonly mail: Reachability;
  readonly projections: readonly ReaderHealth[];
  readonly reactions: readonly (ReaderHealth & { readonly parked: number })[];
  readonly queues: readonly QueueState[] | 'down';
  /** Of the cluster that holds the read tables and, where no other store is set, the log; null where nobody could tell. */
  readonly oldestTransactionSeconds: number | null;
}

/** A transaction that writes and stays open longer hides new facts from every reader of a log in that cluster. */
const OPEN_TOO_LONG_SECONDS = 30;

/**
 * Without the log, the keys or a projection nothing can be answered; everything else waits until it is back. A dead letter, such as a
 * mail to an address that does not exist, is for people to look at and no weakness of the process.
 */
export function overall({
  log,
  keys,
  mail,
  projections,
  reactions,
  queues,
  oldestTransactionSeconds,
}: Omit<HealthReport, 'status'>): HealthReport['status'] {
  const isStopped = ({ status }: ReaderHealth): boolean => status === 'stopped';
  if (log === 'down' || keys === 'down' || projections.some(isStopped)) return 'down';
  if ((oldestTransactionSeconds ?? 0) > OPEN_TOO_LONG_SECONDS) return 'degraded';
  if (mail === 'down' || queues === 'down' || reactions.some(isStopped)) return 'degraded';
  return reactions.some(({ parked }) => parked > 0) || queues.some(({ paused }) => paused) ? 'degraded' : 'up';
}
