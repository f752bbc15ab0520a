import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type Journal, keyOf, type Line, type Tried } from './journal.js';

const STREAMS = 20;

/** A writer process, and what it told. */
class Writer {
  private readonly tried = new Map<string, Tried>();
  private readonly closed: Promise<unknown>;
  private unread = '';

  constructor(
    private readonly child: ChildProcess,
    private readonly journal: Journal,
    leftOpen: readonly Tried[],
  ) {
    this.closed = once(child, 'close');
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.read(text));
    child.stdin?.on('error', () => undefined).write(`${JSON.stringify(leftOpen)}\n`);
    for (const append of leftOpen) this.tried.set(keyOf(append), append);
  }

  /** What it had sent, and told no answer of. */
  async kill(): Promise<readonly Tried[]> {
    this.child.kill('SIGKILL');
    await this.closed;
    return this.journal.leftOpen(this.tried.values());
  }

  async end(): Promise<void> {
    this.child.stdin?.end();
    await this.closed;
  }

  /** The last line of a killed process may be cut, and is then no answer. */
  private read(text: string): void {
    const lines = (this.unread + text).split('\n');
    this.unread = lines.pop() ?? '';
    for (const line of lines) {
      const told = JSON.parse(line) as Line;
      this.journal.add(told);
      if (told.kind === 'tried') this.tried.set(keyOf(told.append), told.append);
      if (told.kind === 'appended' || told.kind === 'conflict') this.tried.delete(keyOf(told.append));
    }
  }
}

/** Writers that are killed, and whose successors settle what they left open. */
export class Fleet {
  private readonly writers: Writer[];

  constructor(
    private readonly program: string,
    private readonly address: string,
    private readonly journal: Journal,
    size: number,
  ) {
    this.writers = Array.from({ length: size }, () => this.start([]));
  }

  async killOne(): Promise<void> {
    const place = randomInt(this.writers.length);
    const leftOpen = await this.writers[place]?.kill();
    this.writers[place] = this.start(leftOpen ?? []);
  }

  async end(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.end()));
  }

  private start(leftOpen: readonly Tried[]): Writer {
    const child = spawn(process.execPath, [this.program, this.address, String(STREAMS)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return new Writer(child, this.journal, leftOpen);
  }
}
