import { setTimeout as sleep } from 'node:timers/promises';
import { CheckpointMoved, type Checkpoints, type Mark, partName } from './checkpoints.js';
import { type Consumer, NewerProgram, type OpenPage, reasonOf, RebuildUnderWay, TableNotMade } from './consumer.js';
import { isLockTimeout } from './database-errors.js';
import { type EventStore, FactVanished, ForeignPosition, type Page } from './event-store.js';
import type { Group, Leases } from './leases.js';

export const PAGE_SIZE = 1_000;
/** After a failure pages are so many times smaller. */
const SMALLER = 10;
const FAILURES_UNTIL_STOPPED = 5;
const LONGEST_PAUSE_MS = 30_000;
/** Each try takes the whole way along the log; a call or a new program comes first. */
const NOT_MADE_PAUSE_MS = 600_000;
/** While others have the table. */
const OTHERS_PAUSE_MS = 2_000;
const LEASE_MS = 150;
/** Where nothing matches, a checkpoint moves no more often. */
const EMPTY_MS = 5_000;

/** Or where a page before it fails, never. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Where this program tells what went wrong while it follows the log. */
export interface Reporter {
  error(details: object, message: string): void;
}

/** What all followers of a process share. */
export interface Way {
  readonly store: EventStore;
  readonly checkpoints: Checkpoints;
  readonly leases: Leases;
  readonly reporter: Reporter;
  /** Consumers that are level share a page, and its decryption. */
  open(this: void, page: Page): Promise<OpenPage>;
}

/** One consumer on its way along the log, as long as this node has the lease; after a failure it goes on from its checkpoint. */
export class Follower {
  private failures = 0;
  /** The size of the next page, and how many facts are left to be taken so carefully. */
  private careful = { size: PAGE_SIZE, left: 0 };
  private calls: number | undefined;
  /** As far as its checkpoint is known to stand, while it waits for the next page. */
  private position: string | undefined;
  private startOver = new AbortController();
  private rest = new AbortController();

  /** The leases of all partitions, where there are several. */
  private readonly group: Group | undefined;

  constructor(
    readonly consumer: Consumer,
    private readonly way: Way,
  ) {
    const { name, partitions } = consumer;
    const names = Array.from({ length: partitions }, (_, partition) => partName({ name, partition }));
    this.group = partitions > 1 ? { name, names } : undefined;
  }

  get name(): string {
    return partName(this.consumer);
  }

  get stands(): string | undefined {
    return this.position;
  }

  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // A call that comes while it tries is worth another try, too.
      this.rest = new AbortController();
      try {
        if (await this.take()) await this.followFrom(await this.consumer.open(), signal);
        else await this.pause(LEASE_MS, signal);
      } catch (error) {
        if (error instanceof CheckpointMoved || signal.aborted) continue;
        if (error instanceof NewerProgram) await this.way.leases.letGo(this.name).catch(() => undefined);
        await this.pause(await this.fail(error), signal);
      } finally {
        this.position = undefined;
      }
    }
  }

  /** False where another node works on it. */
  async retry(): Promise<boolean> {
    const isMine = await this.take();
    if (isMine) await this.consumer.retry?.();
    return isMine;
  }

  /**
   * What its checkpoint says now, and where it stood before that was asked. Set back, it is worth more than the wait for a new fact;
   * called, it is worth more than a pause.
   */
  async look(stood: string | undefined, { position, calls }: Mark): Promise<void> {
    if (stood !== undefined && position < stood) this.startOver.abort();
    const { calls: before } = this;
    if (before === calls) return;
    this.calls = calls;
    this.rest.abort();
    if (before !== undefined) await this.retry();
  }

  /**
   * A page that fails is taken in smaller ones, at last fact by fact, so that the checkpoint comes to stand right before the one that fails.
   * While the database works on a page, the next one is opened and prepared, and the one behind it is read.
   */
  private async followFrom(start: string, stopping: AbortSignal): Promise<void> {
    const { store, checkpoints } = this.way;
    const startOver = (this.startOver = new AbortController());
    const signal = AbortSignal.any([stopping, startOver.signal]);
    const pages = store.subscribe(start, () => this.careful.size, signal);
    this.position = start;
    if ((await store.readAll(start, 1)).facts.length === 0) await checkpoints.isWellAt(this.consumer, start);
    let moved = performance.now();
    try {
      let [next, behind] = [this.prepared(this.opened(pages)), this.opened(pages)];
      for (;;) {
        const page = await next;
        if (page === undefined || signal.aborted || !(await this.take())) return;
        [next, behind] = [this.prepared(behind), this.opened(pages)];
        if (page.facts.length === 0 && performance.now() - moved < EMPTY_MS) continue;
        await this.consumer.handle(this.position, page);
        this.position = page.upTo;
        moved = performance.now();
        this.failures = 0;
        this.careful.left -= page.facts.length;
        if (this.careful.left <= 0) this.careful.size = PAGE_SIZE;
        checkpoints.announce();
      }
    } finally {
      // The pages that were asked for ahead end with it.
      startOver.abort();
    }
  }

  private take(): Promise<boolean> {
    return this.way.leases.take(this.name, this.group);
  }

  private opened(pages: AsyncGenerator<Page, void>): Promise<OpenPage | undefined> {
    return awaitedLater(pages.next().then(({ value }) => (value === undefined ? undefined : this.way.open(value))));
  }

  private prepared(opened: Promise<OpenPage | undefined>): Promise<OpenPage | undefined> {
    return awaitedLater(opened.then((page) => page && (this.consumer.prepare?.(page) ?? page)));
  }

  /** How long to rest now. */
  private async fail(error: unknown): Promise<number> {
    const { reporter, checkpoints } = this.way;
    const isOthers = error instanceof NewerProgram || error instanceof RebuildUnderWay || isLockTimeout(error);
    if (!isOthers) this.failures += 1;
    reporter.error({ consumer: this.name, failures: this.failures, err: error }, 'a consumer of the log failed');
    if (isOthers) return error instanceof NewerProgram ? LONGEST_PAUSE_MS : OTHERS_PAUSE_MS;
    const { size } = this.careful;
    this.careful = { size: Math.max(1, size / SMALLER), left: size };
    const isLost = error instanceof ForeignPosition || error instanceof FactVanished;
    const isNotMade = error instanceof TableNotMade;
    if (isLost || isNotMade || this.failures >= FAILURES_UNTIL_STOPPED) {
      const reason = isLost ? `${error.message} ${this.wayOut()}` : reasonOf(error);
      await checkpoints.stopped(this.consumer, reason, this.position).catch(() => undefined);
    }
    return isNotMade ? NOT_MADE_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, 100 * 2 ** this.failures);
  }

  /** What a lost place in the log asks of an operator. */
  private wayOut(): string {
    const { name } = this.consumer;
    return this.consumer.retry === undefined
      ? `Make the table again: npm run projections -- rebuild ${name}`
      : `Find out what it has done, then let it go on with new facts alone: npm run projections -- resume-at-end ${name}`;
  }

  private async pause(ms: number, stopping: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([stopping, this.rest.signal]);
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }
}
