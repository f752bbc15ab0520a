import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { CheckpointMoved, type Checkpoints } from './checkpoints.js';
import { type Consumer, type OpenPage, ProjectionConsumer, ReactionConsumer, reasonOf } from './consumer.js';
import type { Fact } from './event.js';
import type { EventStore, Page } from './event-store.js';
import type { FactCodec } from './fact-codec.js';
import { Leases } from './leases.js';
import { type Observer, unobserved } from './observer.js';
import type { Projection } from './projection.js';
import type { Reaction } from './reaction.js';
import { ReadTable } from './read-table.js';

export const PAGE_SIZE = 500;
const FAILURES_UNTIL_STOPPED = 5;
const RETRY_PARKED_MS = 5_000;
const LEASE_MS = 500;
const WATCH_MS = 500;

/** Where this program tells what went wrong while it follows the log. */
export interface Reporter {
  error(details: object, message: string): void;
}

/** All projections and reactions of the process, and their way along the log. */
export class Consumers {
  private readonly projections = new Map<string, ProjectionConsumer>();
  private readonly reactions: ReactionConsumer[] = [];
  private readonly opened = new WeakMap<Page, Promise<OpenPage>>();
  private readonly leases: Leases;
  /** Where each consumer waits for the next page, and how to call it from there. */
  private readonly standing = new Map<string, { position: string; readonly startOver: AbortController }>();
  private readonly stopping = new AbortController();
  private running: Promise<void>[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly codec: FactCodec,
    private readonly pool: Pool,
    private readonly dataSource: DataSource,
    private readonly checkpoints: Checkpoints,
    databaseUrl: string,
    private readonly reporter: Reporter,
    private readonly observer: Observer = unobserved,
  ) {
    this.leases = new Leases(databaseUrl);
    // Every consumer waits on it, on a standby all at once.
    setMaxListeners(0, this.stopping.signal);
  }

  project<Row extends object, F extends Fact>(projection: Projection<Row, F>): void {
    const table = new ReadTable<object>(this.dataSource.getMetadata(projection.entity));
    const consumer = new ProjectionConsumer(projection as unknown as Projection, table, this.pool, this.checkpoints);
    this.projections.set(projection.name, consumer);
  }

  react<F extends Fact>(reaction: Reaction<F>): void {
    this.reactions.push(
      new ReactionConsumer(reaction, this.store, this.codec, this.pool, this.checkpoints, this.observer),
    );
  }

  /**
   * A reaction begins at the head of the log that it first meets. Every process notes it before it takes commands: what is decided while
   * no worker runs is then dealt with by the next one.
   */
  async markBeginnings(): Promise<void> {
    for (const reaction of this.reactions) await reaction.open();
  }

  start(which: 'all' | 'projections' = 'all'): void {
    const reactions = which === 'all' ? this.reactions : [];
    this.running = [...this.projections.values(), ...reactions].map((consumer) => this.follow(consumer));
    this.running.push(...reactions.map((reaction) => this.retryParked(reaction)), this.watch());
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
    await this.leases.close();
  }

  /**
   * Tries what a reaction parked at once, where this process works on it; whoever does so elsewhere tries again within seconds anyway.
   * False where there is no such reaction.
   */
  async retryParkedOf(name: string): Promise<boolean> {
    const reaction = this.reactions.find((each) => each.name === name);
    if (reaction === undefined) return false;
    // A process that does not follow the log must not take the lease from one that does.
    if (this.running.length > 0 && (await this.leases.take(name))) await reaction.retry();
    return true;
  }

  get projectionNames(): readonly string[] {
    return [...this.projections.keys()];
  }

  /** Empties read tables, to be made again from the log. Reactions have no part in it: nothing is sent again. */
  async startAgain(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const projection = this.projections.get(name);
      if (projection === undefined)
        throw new Error(`There is no projection "${name}", only ${this.projectionNames.join(', ')}.`);
      await projection.open();
      await projection.startAgain();
    }
  }

  private async follow(consumer: Consumer): Promise<void> {
    const { signal } = this.stopping;
    const pace = { failures: 0, oneByOne: 0 };
    while (!signal.aborted) {
      try {
        if (await this.leases.take(consumer.name)) await this.followFrom(consumer, await consumer.open(), pace);
        else await this.pause(LEASE_MS);
      } catch (error) {
        if (error instanceof CheckpointMoved) continue;
        pace.failures += 1;
        pace.oneByOne = PAGE_SIZE;
        await this.reportFailure(consumer, error, pace.failures);
        await this.pause(Math.min(30_000, 100 * 2 ** pace.failures));
      }
    }
  }

  /** After a failure facts are taken one by one, so that the checkpoint comes to stand right before the one that fails. */
  private async followFrom(
    consumer: Consumer,
    start: string,
    pace: { failures: number; oneByOne: number },
  ): Promise<void> {
    const here = { position: start, startOver: new AbortController() };
    this.standing.set(consumer.name, here);
    const signal = AbortSignal.any([this.stopping.signal, here.startOver.signal]);
    for await (const page of this.store.subscribe(start, () => (pace.oneByOne > 0 ? 1 : PAGE_SIZE), signal)) {
      await consumer.handle(here.position, await this.open(page));
      here.position = page.upTo;
      pace.failures = 0;
      pace.oneByOne = Math.max(0, pace.oneByOne - page.facts.length);
      this.checkpoints.announce();
      if (!(await this.leases.take(consumer.name))) return;
    }
  }

  /** A checkpoint that was set back, perhaps by another process, is worth more than the wait for a new fact. */
  private async watch(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const before = [...this.standing].map(([name, here]) => ({ name, here, position: here.position }));
      const stored = await this.checkpoints.positions().catch(() => new Map<string, string>());
      for (const { name, here, position } of before) {
        if ((stored.get(name) ?? position) < position) here.startOver.abort();
      }
      await this.pause(WATCH_MS);
    }
  }

  /** Consumers that are level share the page, and its decryption. */
  private open(page: Page): Promise<OpenPage> {
    const opened =
      this.opened.get(page) ?? this.codec.openAll(page.facts).then((facts): OpenPage => ({ facts, upTo: page.upTo }));
    this.opened.set(page, opened);
    // The store may hand out the same page again: a failure must not stay with it.
    opened.catch(() => this.opened.delete(page));
    return opened;
  }

  private async retryParked(reaction: ReactionConsumer): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.pause(RETRY_PARKED_MS);
      if (this.stopping.signal.aborted) return;
      await this.leases
        .take(reaction.name)
        .then((mine) => (mine ? reaction.retry() : undefined))
        .catch((error: unknown) =>
          this.reporter.error({ consumer: reaction.name, err: error }, 'parked facts could not be tried again'),
        );
    }
  }

  private async reportFailure(consumer: Consumer, error: unknown, failures: number): Promise<void> {
    this.reporter.error({ consumer: consumer.name, failures, err: error }, 'a consumer of the log failed');
    if (failures < FAILURES_UNTIL_STOPPED) return;
    await this.checkpoints.stopped(consumer.name, reasonOf(error)).catch(() => undefined);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
