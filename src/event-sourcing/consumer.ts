import type { Pool, PoolClient } from 'pg';
import type { Checkpoints } from './checkpoints.js';
import type { Fact, Recorded } from './event.js';
import type { EventStore, StoredFact } from './event-store.js';
import { BEGINNING } from './event-store.js';
import type { FactCodec } from './fact-codec.js';
import { type Observer, unobserved } from './observer.js';
import { foldPage, keysOf, type Projection } from './projection.js';
import type { Reaction } from './reaction.js';
import type { ReadTable } from './read-table.js';
import { Rejection } from './rejection.js';

export interface OpenPage {
  readonly facts: readonly Recorded<Fact>[];
  readonly upTo: string;
}

/** Something that follows the log from a checkpoint of its own. */
export interface Consumer {
  readonly name: string;
  /** Where to go on from. */
  open(): Promise<string>;
  /** Deals with a page and moves the checkpoint from `from` to the page's end. */
  handle(from: string, page: OpenPage): Promise<void>;
  /** What could not be done is tried again from time to time. */
  retry?(): Promise<void>;
}

/** For operators. What the database or a parser says may quote a row or a text, so of theirs only the kind is kept. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const quotes = 'severity' in error || error instanceof SyntaxError;
  return quotes
    ? `${error.name} ${'code' in error ? String(error.code) : ''}`.trim()
    : `${error.name}: ${error.message}`;
}

/** Runs work in one transaction. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  // Without a listener a connection that is cut while it is in use ends the process.
  const onError = (): void => void (broken = true);
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Rows and checkpoint of a page in one transaction. */
export class ProjectionConsumer implements Consumer {
  readonly name: string;

  constructor(
    private readonly projection: Projection,
    private readonly table: ReadTable<object>,
    private readonly pool: Pool,
    private readonly checkpoints: Checkpoints,
  ) {
    this.name = projection.name;
  }

  async open(): Promise<string> {
    const { version, position } = await this.checkpoints.open(
      this.name,
      'projection',
      this.projection.version,
      BEGINNING,
    );
    if (version === this.projection.version) return position;
    if (version > this.projection.version)
      throw new Error(`The table ${this.name} is of version ${version}, made by a newer program.`);
    await this.startAgain();
    return BEGINNING;
  }

  async handle(from: string, { facts, upTo }: OpenPage): Promise<void> {
    const keys = keysOf(this.projection, facts);
    if (keys.length === 0) return this.checkpoints.move(this.pool, this.name, from, upTo);
    await inTransaction(this.pool, async (client) => {
      const rows = await this.table.load(client, keys);
      await this.table.store(client, foldPage(this.projection, facts, rows));
      await this.checkpoints.move(client, this.name, from, upTo);
    });
  }

  /** Empties the table; whoever works on it finds the checkpoint moved and begins with the first fact. */
  async startAgain(): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      // The table before the checkpoint, as a page does it: the other way round the two lock each other out.
      await this.table.empty(client);
      await client.query('update progress.checkpoints set position = $2, version = $3 where name = $1', [
        this.name,
        BEGINNING,
        this.projection.version,
      ]);
    });
  }
}

const TRIES = 3;

/** Streams are dealt with beside each other, the facts of one stream one after another. */
export class ReactionConsumer implements Consumer {
  readonly name: string;

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
    return (await this.checkpoints.open(this.name, 'reaction', 1, await this.store.head())).position;
  }

  async handle(from: string, { facts, upTo }: OpenPage): Promise<void> {
    const streams = new Map<string, Recorded<Fact>[]>();
    for (const fact of facts.filter(({ type }) => this.reaction.handles.includes(type))) {
      streams.set(fact.stream, [...(streams.get(fact.stream) ?? []), fact]);
    }
    const parked = streams.size === 0 ? new Set<string>() : await this.parkedStreams();
    await Promise.all([...streams].map(([stream, ofStream]) => this.handleStream(ofStream, parked.has(stream))));
    await this.checkpoints.move(this.pool, this.name, from, upTo);
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
    const [stored] = await this.store.read(stream, revision - 1);
    return this.attempt(async () => {
      const [fact] = await this.codec.openAll([stored as StoredFact]);
      return fact as Recorded<Fact>;
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
