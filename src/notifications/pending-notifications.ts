import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { WORKS } from '../platform/life-cycle.js';
import { SendNotifications } from './send-notifications.js';

const EVERY_MS = 60_000;
const UNTIL_QUEUE_IS_UP_MS = 1_000;

/** A queue may lose its jobs, the log does not: where a process works, messages that wait are put into the queue again from time to time. */
@Injectable()
export class PendingNotifications implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    @Inject(WORKS) private readonly works: boolean,
    private readonly notifications: SendNotifications,
    private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    if (this.works) this.running = this.run();
  }

  /** Before the queues and the connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const isDone = await this.enqueue();
      await sleep(isDone ? EVERY_MS : UNTIL_QUEUE_IS_UP_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async enqueue(): Promise<boolean> {
    try {
      await this.notifications.enqueuePending();
      return true;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      this.logger.warn({ error: name }, 'messages that wait could not be put into the queue');
      return false;
    }
  }
}
