/** Tells what goes on: one line that moves at a terminal, one line a step elsewhere. */
export class Progress {
  private label = '';
  private total = 0;
  private done = 0;
  private began = 0;

  constructor(private readonly out: NodeJS.WriteStream) {}

  say(text: string): void {
    this.out.write(`${text}\n`);
  }

  /** One step of the play, of as many parts as `total` says. */
  async during<T>(label: string, total: number, work: () => Promise<T>): Promise<T> {
    Object.assign(this, { label, total, done: 0, began: performance.now() });
    this.show();
    const result = await work();
    const seconds = ((performance.now() - this.began) / 1000).toFixed(1);
    this.clear();
    this.say(`  ✓ ${label.padEnd(64)} ${String(total).padStart(4)}  ${seconds.padStart(5)} s`);
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
    if (this.out.isTTY) this.out.write(`\r\x1b[K  … ${this.label} ${this.done}/${this.total}`);
  }
}
