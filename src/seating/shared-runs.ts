import type { Fact, Recorded } from '../event-sourcing/event.js';

interface Run {
  /** The newest of the facts that share it. */
  newest: Recorded<Fact>;
  readonly done: Promise<void>;
}

/**
 * One run at a time per key, and one that waits. Whoever comes while it waits shares it: it looks at what is true when it begins.
 * It goes under the name of the newest of its facts: had that one run before, then everything older was true by then.
 */
export class SharedRuns {
  private readonly waiting = new Map<string, Run>();
  private readonly last = new Map<string, Promise<void>>();

  run(key: string, fact: Recorded<Fact>, work: (newest: Recorded<Fact>) => Promise<void>): Promise<void> {
    const waiting = this.waiting.get(key);
    if (waiting !== undefined) {
      if (fact.position > waiting.newest.position) waiting.newest = fact;
      return waiting.done;
    }
    const before = this.last.get(key) ?? Promise.resolve();
    const begin = (): Promise<void> => {
      this.waiting.delete(key);
      return work(run.newest);
    };
    const done = before.then(begin, begin);
    const run: Run = { newest: fact, done };
    this.waiting.set(key, run);
    this.last.set(key, done);
    const forget = (): void => {
      if (this.last.get(key) === done) this.last.delete(key);
    };
    done.then(forget, forget);
    return done;
  }
}
