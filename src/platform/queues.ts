import { Injectable } from '@nestjs/common';
import { type Job, type JobsOptions, UnrecoverableError } from 'bullmq';
import type { PinoLogger } from 'nestjs-pino';
import { withCorrelation } from './edge/logging.js';
import {
  backendOf,
  type OpenQueue,
  type OpenWorker,
  type QueueBackend,
  type QueueEvents,
  type WorkOptions,
} from './queue-backend.js';
import type { Services } from './services.js';
import { within } from './within.js';

const ADD_MS = 5_000;
const DRAIN_MS = 20_000;
const COUNTED = ['waiting', 'active', 'delayed', 'failed'] as const;

export type JobCounts = Readonly<Record<(typeof COUNTED)[number], number>>;

/** Data of a job are ids only: a queue is no place for personal data. */
export interface JobQueue<Data extends object> {
  /**
   * Rejects within seconds where the backend is away; then the job may be there all the same, so that adding it again must be harmless.
   * A `jobId` has no `:` and is not all digits, and it removes duplicates only while the job is kept.
   */
  add(name: string, data: Data, options?: JobsOptions): Promise<void>;
}

/** Receives the data of a job; a failure is tried again with growing pauses. */
export type JobProcessor<Data extends object> = (data: Data, job: Job) => Promise<void>;

interface Work {
  readonly name: string;
  readonly processor: JobProcessor<never>;
  readonly options: WorkOptions;
}

@Injectable()
export class Queues {
  private readonly queues = new Map<string, OpenQueue>();
  private readonly workers: OpenWorker[] = [];
  private waitingForStart: Work[] | undefined = [];
  private readonly backend: QueueBackend;

  constructor(
    services: Services['queue'],
    private readonly logger: PinoLogger,
  ) {
    this.backend = backendOf(services);
  }

  queue<Data extends object>(name: string): JobQueue<Data> {
    this.opened(name);
    return {
      add: async (job, data, options) => {
        await within(
          ADD_MS,
          this.opened(name).add(job, data, options),
          `The queue ${name} took no job within ${ADD_MS} ms.`,
        );
      },
    };
  }

  /** Works from `start` on, in processes that start the workers. */
  work<Data extends object>(name: string, processor: JobProcessor<Data>, options: WorkOptions): void {
    this.opened(name);
    const work: Work = { name, processor, options };
    if (this.waitingForStart === undefined) this.startWorker(work);
    else this.waitingForStart.push(work);
  }

  start(): void {
    const waiting = this.waitingForStart ?? [];
    this.waitingForStart = undefined;
    for (const work of waiting) this.startWorker(work);
  }

  async counts(): Promise<Readonly<Record<string, JobCounts>>> {
    const counted = [...this.queues].map(async ([name, queue]): Promise<[string, JobCounts]> => {
      const {
        waiting = 0,
        active = 0,
        delayed = 0,
        failed = 0,
      } = await within(2_000, queue.getJobCounts(...COUNTED), `The queue ${name} does not answer.`);
      return [name, { waiting, active, delayed, failed }];
    });
    return Object.fromEntries(await Promise.all(counted));
  }

  /** Lets the jobs under way end, then closes the connections. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => this.closeWorker(worker)));
    const closed = [...this.queues.values()].map((queue) =>
      within(2_000, queue.close(), 'The queue did not close.').catch(() => queue.disconnect()),
    );
    await Promise.allSettled(closed);
  }

  private opened(name: string): OpenQueue {
    const queue = this.queues.get(name) ?? this.backend.queue(name, this.eventsOf(name));
    this.queues.set(name, queue);
    return queue;
  }

  private startWorker({ name, processor, options }: Work): void {
    const process = (job: Job<object>): Promise<void> =>
      withCorrelation(this.logger, correlationOf(job), () => processor(job.data as never, job)).catch(withoutText);
    this.workers.push(this.backend.worker(name, process, options, this.eventsOf(name)));
  }

  private async closeWorker(worker: OpenWorker): Promise<void> {
    await within(DRAIN_MS, worker.close(), 'Jobs are still under way.').catch(async (error: unknown) => {
      this.logger.warn({ err: error }, 'a worker was closed by force; its jobs are done again elsewhere');
      await within(2_000, worker.close(true), 'The worker did not close.').catch(() => undefined);
    });
  }

  /** Messages of errors may quote a mail address, so only kind and code are logged. */
  private eventsOf(queue: string): QueueEvents {
    return {
      connectionFailed: (error) =>
        this.logger.warn({ queue, error: error.name, code: codeOf(error) }, 'a queue lost its connection'),
      jobFailed: (job, error) =>
        this.logger.error(
          { queue, job: job?.id, attempts: job?.attemptsMade, error: error.name, code: codeOf(error) },
          'a job failed',
        ),
    };
  }
}

/** The queue keeps what a job failed with, and a message may quote a mail address. */
function withoutText(error: unknown): never {
  const told = new (error instanceof UnrecoverableError ? UnrecoverableError : Error)('see the log');
  told.name = error instanceof Error ? error.name : 'Error';
  told.stack = '';
  throw told;
}

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined);

function correlationOf({ id, data }: Job<object>): string {
  return 'correlationId' in data && typeof data.correlationId === 'string'
    ? data.correlationId
    : `job-${id ?? 'unknown'}`;
}
