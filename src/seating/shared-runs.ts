import { LRUCache } from 'lru-cache';
import type { Fact, Recorded } from '../event-sourcing/event.js';
import type { EventStore } from '../event-sourcing/event-store.js';

const KEYS = 20_000;

/**
 * Work that looks at what is true when it begins, whoever asked for it: one run at a time per key, and one that waits.
 * Whoever comes while it waits shares it, and what a finished run has seen needs none of its own.
 */
export class SharedRuns {
  private readonly waiting = new Map<string, Promise<void>>();
  private readonly last = new Map<string, Promise<void>>();
  /** Every fact up to there was true when the last good run of a key began. */
  private readonly seen = new LRUCache<string, string>({ max: KEYS });

  constructor(private readonly store: EventStore) {}

  /** `work` is told how far the log stood when it began. */
  run(key: string, { position }: Recorded<Fact>, work: (head: string) => Promise<void>): Promise<void> {
    if ((this.seen.get(key) ?? '') >= position) return Promise.resolve();
    const waiting = this.waiting.get(key);
    if (waiting !== undefined) return waiting;
    const before = this.last.get(key) ?? Promise.resolve();
    const begin = async (): Promise<void> => {
      this.waiting.delete(key);
      const head = await this.store.head();
      await work(head);
      this.seen.set(key, head);
    };
    const mine = before.then(begin, begin);
    this.waiting.set(key, mine);
    this.last.set(key, mine);
    const forget = (): void => {
      if (this.last.get(key) === mine) this.last.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  }
}
