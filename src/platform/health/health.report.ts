import type { JobCounts } from '../queues.js';

export type Reachability = 'up' | 'down';

export interface ReaderHealth {
  readonly name: string;
  readonly status: 'running' | 'stopped';
  /** Facts that it has not dealt with; `orMore` where nobody counted on. */
  readonly factsBehind: number;
  readonly orMore: boolean;
  /** Age of the oldest of them. */
  readonly secondsBehind: number;
}

export interface HealthReport {
  readonly status: 'up' | 'degraded' | 'down';
  readonly log: Reachability;
  readonly keys: Reachability;
  readonly mail: Reachability;
  readonly projections: readonly ReaderHealth[];
  readonly reactions: readonly (ReaderHealth & { readonly parked: number })[];
  readonly queues: Readonly<Record<string, JobCounts>> | 'down';
}

/** Without the log, the keys or a projection nothing can be answered; everything else waits until it is back. */
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
  const hasFailed =
    Object.values(queues).some(({ failed }) => failed > 0) || reactions.some(({ parked }) => parked > 0);
  return hasFailed ? 'degraded' : 'up';
}
