import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import pg from 'pg';
import type { Caller } from '../event-sourcing/command.js';
import { Consumers } from '../event-sourcing/consumers.js';
import { beginAgain, beginAllAgain } from '../platform/queue-desk.js';
import { Queues } from '../platform/queues.js';
import type { JobRetried, JobsRetried, ParkedRetried, QueueHeld } from './operations.dto.js';
import { reject } from './operations.rejections.js';

const MANY_MS = 20_000;

/** What an administrator does to queues and reactions. It changes no fact, so the application log says who did it. */
@Injectable()
export class ActsByHand {
  constructor(
    private readonly queues: Queues,
    private readonly consumers: Consumers,
    private readonly pool: pg.Pool,
    private readonly logger: PinoLogger,
  ) {}

  async retryJob(queue: string, jobId: string, by: Caller): Promise<JobRetried> {
    this.expectQueue(queue);
    if (!(await this.queues.at(queue, (open) => beginAgain(open, jobId)))) throw reject('no-dead-letter');
    this.note(by, { act: 'retry-job', queue, job: jobId });
    return { id: jobId };
  }

  async retryAll(queue: string, by: Caller): Promise<JobsRetried> {
    this.expectQueue(queue);
    const retried = await this.queues.at(queue, (open) => beginAllAgain(open), MANY_MS);
    this.note(by, { act: 'retry-all', queue, retried });
    return { retried };
  }

  /** Of all processes: jobs under way end, and nobody takes another one. */
  async hold(queue: string, paused: boolean, by: Caller): Promise<QueueHeld> {
    this.expectQueue(queue);
    await this.queues.at(queue, (open) => (paused ? open.pause() : open.resume()));
    this.note(by, { act: paused ? 'pause' : 'resume', queue });
    return { name: queue, paused };
  }

  async retryParked(reaction: string, by: Caller): Promise<ParkedRetried> {
    if (!(await this.consumers.retryParkedOf(reaction))) throw reject('reaction-unknown');
    this.note(by, { act: 'retry-parked', reaction });
    const { rows } = await this.pool.query<{ parked: number }>(
      'select count(*)::int as parked from progress.parked where reaction = $1',
      [reaction],
    );
    return { reaction, parked: rows[0]?.parked ?? 0 };
  }

  private expectQueue(queue: string): void {
    if (!this.queues.names.includes(queue)) throw reject('queue-unknown');
  }

  private note({ actorId, correlationId }: Caller, act: object): void {
    this.logger.info({ ...act, actorId, correlationId }, 'done by hand');
  }
}
