import type { KeptJob, OpenQueue } from './queue-backend.js';

/** How a queue stands; `failed` are its dead letters. */
export interface QueueState {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly paused: boolean;
  /** Since the oldest of the jobs that wait for a worker was added; null where none waits. */
  readonly oldestWaitingSeconds: number | null;
}

/** A job that failed for good. */
export interface DeadLetter {
  readonly id: string;
  readonly name: string;
  /** Ids only. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  /** Kind of the error and its codes. */
  readonly reason: string;
  readonly failedAt: string;
}

const MOST_KEPT = 1_000;
const AT_ONCE = 20;

export async function stateOf(name: string, queue: OpenQueue): Promise<QueueState> {
  const [counts, paused] = await Promise.all([
    queue.getJobCounts('waiting', 'paused', 'active', 'delayed', 'failed'),
    queue.isPaused(),
  ]);
  const countOf = (state: string): number => counts[state] ?? 0;
  const waiting = countOf('waiting') + countOf('paused');
  return {
    name,
    waiting,
    active: countOf('active'),
    delayed: countOf('delayed'),
    failed: countOf('failed'),
    paused,
    oldestWaitingSeconds: waiting === 0 ? null : await ageOfOldest(queue, waiting),
  };
}

/** Both backends count a list from its newest job on; taken from the other end, one of them gives the newest all the same. */
async function ageOfOldest(queue: OpenQueue, waiting: number): Promise<number | null> {
  const [oldest] = await queue.getJobs(['waiting'], waiting - 1, waiting - 1);
  return oldest == null ? null : Math.max(0, Math.round((Date.now() - oldest.timestamp) / 1_000));
}

/** The newest first, from `start` on. What vanished since it was counted is left out. */
export async function deadLettersIn(queue: OpenQueue, start: number, count: number): Promise<readonly DeadLetter[]> {
  const jobs = await queue.getJobs(['failed'], start, start + count - 1);
  return jobs
    .filter((job) => job != null)
    .map(({ id = '', name, data, attemptsMade, failedReason = '', finishedOn = 0 }) => ({
      id,
      name,
      data: { ...data },
      attempts: attemptsMade,
      reason: failedReason,
      failedAt: new Date(finishedOn).toISOString(),
    }));
}

/** False where no dead letter has this id. */
export async function beginAgain(queue: OpenQueue, jobId: string): Promise<boolean> {
  const job = await queue.getJob(jobId);
  return job?.finishedOn === undefined ? false : retry(job);
}

/** All dead letters that stand there now; how many they are. */
export async function beginAllAgain(queue: OpenQueue): Promise<number> {
  const jobs = (await queue.getJobs(['failed'], 0, MOST_KEPT - 1)).filter((job) => job != null);
  let begun = 0;
  for (let first = 0; first < jobs.length; first += AT_ONCE) {
    const retried = await Promise.all(jobs.slice(first, first + AT_ONCE).map(retry));
    begun += retried.filter(Boolean).length;
  }
  return begun;
}

/** BullMQ's codes for a job that is gone, and for one that is no dead letter any more. */
const overtaken: readonly unknown[] = [-1, -3];

async function retry(job: KeptJob): Promise<boolean> {
  try {
    await job.retry('failed', { resetAttemptsMade: true });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && overtaken.includes(error.code)) return false;
    throw error;
  }
}
