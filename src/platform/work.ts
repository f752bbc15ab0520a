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
import { within } from './within.js';

export const WORKS = Symbol('whether this process follows the log and does jobs');

const AFTER_FAILURE_MS = 1_000;
const STOP_MS = 10_000;

/** Ends soon after the signal: what is left is for the next process. */
export type RoundWork = (signal: AbortSignal) => Promise<void>;

interface Round {
  readonly everyMs: number;
  readonly name: string;
  readonly work: RoundWork;
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

  /** To be called before the application has started. A round that fails is told, and tried again soon, then with pauses that double up to its own. */
  every(everyMs: number, name: string, work: RoundWork): void {
    this.rounds.push({ everyMs, name, work });
  }

  onApplicationBootstrap(): void {
    if (this.works) this.running = Promise.all(this.rounds.map((round) => this.run(round)));
  }

  /** Before the queues and the connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    if (this.running === undefined) return;
    await within(STOP_MS, this.running, 'Rounds are still under way.').catch((error: unknown) =>
      this.logger.warn({ err: error }, 'a round was left behind; the next process does it again'),
    );
  }

  private async run(round: Round): Promise<void> {
    const { signal } = this.stopping;
    let failures = 0;
    while (!signal.aborted) {
      failures = (await this.once(round)) ? 0 : failures + 1;
      await sleep(pauseAfter(failures, round.everyMs), undefined, { signal }).catch(() => undefined);
    }
  }

  private async once({ name, work }: Round): Promise<boolean> {
    try {
      await work(this.stopping.signal);
      return true;
    } catch (error) {
      this.logger.warn({ round: name, error: error instanceof Error ? error.name : 'unknown' }, 'a round failed');
      return false;
    }
  }
}

export const pauseAfter = (failures: number, everyMs: number): number =>
  failures === 0 ? everyMs : Math.min(everyMs, AFTER_FAILURE_MS * 2 ** (failures - 1));

/** Tells every module which kind of process it is in. */
@Module({})
export class WorkModule {
  static with(works: boolean): DynamicModule {
    const kind = { provide: WORKS, useValue: works };
    return { module: WorkModule, global: true, providers: [kind, Rounds], exports: [WORKS, Rounds] };
  }
}
