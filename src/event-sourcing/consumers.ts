import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { CheckpointMoved, type Checkpoints } from './checkpoints.js';
import {
  type Consumer,
  NewerProgram,
  type OpenPage,
  ProjectionConsumer,
  reasonOf,
  RebuildUnderWay,
  TableNotMade,
} from './consumer.js';
import { isLockTimeout, isStorageAway } from './database-errors.js';
import type { Fact } from './event.js';
import type { EventStore, Page } from './event-store.js';
import type { FactCodec } from './fact-codec.js';
import { Follower, type Reporter, type Way } from './follower.js';
import { Leases } from './leases.js';
import { type Observer, unobserved } from './observer.js';
import type { Projection } from './projection.js';
import type { Reaction } from './reaction.js';
import { ReactionConsumer } from './reaction-consumer.js';
import { ReadTable } from './read-table.js';
import { LogUnavailable } from './rejection.js';
import { Rebuild } from './rebuild.js';

const RETRY_PARKED_MS = 5_000;
const WATCH_MS = 500;
/** Tables whose versions a new program raises are found within this time, and made again on one way along the log. */
const GATHER_MS = 200;

interface Asked {
  readonly projection: Projection;
  settle(this: void, failure: Error | undefined): void;
}

/** All projections and reactions of the process, and their way along the log. */
export class Consumers {
  private readonly tables = new Map<string, Projection>();
  private readonly projections: ProjectionConsumer[] = [];
  private readonly reactions: ReactionConsumer[] = [];
  private readonly opened = new WeakMap<Page, Promise<OpenPage>>();
  private readonly way: Way;
  private readonly stopping = new AbortController();
  /** By the names of their tables. */
  private readonly raising = new Map<string, Promise<void>>();
  private asked: Asked[] = [];
  private followers: readonly Follower[] = [];
  private running: Promise<void>[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly codec: FactCodec,
    private readonly pool: Pool,
    private readonly dataSource: DataSource,
    private readonly checkpoints: Checkpoints,
    private readonly databaseUrl: string,
    reporter: Reporter,
    private readonly observer: Observer = unobserved,
  ) {
    const open = (page: Page): Promise<OpenPage> => this.open(page);
    this.way = { store, checkpoints, leases: new Leases(databaseUrl), reporter, open };
    // Every consumer waits on it, on a standby all at once.
    setMaxListeners(0, this.stopping.signal);
  }

  project<Row extends object, F extends Fact>(typed: Projection<Row, F>): void {
    const projection = typed as unknown as Projection;
    const table = new ReadTable<object>(this.dataSource.getMetadata(projection.entity));
    this.tables.set(projection.name, projection);
    const raise = (): Promise<void> => this.raise(projection);
    for (let partition = 0; partition < (projection.partitions ?? 1); partition += 1)
      this.projections.push(new ProjectionConsumer(projection, table, this.pool, this.checkpoints, partition, raise));
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
    const consumers: readonly Consumer[] = [...this.projections, ...(which === 'all' ? this.reactions : [])];
    this.followers = consumers.map((consumer) => new Follower(consumer, this.way));
    this.running = this.followers.map((follower) => follower.follow(this.stopping.signal));
    this.running.push(this.watch(), this.retryParked());
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.running);
    await this.way.leases.close();
  }

  /** Tries what a reaction parked: at once where this process works on it, else as soon as the one that does has noticed. */
  async retryParkedOf(name: string): Promise<boolean> {
    if (!this.reactionNames.includes(name)) return false;
    const follower = this.followers.find((each) => each.name === name);
    const isMine = (await follower?.retry()) ?? false;
    if (!isMine) await this.checkpoints.call(name);
    return true;
  }

  get projectionNames(): readonly string[] {
    return [...this.tables.keys()];
  }

  get reactionNames(): readonly string[] {
    return this.reactions.map(({ name }) => name);
  }

  /** The projections of these names, or all. */
  named(names: readonly string[]): readonly Projection[] {
    return (names.length === 0 ? this.projectionNames : names).map((name) => {
      const projection = this.tables.get(name);
      if (projection !== undefined) return projection;
      throw new UnknownConsumer(`There is no projection "${name}", only ${this.projectionNames.join(', ')}.`);
    });
  }

  /** Checkpoints are moved and called by other processes too. */
  private async watch(): Promise<void> {
    const shared = [...this.tables.values()].flatMap(({ name, partitions = 1 }) => (partitions > 1 ? [name] : []));
    while (!this.stopping.signal.aborted) {
      if (shared.length > 0) await this.way.leases.count(shared).catch(() => undefined);
      const before = this.followers.map((follower) => [follower, follower.stands] as const);
      const marks = await this.checkpoints.marks().catch(() => undefined);
      for (const [follower, stood] of before) {
        const mark = marks?.get(follower.name);
        if (mark !== undefined) await this.tolerate(follower, follower.look(stood, mark));
      }
      await this.pause(WATCH_MS);
    }
  }

  private async retryParked(): Promise<void> {
    const reacting = this.followers.filter(({ name }) => this.reactionNames.includes(name));
    while (!this.stopping.signal.aborted) {
      await this.pause(RETRY_PARKED_MS);
      if (this.stopping.signal.aborted) return;
      await Promise.all(reacting.map((follower) => this.tolerate(follower, follower.retry())));
    }
  }

  /** What cannot be tried again now is tried again later. */
  private async tolerate({ name }: Follower, retried: Promise<unknown>): Promise<void> {
    await retried.catch((error: unknown) =>
      this.way.reporter.error({ consumer: name, err: error }, 'parked facts could not be tried again'),
    );
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

  /** The table of a lower version is read until the one of this version is level, and then replaced by it. */
  private raise(projection: Projection): Promise<void> {
    const { name } = projection;
    const raised =
      this.raising.get(name) ??
      new Promise<void>((resolve, reject) => {
        if (this.asked.length === 0) this.running.push(this.raiseAsked());
        this.asked.push({
          projection,
          settle: (failure) => (failure === undefined ? resolve() : reject(failure)),
        });
      }).finally(() => this.raising.delete(name));
    this.raising.set(name, raised);
    return raised;
  }

  /** Those who ask at the same time go one way together; who comes later goes another one. */
  private async raiseAsked(): Promise<void> {
    const { signal } = this.stopping;
    await this.pause(GATHER_MS);
    const asked = this.asked;
    this.asked = [];
    const settled = (name: string, failure: Error | undefined): void =>
      asked.find(({ projection }) => projection.name === name)?.settle(failure && verdictOf(failure));
    const rebuild = new Rebuild(this.store, this.codec, this.dataSource, this.checkpoints, this.databaseUrl);
    const projections = asked.map(({ projection }) => projection);
    await rebuild
      .run(projections, { settled, signal, isRaise: true })
      .catch((error: unknown) => {
        for (const { settle } of asked) settle(verdictOf(error as Error));
      })
      .finally(() => rebuild.close());
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** What will not pass by itself is not tried again at once: that would take the whole way along the log. */
function verdictOf(failure: Error): Error {
  const passes = [CheckpointMoved, RebuildUnderWay, NewerProgram, LogUnavailable].some(
    (kind) => failure instanceof kind,
  );
  const isKnown = passes || failure.name === 'AbortError' || isLockTimeout(failure) || isStorageAway(failure);
  return isKnown ? failure : new TableNotMade(reasonOf(failure));
}

/** A name that no projection or reaction of this program has. */
export class UnknownConsumer extends Error {}
