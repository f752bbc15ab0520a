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
}

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
}: Omit<HealthReport, 'status'>): HealthReport['status'] {
  const isStopped = ({ status }: ReaderHealth): boolean => status === 'stopped';
  if (log === 'down' || keys === 'down' || projections.some(isStopped)) return 'down';
  if (mail === 'down' || queues === 'down' || reactions.some(isStopped)) return 'degraded';
  return reactions.some(({ parked }) => parked > 0) || queues.some(({ paused }) => paused) ? 'degraded' : 'up';
}
