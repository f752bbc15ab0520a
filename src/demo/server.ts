import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readServer } from '../platform/embedded/server-announcement.js';

const START_MS = 120_000;
const STOP_MS = 70_000;
const MOST_OUTPUT = 8_000;

export interface Stage {
  readonly dataFolder: string;
  /** Where the clock begins. */
  readonly now: string;
  /** Empties the data folder first. */
  readonly fresh: boolean;
  /** Of the play's streams, where EVENT_STORE_URL leads to a store that kept earlier plays. */
  readonly logPrefix: string;
}

/** The product as a process of its own, reached over HTTP alone. */
export class Server {
  private output = '';
  private readonly ended: Promise<void>;
  private starting: Promise<string> | undefined;
  private stopping: Promise<void> | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly dataFolder: string,
  ) {
    const keep = (chunk: Buffer): void => void (this.output = (this.output + chunk.toString()).slice(-MOST_OUTPUT));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /** Begins a process group of its own, so that Ctrl-C reaches it only once, from here. */
  static begin({ dataFolder, now, fresh, logPrefix }: Stage): Server {
    const program = join(__dirname, '..', 'main.js');
    const args = [program, '--data', dataFolder, '--port', '0', ...(fresh ? ['--fresh'] : [])];
    const env = {
      PUBLIC_URL: 'http://localhost:3000',
      ...process.env,
      NODE_ENV: 'development',
      EVENT_STORE_PREFIX: logPrefix,
      CREDENCE_NOW: now,
      CREDENCE_WORKER: 'inside',
      CREDENCE_ADMINISTRATORS: 'administrator',
    };
    return new Server(
      spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true }),
      dataFolder,
    );
  }

  /** @returns the address where it serves */
  ready(): Promise<string> {
    this.starting ??= this.waitUntilReady();
    return this.starting;
  }

  /** As an operator stops it; leaves no process behind. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async waitUntilReady(): Promise<string> {
    for (const end = performance.now() + START_MS; performance.now() < end; await sleep(50)) {
      if (this.hasEnded) throw new Error(`The product did not start (${this.ending}):\n${this.output.trim()}`);
      const announced = await readServer(this.dataFolder);
      if (announced !== undefined && announced.pid === this.child.pid && (await isReady(announced.url)))
        return announced.url;
    }
    throw new Error(`The product was not ready after ${START_MS / 1000} seconds:\n${this.output.trim()}`);
  }

  /** Asked once, since the product takes a second signal as an order to drop everything, and only when it has begun to listen to signals. */
  private async end(): Promise<void> {
    await this.starting?.catch(() => undefined);
    if (!this.hasEnded) this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await this.ended;
    clearTimeout(late);
  }

  /** Where the product itself has ended, its last words belong to the error. */
  async explain(error: unknown): Promise<unknown> {
    await Promise.race([this.ended, sleep(500)]);
    if (!this.hasEnded) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new Error(`${message}\nThe product had ended (${this.ending}):\n${this.output.trim()}`, { cause: error });
  }

  private get ending(): string {
    const { exitCode, signalCode } = this.child;
    return signalCode ?? `exit code ${exitCode ?? 'none'}`;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}
