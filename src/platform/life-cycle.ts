import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { DatabaseConnections } from './database.js';
import { Queues } from './queues.js';

export const WORKS = Symbol('whether this process follows the log and does jobs');

/** Tells every module which kind of process it is in. */
@Module({})
export class WorkModule {
  static with(works: boolean): DynamicModule {
    return { module: WorkModule, global: true, providers: [{ provide: WORKS, useValue: works }], exports: [WORKS] };
  }
}

/** Starts what works beside the requests, and stops it when HTTP has drained: readers first, then jobs, then connections. */
@Injectable()
export class LifeCycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(WORKS) private readonly works: boolean,
    private readonly consumers: Consumers,
    private readonly queues: Queues,
    private readonly connections: DatabaseConnections,
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
    await this.connections.close();
  }
}
