import type { Pool } from 'pg';
import type { Checkpoints } from './checkpoints.js';
import { type Consumer, type OpenPage, reasonOf } from './consumer.js';
import type { Fact, Recorded } from './event.js';
import { type EventStore, FactVanished } from './event-store.js';
import type { FactCodec } from './fact-codec.js';
import { type Observer, unobserved } from './observer.js';
import type { Reaction } from './reaction.js';
import { Rejection } from './rejection.js';

const TRIES = 3;
/** What a reaction has done is never done again, so there is one version of it. */
const VERSION = 1;

/** Streams are dealt with beside each other, the facts of one stream one after another. */
export class ReactionConsumer implements Consumer {
  readonly name: string;
  readonly partition = 0;
  readonly partitions = 1;

  constructor(
    private readonly reaction: Reaction,
    private readonly store: EventStore,
    private readonly codec: FactCodec,
    private readonly pool: Pool,
    private readonly checkpoints: Checkpoints,
    private readonly observer: Observer = unobserved,
  ) {
    this.name = reaction.name;
  }

  async open(): Promise<string> {
    return (await this.checkpoints.open(this, 'reaction', VERSION, 1, () => this.store.head())).position;
  }

  async handle(from: string, { facts, upTo }: OpenPage): Promise<void> {
    const streams = new Map<string, Recorded<Fact>[]>();
    for (const fact of facts.filter(({ type }) => this.reaction.handles.includes(type))) {
      streams.set(fact.stream, [...(streams.get(fact.stream) ?? []), fact]);
    }
    const parked = streams.size === 0 ? new Set<string>() : await this.parkedStreams();
    await Promise.all([...streams].map(([stream, ofStream]) => this.handleStream(ofStream, parked.has(stream))));
    await this.checkpoints.move(this, VERSION, from, upTo);
  }

  async retry(): Promise<void> {
    const { rows } = await this.pool.query<{ stream: string; revision: string; position: string }>(
      'select stream, revision, position from progress.parked where reaction = $1 order by position, revision limit 200',
      [this.name],
    );
    const blocked = new Set<string>();
    for (const { stream, revision, position } of rows) {
      if (blocked.has(stream)) continue;
      const reason = await this.retryOne(stream, Number(revision));
      if (reason !== undefined) blocked.add(stream);
      await this.pool.query(
        reason === undefined
          ? 'delete from progress.parked where reaction = $1 and position = $2 and revision = $3'
          : 'update progress.parked set attempts = attempts + 1, reason = left($4, 500) where reaction = $1 and position = $2 and revision = $3',
        [this.name, position, revision, ...(reason === undefined ? [] : [reason])],
      );
    }
  }

  private async retryOne(stream: string, revision: number): Promise<string | undefined> {
    return this.attempt(async () => {
      const [fact] = await this.codec.openAll((await this.store.read(stream, revision - 1)).slice(0, 1));
      if (fact === undefined) throw new FactVanished(`The log no longer holds the fact ${revision} of ${stream}.`);
      return fact;
    });
  }

  private async handleStream(facts: readonly Recorded<Fact>[], isParked: boolean): Promise<void> {
    let reason = isParked ? 'waits for an earlier fact of its stream' : undefined;
    for (const fact of facts) {
      for (let tries = 0; reason === undefined && tries < TRIES; tries += 1) {
        const failed = await this.attempt(() => Promise.resolve(fact));
        if (failed === undefined) break;
        if (tries === TRIES - 1) reason = failed;
      }
      if (reason !== undefined) await this.park(fact, reason);
    }
  }

  /** Why it failed, or undefined. That a rule says no is an answer, and no failure. */
  private async attempt(load: () => Promise<Recorded<Fact>>): Promise<string | undefined> {
    try {
      const fact = await load();
      await this.observer.reaction(this.name, fact, () => this.reaction.react(fact));
      return undefined;
    } catch (error) {
      if (error instanceof Rejection) return undefined;
      return reasonOf(error);
    }
  }

  private async park(fact: Recorded<Fact>, reason: string): Promise<void> {
    await this.pool.query(
      `insert into progress.parked (reaction, position, stream, revision, reason) values ($1, $2, $3, $4, left($5, 500)) on conflict do nothing`,
      [this.name, fact.position, fact.stream, fact.revision, reason],
    );
  }

  private async parkedStreams(): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ stream: string }>(
      'select distinct stream from progress.parked where reaction = $1',
      [this.name],
    );
    return new Set(rows.map(({ stream }) => stream));
  }
}
