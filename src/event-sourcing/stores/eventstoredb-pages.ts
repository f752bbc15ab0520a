import { setTimeout as sleep } from 'node:timers/promises';
import { type AllStreamRecordedEvent, BACKWARDS, END, type Position } from '@eventstore/db-client';
import { FactVanished, type Page, type StoredFact } from '../event-store.js';
import { type EventStoreDbConnection, isNoRecord } from './eventstoredb-connection.js';
import { factOf } from './eventstoredb-envelope.js';
import { type Place, type Positions, type Reached } from './eventstoredb-positions.js';

/** Records looked through for facts, in a store that others use too. */
const SCANNED = 500;
const LOOK_AGAIN_MS = 1_000;
const BACKWARDS_AT_FIRST = 32;
const BACKWARDS_AT_MOST = 2_000;

export interface Newest {
  readonly place: Place;
  readonly storedAt: Date;
}

/** The whole store read as our log: what others wrote is passed over, and what a reader had before must still stand. */
export class EventStoreDbPages {
  /** What is known of the end: the last fact at or before a record. */
  private known: { readonly newest: Newest | undefined; readonly upTo: bigint };
  private looking: Promise<Newest | undefined> | undefined;

  /** @param prefix of the names of our streams in the store */
  constructor(
    private readonly connection: EventStoreDbConnection,
    private readonly positions: Positions,
    private readonly prefix: string,
  ) {
    this.known = { newest: undefined, upTo: positions.beginning.commit };
  }

  /** @throws ForeignPosition, FactVanished, LogUnavailable */
  async page(after: string, limit: number): Promise<Page> {
    const reached = this.positions.parse(after);
    const page = await this.scan(reached, limit);
    if (page !== undefined) return page;
    if (reached.record !== reached.fact) return this.passOver(reached, after, limit);
    return (await this.lookAgain(reached, limit)) ?? this.vanished(reached.fact);
  }

  /** @throws FactVanished, LogUnavailable */
  async refuseVanished(fact: Place): Promise<void> {
    const reached = { fact, record: fact };
    if ((await this.scan(reached, 1, 1)) ?? (await this.lookAgain(reached, 1))) return;
    this.vanished(fact);
  }

  /** The record at a place that the server named; undefined where none begins. */
  async recordAt(commit: bigint): Promise<Place | undefined> {
    let record: Place | undefined;
    await this.forwards(commit, 1, ({ id, position }) => {
      if (position.commit === commit) record = { commit, id };
      return false;
    });
    return record;
  }

  /** The last fact of our log; the search goes back no further than to where the last one began. */
  newest(): Promise<Newest | undefined> {
    this.looking ??= this.connection.patiently(() => this.searchBackwards()).finally(() => (this.looking = undefined));
    return this.looking;
  }

  factOf(event: AllStreamRecordedEvent): StoredFact | undefined {
    const { streamId, id, position } = event;
    if (!streamId.startsWith(this.prefix)) return undefined;
    const place = { commit: position.commit, id };
    return factOf(event, streamId.slice(this.prefix.length), this.positions.ofFact(place));
  }

  /** Facts behind a record; undefined where that record no longer stands. The server begins with the record itself. */
  private scan(
    { fact, record }: Reached,
    limit: number,
    maxCount = Math.max(limit, SCANNED) + 1,
  ): Promise<Page | undefined> {
    return this.connection.patiently(async () => {
      const facts: StoredFact[] = [];
      let last: Place = fact;
      let upTo: Place | undefined;
      const take = (event: AllStreamRecordedEvent): boolean => {
        const at: Place = { commit: event.position.commit, id: event.id };
        if (upTo === undefined) {
          if (at.commit !== record.commit || at.id !== record.id) return false;
        } else {
          const found = this.factOf(event);
          if (found !== undefined) {
            facts.push(found);
            last = at;
          }
        }
        upTo = at;
        return facts.length < limit;
      };
      try {
        await this.forwards(record.commit, maxCount, take);
      } catch (error) {
        if (!isNoRecord(error)) throw error;
      }
      return upTo === undefined ? undefined : { facts, upTo: this.positions.of({ fact: last, record: upTo }) };
    });
  }

  private forwards(commit: bigint, maxCount: number, take: (event: AllStreamRecordedEvent) => boolean): Promise<void> {
    const fromPosition: Position = { commit, prepare: commit };
    const read = this.connection.client.readAll({ ...this.connection.options, fromPosition, maxCount });
    return this.connection.take(read, ({ event }) => event === undefined || take(event));
  }

  /**
   * What others wrote may be cleared away by them, and that is no loss of ours: from our own fact before it the way is looked through
   * once more.
   */
  private async passOver({ fact, record }: Reached, after: string, limit: number): Promise<Page> {
    for (let at = this.positions.ofFact(fact); ;) {
      const page = await this.page(at, SCANNED);
      const facts = page.facts.filter(({ position }) => position > after).slice(0, limit);
      const upTo = facts.length === limit ? (facts.at(-1)?.position ?? page.upTo) : page.upTo;
      if (facts.length > 0 || this.positions.parse(upTo).record.commit > record.commit) return { facts, upTo };
      if (page.upTo === at) return { facts: [], upTo: after };
      at = page.upTo;
    }
  }

  /** A reader is stopped for good, so a node that is just about to change must not be taken for a loss. */
  private async lookAgain(reached: Reached, limit: number): Promise<Page | undefined> {
    await sleep(LOOK_AGAIN_MS);
    const { beginning } = this.positions;
    const begins = await this.scan({ fact: beginning, record: beginning }, 1, 1);
    const page = await this.scan(reached, limit);
    if (page === undefined && begins === undefined)
      throw new FactVanished('The log itself is no longer in the event store.');
    return page;
  }

  private vanished(fact: Place): never {
    this.forgetTheEnd();
    throw new FactVanished(
      `The event store no longer holds the fact ${fact.id} that stood at ${this.positions.ofFact(fact)}.`,
    );
  }

  private async searchBackwards(): Promise<Newest | undefined> {
    const { upTo } = this.known;
    let from: Position | typeof END = END;
    let end: bigint | undefined;
    for (let maxCount = BACKWARDS_AT_FIRST; ; maxCount = BACKWARDS_AT_MOST) {
      const { found, first, at } = await this.backwards(from, maxCount, upTo);
      end ??= first ?? 0n;
      if (end < upTo) return this.searchFromNothing();
      if (found === undefined && at !== undefined && at.commit > upTo) {
        from = at;
        continue;
      }
      this.known = { newest: found ?? this.known.newest, upTo: end };
      return this.known.newest;
    }
  }

  /** The end lies before one that was known: something was taken back, and nothing that is remembered counts. */
  private async searchFromNothing(): Promise<Newest | undefined> {
    const { upTo } = this.known;
    this.forgetTheEnd();
    return upTo === this.known.upTo ? undefined : this.searchBackwards();
  }

  private forgetTheEnd(): void {
    this.known = { newest: undefined, upTo: this.positions.beginning.commit };
  }

  /** Until a fact of ours is found, or a record that was looked at before. */
  private async backwards(
    fromPosition: Position | typeof END,
    maxCount: number,
    upTo: bigint,
  ): Promise<{
    readonly found: Newest | undefined;
    readonly first: bigint | undefined;
    readonly at: Position | undefined;
  }> {
    let found: Newest | undefined;
    let first: bigint | undefined;
    let at: Position | undefined;
    const options = { ...this.connection.options, direction: BACKWARDS, fromPosition, maxCount } as const;
    await this.connection.take(this.connection.client.readAll(options), ({ event }) => {
      if (event === undefined) return true;
      at = event.position;
      first ??= at.commit;
      if (event.streamId.startsWith(this.prefix))
        found = { place: { commit: at.commit, id: event.id }, storedAt: event.created };
      return found === undefined && at.commit > upTo;
    });
    return { found, first, at };
  }
}
