/** Wakes whoever waits for a change, without a listener that outlives the wait. */
export class WakeUp {
  private readonly waiting = new Set<() => void>();
  private changes = 0;

  /** To be taken before the look after which one waits: no change in between is slept through. */
  get count(): number {
    return this.changes;
  }

  wake(): void {
    this.changes += 1;
    for (const resolve of [...this.waiting]) resolve();
    this.waiting.clear();
  }

  async after(count: number, signal: AbortSignal): Promise<void> {
    if (count !== this.changes) return;
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => this.waiting.add((wake = resolve)));
    await unlessAborted(woken, signal);
    this.waiting.delete(wake);
  }
}

/** The outcome of the work, or undefined as soon as the signal says so; the work is then left to itself. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Longer after each failure, up to a second or so, and never the same for two who failed together. */
export const backOff = (failures: number): number =>
  Math.min(1_000, 50 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random());
