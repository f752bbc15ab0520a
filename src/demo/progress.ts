/** Tells what goes on: one line that moves at a terminal, one line a step elsewhere. */
export class Progress {
  private label = '';
  private total = 0;
  private done = 0;

  constructor(private readonly out: NodeJS.WriteStream) {}

  say(text: string): void {
    this.out.write(`${text}\n`);
  }

  /** One step of the play, and of how many parts: told before, or counted in the result. */
  async during<T>(label: string, parts: number | ((result: T) => number), work: () => Promise<T>): Promise<T> {
    Object.assign(this, { label, done: 0, total: typeof parts === 'number' ? parts : 0 });
    const began = performance.now();
    this.show();
    const result = await work();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const count = String(typeof parts === 'number' ? parts : parts(result));
    this.clear();
    this.say(`  ✓ ${label.padEnd(60)} ${count.padStart(4)}  ${seconds.padStart(5)} s`);
    return result;
  }

  tick(): void {
    this.done += 1;
    this.show();
  }

  clear(): void {
    if (this.out.isTTY) this.out.write('\r\x1b[K');
  }

  private show(): void {
    if (this.out.isTTY)
      this.out.write(`\r\x1b[K  … ${this.label}${this.total > 1 ? ` ${this.done}/${this.total}` : ''}`);
  }
}
