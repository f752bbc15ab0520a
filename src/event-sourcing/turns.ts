/** Work on one key is done one after another, in the order of its coming; different keys do not wait for each other. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();
  private waiting = 0;

  constructor(private readonly limit: number) {}

  get isFull(): boolean {
    return this.waiting >= this.limit;
  }

  isTaken(key: string): boolean {
    return this.last.has(key);
  }

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    this.waiting += 1;
    const mine = before === undefined ? work() : before.then(work, work);
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      this.waiting -= 1;
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}
