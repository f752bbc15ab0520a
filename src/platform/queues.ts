import { Injectable } from '@nestjs/common';
import { type Job, type JobsOptions, UnrecoverableError } from 'bullmq';
import type { PinoLogger } from 'nestjs-pino';
import { withCorrelation } from './edge/logging.js';
import { jobReason } from './job-reason.js';
import {
  backendOf,
  type OpenQueue,
  type OpenWorker,
  type QueueBackend,
  type QueueEvents,
  type WorkOptions,
} from './queue-backend.js';
import { beginAgain, type QueueState, stateOf } from './queue-desk.js';
import type { Services } from './services.js';
import type { Telemetry } from './telemetry/telemetry.js';
import { within } from './within.js';

const ADD_MS = 5_000;
const ANSWER_MS = 2_000;
const DRAIN_MS = 20_000;

/** Data of a job are ids only: a queue is no place for personal data. */
export interface JobQueue<Data extends object> {
  /**
   * Rejects within seconds where the backend is away; then the job may be there all the same, so that adding it again must be harmless.
   * A `jobId` has no `:` and is not all digits, and it removes duplicates only while the job is kept: until it is done, and as a
   * dead letter.
   */
  add(name: string, data: Data, options?: JobsOptions): Promise<void>;
  /** As `add`, for what the log says is still to be done: where the job of this id stands as a dead letter, it begins again. */
  addAgain(name: string, data: Data, options: JobsOptions & { readonly jobId: string }): Promise<void>;
}

/** Receives the data of a job; a failure is tried again with growing pauses. */
export type JobProcessor<Data extends object> = (data: Data, job: Job) => Promise<void>;

/** Trying again is of no use: the job becomes a dead letter at once. */
export class NoUseTryingAgain extends UnrecoverableError {
  constructor(override readonly cause: unknown) {
    super('Trying again is of no use.');
  }
}

interface Work {
  readonly name: string;
  readonly processor: JobProcessor<never>;
  readonly options: WorkOptions;
}

type Watch = Pick<Telemetry, 'added' | 'job'>;

const unwatched: Watch = {
  added: (_job, work) => work(),
  job: (_job, _isLast, work) => work(),
};

@Injectable()
export class Queues {
  private readonly queues = new Map<string, OpenQueue>();
  private readonly workers: OpenWorker[] = [];
  private waitingForStart: Work[] | undefined = [];
  private readonly backend: QueueBackend;

  constructor(
    services: Services['queue'],
    private readonly logger: PinoLogger,
    private readonly watch: Watch = unwatched,
  ) {
    this.backend = backendOf(services);
  }

  queue<Data extends object>(name: string): JobQueue<Data> {
    this.opened(name);
    const late = `The queue ${name} took no job within ${ADD_MS} ms.`;
    const add: JobQueue<Data>['add'] = (job, data, options = {}) => {
      const seen = { queue: name, id: options.jobId ?? '', correlationId: correlationOf({ id: options.jobId, data }) };
      return this.watch.added(seen, async () => {
        await within(ADD_MS, this.opened(name).add(job, data, options), late);
      });
    };
    return {
      add,
      addAgain: async (job, data, options) => {
        await add(job, data, options);
        await within(ADD_MS, beginAgain(this.opened(name), options.jobId), late);
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

  get names(): readonly string[] {
    return [...this.queues.keys()];
  }

  async states(): Promise<readonly QueueState[]> {
    return Promise.all(this.names.map((name) => this.at(name, (queue) => stateOf(name, queue))));
  }

  /** For operators: asks a queue of `names`, and waits no longer than `ms` for its answer. */
  at<T>(name: string, ask: (queue: OpenQueue) => Promise<T>, ms = ANSWER_MS): Promise<T> {
    return within(ms, ask(this.opened(name)), `The queue ${name} does not answer.`);
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
    const process = (job: Job<object>): Promise<void> => {
      const correlationId = correlationOf(job);
      const seen = { queue: name, id: job.id ?? '', correlationId, attempt: job.attemptsMade + 1 };
      const isLast = (error: unknown): boolean =>
        error instanceof UnrecoverableError || seen.attempt >= (job.opts.attempts ?? 1);
      return withCorrelation(this.logger, correlationId, () =>
        this.watch.job(seen, isLast, () => processor(job.data as never, job)),
      ).catch(withoutText);
    };
    this.workers.push(this.backend.worker(name, process, options, this.eventsOf(name)));
  }

  private async closeWorker(worker: OpenWorker): Promise<void> {
    await within(DRAIN_MS, worker.close(), 'Jobs are still under way.').catch(async (error: unknown) => {
      this.logger.warn({ err: error }, 'a worker was closed by force; its jobs are done again elsewhere');
      await within(2_000, worker.close(true), 'The worker did not close.').catch(() => undefined);
    });
  }

  private eventsOf(queue: string): QueueEvents {
    return {
      connectionFailed: (error) => this.logger.warn({ queue, error: jobReason(error) }, 'a queue lost its connection'),
      jobFailed: (job, error) =>
        this.logger.error({ queue, job: job?.id, attempts: job?.attemptsMade, error: error.message }, 'a job failed'),
    };
  }
}

/** The queue keeps what a job failed with, and the text of an error may quote a mail address. */
function withoutText(error: unknown): never {
  const isLast = error instanceof UnrecoverableError;
  const reason = jobReason(error instanceof NoUseTryingAgain ? error.cause : error);
  const told = new (isLast ? UnrecoverableError : Error)(reason);
  told.stack = '';
  throw told;
}

function correlationOf({ id, data }: { readonly id?: string | undefined; readonly data: object }): string {
  return 'correlationId' in data && typeof data.correlationId === 'string'
    ? data.correlationId
    : `job-${id ?? 'unknown'}`;
}
