import type { Logger } from 'pino';

const STOP_MS = 60_000;
const SAME_SIGNAL_MS = 2_000;

type Step = () => Promise<void>;

/**
 * Ends the process in order, whenever a signal comes, also in the middle of a start. Under npm one Ctrl-C arrives twice, from the
 * terminal and from npm; only a signal that comes later hurries.
 */
export class Shutdown {
  private readonly steps: Step[] = [];
  private logger: Logger | undefined;
  private begunAt: number | undefined;
  private isReady = false;
  private exitCode = 0;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.request(signal));
    // Whoever read our output may be gone; that is no reason to end.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    process.on('unhandledRejection', (error) =>
      this.logger?.error({ err: error }, 'a promise failed and nobody listened'),
    );
    process.on('uncaughtException', (error) => {
      this.exitCode = 1;
      this.logger?.fatal({ err: error }, 'an error that nobody caught');
      this.request('uncaughtException');
    });
  }

  logTo(logger: Logger): void {
    this.logger = logger;
  }

  /** What has to be undone; the newest first. */
  add(step: Step): void {
    this.steps.push(step);
  }

  /** The start is over: a signal that came meanwhile takes effect now. */
  ready(): void {
    this.isReady = true;
    if (this.begunAt !== undefined) void this.run();
  }

  private async run(): Promise<never> {
    setTimeout(() => process.exit(1), STOP_MS).unref();
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      await step().catch((error: unknown) => {
        this.exitCode = 1;
        this.logger?.error({ err: error }, 'a part did not stop cleanly');
      });
    }
    process.exit(this.exitCode);
  }

  private request(signal: string): void {
    if (this.begunAt !== undefined) {
      // What is left, the database first of all, is still stopped; only the waiting for jobs and requests is not.
      if (this.isReady && Date.now() - this.begunAt > SAME_SIGNAL_MS) void this.run();
      return;
    }
    this.begunAt = Date.now();
    this.logger?.info({ signal }, 'stopping');
    if (this.isReady) void this.run();
  }
}
