import type { Fact, Recorded } from '../event-sourcing/event.js';
import type { EventStore } from '../event-sourcing/event-store.js';
import { SharedRuns } from './shared-runs.js';

const factAt = (position: string): Recorded<Fact> => ({ position }) as Recorded<Fact>;

/** A log that stands where the test says. */
class Log {
  readonly begun: string[] = [];
  readonly runs: SharedRuns;

  constructor(public position: string) {
    this.runs = new SharedRuns({ head: () => Promise.resolve(this.position) } as EventStore);
  }

  run(key: string, position: string, work = (): Promise<void> => Promise.resolve()): Promise<void> {
    return this.runs.run(key, factAt(position), async (head) => {
      this.begun.push(`${key} for ${position} at ${head}`);
      await work();
    });
  }
}

describe('runs that are shared', () => {
  it('begin one after another, and whoever comes while one waits shares it', async () => {
    const log = new Log('3');
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const first = log.run('a', '3', () => gate);
    await new Promise(setImmediate);
    log.position = '6';
    const others = ['4', '6', '5'].map((position) => log.run('a', position));
    await log.run('b', '6');
    expect(log.begun).toEqual(['a for 3 at 3', 'b for 6 at 6']);
    open();
    await Promise.all([first, ...others]);
    expect(log.begun).toEqual(['a for 3 at 3', 'b for 6 at 6', 'a for 4 at 6']);
  });

  it('are not begun for what a good run has seen', async () => {
    const log = new Log('5');
    await log.run('a', '3');
    for (const position of ['3', '4', '5']) await log.run('a', position);
    expect(log.begun).toEqual(['a for 3 at 5']);
    log.position = '6';
    await log.run('a', '6');
    expect(log.begun).toEqual(['a for 3 at 5', 'a for 6 at 6']);
  });

  it('fail for everybody who shares them, have seen nothing then, and the next one begins all the same', async () => {
    const log = new Log('2');
    const failing = (): Promise<void> => Promise.reject(new Error('no database'));
    const results = await Promise.allSettled([log.run('a', '1', failing), log.run('a', '2')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await log.run('a', '2');
    expect(log.begun).toEqual(['a for 1 at 2', 'a for 2 at 2']);
  });
});
