import {
  createPostgresBackend,
  type JobsOptions,
  type JobType,
  Queue,
  type QueueOptions,
  type Processor,
  withBackend,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import type { Services } from './services.js';

const ANSWER_MS = 5_000;
/** How often a job is taken up again after the process that did it was killed. */
const TAKEN_UP_AGAIN = 1_000;
/** A process renews its hold on a job twice in this time; after it, the job of one that was killed is taken up elsewhere. */
const LOCK_MS = 10_000;
const LOOK_FOR_STALLED_MS = 5_000;

export const jobDefaults: JobsOptions = {
  // Pauses double from two seconds on: a mail server may be away for more than two hours.
  attempts: 13,
  backoff: { type: 'exponential', delay: 2_000 },
  // The log knows what was done; what failed for good is kept for operators, who may have it tried again.
  removeOnComplete: true,
  removeOnFail: { age: 30 * 86_400, count: 1_000 },
};

/** What is used of BullMQ, the same on both of its backends. */
export interface OpenQueue {
  add(name: string, data: object, options?: JobsOptions): Promise<unknown>;
  /** On PostgreSQL the jobs of a queue that is paused are counted under a name of their own. */
  getJobCounts(...states: (JobType | 'paused')[]): Promise<Record<string, number>>;
  getJobs(states: JobType[], start: number, end: number, ascending?: boolean): Promise<KeptJob[]>;
  getJob(id: string): Promise<KeptJob | undefined>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  isPaused(): Promise<boolean>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

export interface KeptJob {
  readonly id?: string;
  readonly name: string;
  readonly data: object;
  readonly timestamp: number;
  readonly attemptsMade: number;
  readonly failedReason?: string;
  readonly finishedOn?: number;
  retry(state: 'failed', options: { readonly resetAttemptsMade: boolean }): Promise<void>;
}

export interface OpenWorker {
  close(force?: boolean): Promise<void>;
}

export interface QueueEvents {
  readonly connectionFailed: (error: Error) => void;
  readonly jobFailed: (job: { readonly id?: string; readonly attemptsMade: number } | undefined, error: Error) => void;
}

export interface WorkOptions {
  readonly concurrency: number;
  /** No more than `max` jobs begin within `duration` milliseconds, whatever the number of workers. */
  readonly limit?: { readonly max: number; readonly duration: number };
}

export interface QueueBackend {
  queue(name: string, events: QueueEvents): OpenQueue;
  worker(name: string, process: Processor<object>, options: WorkOptions, events: QueueEvents): OpenWorker;
}

export const backendOf = ({ kind, url }: Services['queue']): QueueBackend =>
  kind === 'redis' ? onRedis(url) : onPostgres(url);

function onPostgres(connectionString: string): QueueBackend {
  const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(createPostgresBackend);
  const connection = {
    connectionString,
    migrate: true,
    max: 4,
    application_name: 'credence-queues',
    connectionTimeoutMillis: ANSWER_MS,
  };
  return {
    queue: (name, events) =>
      new PostgresQueue<object>(name, { connection, defaultJobOptions: jobDefaults }).on(
        'error',
        events.connectionFailed,
      ),
    worker: (name, process, options, events) =>
      new PostgresWorker<object>(name, process, { connection, ...workerOptions(options) })
        .on('error', events.connectionFailed)
        .on('failed', events.jobFailed),
  };
}

function onRedis(url: string): QueueBackend {
  // Whoever adds a job hears at once that Redis is away; a worker waits until it is back.
  const producer: QueueOptions = {
    connection: { url, enableOfflineQueue: false, maxRetriesPerRequest: 1, connectTimeout: ANSWER_MS },
    defaultJobOptions: jobDefaults,
  };
  const consumer: WorkerOptions = { connection: { url, maxRetriesPerRequest: null } };
  return {
    queue: (name, events) => new Queue<object>(name, producer).on('error', events.connectionFailed),
    worker: (name, process, options, events) =>
      new Worker<object>(name, process, { ...consumer, ...workerOptions(options) })
        .on('error', events.connectionFailed)
        .on('failed', events.jobFailed),
  };
}

const workerOptions = ({ concurrency, limit }: WorkOptions): Omit<WorkerOptions, 'connection'> => ({
  concurrency,
  maxStalledCount: TAKEN_UP_AGAIN,
  lockDuration: LOCK_MS,
  stalledInterval: LOOK_FOR_STALLED_MS,
  ...(limit === undefined ? {} : { limiter: limit }),
});

/** Redis is missing, or would throw jobs away. */
export class QueueBackendError extends Error {
  override readonly name = 'QueueBackendError';
}

/** @throws QueueBackendError unless Redis keeps every job when its memory is full */
export async function refuseEviction(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const policy = /^maxmemory_policy:(\S+)/m.exec(await client.info('memory'))?.[1];
    if (policy === 'noeviction') return;
    throw new QueueBackendError(
      `The Redis of REDIS_URL has the maxmemory-policy "${policy ?? 'unknown'}", under which it may drop jobs. ` +
        'Set it to noeviction: redis-cli config set maxmemory-policy noeviction, and the same in redis.conf.',
    );
  } catch (error) {
    if (error instanceof QueueBackendError) throw error;
    throw new QueueBackendError(
      'The Redis of REDIS_URL does not answer. Start it, or leave REDIS_URL away to keep the queues in PostgreSQL.',
      {
        cause: error,
      },
    );
  } finally {
    client.disconnect();
  }
}
