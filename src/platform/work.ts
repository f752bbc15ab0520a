import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';

export const WORKS = Symbol('whether this process follows the log and does jobs');

const AFTER_FAILURE_MS = 1_000;

interface Round {
  readonly everyMs: number;
  readonly name: string;
  readonly work: () => Promise<void>;
}

/** What a process that works does from time to time. Another process may do the same at the same moment, so a round is harmless when repeated. */
@Injectable()
export class Rounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds: Round[] = [];
  private readonly stopping = new AbortController();
  private running: Promise<unknown> | undefined;

  constructor(
    @Inject(WORKS) private readonly works: boolean,
    private readonly logger: PinoLogger,
  ) {}

  /** To be called before the application has started. A round that fails is told, and tried again soon. */
  every(everyMs: number, name: string, work: () => Promise<void>): void {
    this.rounds.push({ everyMs, name, work });
  }

  onApplicationBootstrap(): void {
    if (this.works) this.running = Promise.all(this.rounds.map((round) => this.run(round)));
  }

  /** Before the queues and the connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(round: Round): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const pause = (await this.once(round)) ? round.everyMs : AFTER_FAILURE_MS;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  private async once({ name, work }: Round): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.logger.warn({ round: name, error: error instanceof Error ? error.name : 'unknown' }, 'a round failed');
      return false;
    }
  }
}

/** Tells every module which kind of process it is in. */
@Module({})
export class WorkModule {
  static with(works: boolean): DynamicModule {
    const kind = { provide: WORKS, useValue: works };
    return { module: WorkModule, global: true, providers: [kind, Rounds], exports: [WORKS, Rounds] };
  }
}
