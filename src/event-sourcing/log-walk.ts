import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, Page, StoredFact } from './event-store.js';

const PAGE = 1_000;
const SETTLED_MS = 30_000;

/** What is stored cannot be read yet. */
export class LogUnsettled extends Error {
  override readonly name = 'LogUnsettled';
}

/** The pages of a log behind `after`, up to the position `until`; the next one is read while one is worked on. */
export async function* pagesIn(store: EventStore, after: string, until: string): AsyncGenerator<Page, void> {
  let from = after;
  let ahead = from < until ? store.readAll(from, PAGE) : undefined;
  while (ahead !== undefined) {
    const { facts, upTo } = await ahead;
    if (upTo === from) throw new LogUnsettled('The log shows less than it did a moment ago.');
    ahead = upTo < until ? store.readAll(upTo, PAGE) : undefined;
    // Nobody may wait for it when it fails.
    ahead?.catch(() => undefined);
    from = upTo;
    yield { facts: facts.filter(({ position }) => position <= until), upTo };
  }
}

/** As `pagesIn`, fact by fact. */
export async function* factsIn(store: EventStore, after: string, until: string): AsyncGenerator<StoredFact, void> {
  for await (const { facts } of pagesIn(store, after, until)) yield* facts;
}

/**
 * The end of the log, as soon as readers see all that is stored by now.
 * @throws LogUnsettled when something hides it for long
 */
export async function settledEnd(store: EventStore, patienceMs = SETTLED_MS): Promise<string> {
  const newest = await store.newest();
  for (const deadline = performance.now() + patienceMs; ; await sleep(20)) {
    const head = await store.head();
    if (head >= newest) return head;
    if (performance.now() > deadline)
      throw new LogUnsettled('The newest facts cannot be read yet: a transaction of the database stays open.');
  }
}
