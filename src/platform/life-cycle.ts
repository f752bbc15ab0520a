import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { EventStore } from '../event-sourcing/event-store.js';
import { DatabaseConnections } from './database.js';
import { Queues } from './queues.js';
import { Tracing } from './telemetry/tracing.js';
import { WORKS } from './work.js';

/** Starts what works beside the requests, and stops it when HTTP has drained: readers first, then jobs, the log, and connections. */
@Injectable()
export class LifeCycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(WORKS) private readonly works: boolean,
    private readonly consumers: Consumers,
    private readonly queues: Queues,
    private readonly store: EventStore,
    private readonly connections: DatabaseConnections,
    private readonly tracing: Tracing,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.consumers.markBeginnings();
    if (!this.works) return;
    this.queues.start();
    this.consumers.start('all');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.consumers.stop();
    await this.queues.close();
    await this.store.close();
    await this.connections.close();
    await this.tracing.close();
  }
}
