import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AppendResult,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  type ResolvedEvent,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { EventStoreDbAddress } from '../../platform/services.js';
import {
  type AppendOutcome,
  BEGINNING,
  checkAppend,
  EventStore,
  InvalidAppend,
  type LogEnd,
  type NewFact,
  NONE,
  ofCategories,
  type Page,
  type StoredFact,
} from '../event-store.js';
import { LogUnavailable } from '../rejection.js';
import { EventStoreDbConnection, typeOf } from './eventstoredb-connection.js';
import { eventOf, factOf } from './eventstoredb-envelope.js';
import { EventStoreDbPages } from './eventstoredb-pages.js';
import { type Place, Positions } from './eventstoredb-positions.js';
import { EventStoreDbTail } from './eventstoredb-tail.js';
import { SharedPages } from './shared-pages.js';
import { backOff, unlessAborted } from './waiting.js';

/** Facts looked through for those of some categories. */
const SCANNED = 1_000;
const READ_AT_ONCE = 16;

/** The log on EventStoreDB: our streams in a store that others may use too. */
export class EventStoreDbEventStore extends EventStore {
  private readonly shared: SharedPages;
  private readonly tail: EventStoreDbTail;

  private constructor(
    private readonly connection: EventStoreDbConnection,
    private readonly prefix: string,
    private readonly positions: Positions,
    private readonly pages: EventStoreDbPages,
  ) {
    super();
    this.shared = new SharedPages((after, limit) =>
      pages.page(after, limit).catch((error: unknown) => {
        // Pages that were kept may hold facts that vanished since.
        this.shared.forget();
        throw error;
      }),
    );
    this.tail = new EventStoreDbTail(connection, pages, positions, prefix);
  }

  /** @throws EventStoreError */
  static async open({ url, prefix }: EventStoreDbAddress): Promise<EventStoreDbEventStore> {
    const connection = new EventStoreDbConnection(url);
    try {
      const beginning = await connection.atStart(() => identityOf(connection, `${prefix}-identity`));
      const positions = new Positions(beginning);
      const streams = `${prefix}.`;
      const pages = new EventStoreDbPages(connection, positions, streams);
      return new EventStoreDbEventStore(connection, streams, positions, pages);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  override async append(stream: string, expected: number, facts: readonly NewFact[]): Promise<AppendOutcome> {
    checkAppend(stream, facts);
    try {
      const result = await this.connection.append(this.prefix + stream, expected, facts.map(eventOf));
      // So says a client that was told by its address not to throw.
      if (!result.success) return { kind: 'conflict', actual: Number(result.nextExpectedRevision) };
      return { kind: 'appended', ...(await this.whereIs(stream, facts, result)) };
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) return { kind: 'conflict', actual: actualOf(error) };
      if (error instanceof MaxAppendSizeExceededError)
        throw new InvalidAppend(`The event store takes no more than ${error.maxAppendSize} bytes.`, { cause: error });
      throw error instanceof LogUnavailable
        ? error
        : new LogUnavailable('The event store gave no answer to an append.', { cause: error });
    }
  }

  override read(stream: string, after = NONE): Promise<readonly StoredFact[]> {
    return this.connection.patiently(async () => {
      const facts: StoredFact[] = [];
      const options = { ...this.connection.options, fromRevision: BigInt(after + 1) };
      const read = this.connection.client.readStream(this.prefix + stream, options);
      const take = ({ event }: ResolvedEvent): boolean => {
        if (event?.position === undefined) throw new LogUnavailable('The event store tells no positions of events.');
        const position = this.positions.ofFact({ commit: event.position.commit, id: event.id });
        facts.push(factOf(event, stream, position));
        return true;
      };
      try {
        await this.connection.take(read, take);
      } catch (error) {
        if (typeOf(error) !== 'stream-not-found') throw error;
      }
      return facts;
    });
  }

  override async readMany(after: ReadonlyMap<string, number>): Promise<readonly StoredFact[]> {
    const asked = [...after];
    const facts: StoredFact[] = [];
    const readOn = async (): Promise<void> => {
      for (let next = asked.pop(); next !== undefined; next = asked.pop()) facts.push(...(await this.read(...next)));
    };
    await Promise.all(Array.from({ length: Math.min(READ_AT_ONCE, asked.length) }, readOn));
    return facts;
  }

  override async readAll(after: string, limit: number, categories?: readonly string[]): Promise<Page> {
    if (categories === undefined) return this.shared.page(after, limit);
    return ofCategories(await this.shared.page(after, SCANNED), limit, categories);
  }

  override async *subscribe(
    after: string,
    limit: () => number,
    signal: AbortSignal,
    categories?: readonly string[],
  ): AsyncGenerator<Page, void> {
    let position = after;
    /** Since when the store was seen to hold what this reader had: the tail alone compares positions as texts. */
    let sureSince = NaN;
    for (let failures = 0; !signal.aborted;) {
      const { changes, epoch } = this.tail;
      const wanted = categories === undefined ? limit() : SCANNED;
      const kept = sureSince === epoch ? this.tail.pageAfter(position, wanted) : undefined;
      const page = kept ?? (await unlessAborted(this.pageOrNone(position, wanted), signal));
      if (signal.aborted) return;
      if (page !== undefined) sureSince = epoch;
      if (page === undefined || page.upTo === position) {
        if (kept !== undefined) await this.tail.change(changes, signal);
        else if (page === undefined || (!this.tail.begin(position) && !this.tail.reaches(position)))
          await sleep(backOff((failures += 1)), undefined, { signal }).catch(() => undefined);
        continue;
      }
      failures = 0;
      const matching = categories === undefined ? page : ofCategories(page, limit(), categories);
      position = matching.upTo;
      yield matching;
    }
  }

  /** Whatever the leader shows can be read, so it is where readers stand who are level. */
  override head(): Promise<string> {
    return this.newest();
  }

  override async newest(): Promise<string> {
    const newest = await this.pages.newest();
    return newest === undefined ? BEGINNING : this.positions.ofFact(newest.place);
  }

  override async end(): Promise<LogEnd | undefined> {
    const newest = await this.pages.newest();
    return newest && { number: Number(newest.place.commit), storedAt: newest.storedAt };
  }

  override async close(): Promise<void> {
    await this.tail.close();
    await this.connection.close();
  }

  /** Undefined while the store is away. @throws ForeignPosition, FactVanished */
  private pageOrNone(position: string, limit: number): Promise<Page | undefined> {
    return this.shared.page(position, limit).catch((error: unknown) => {
      if (error instanceof LogUnavailable) return undefined;
      throw error;
    });
  }

  /** Where the last of these facts stands; a server that was asked late may not tell, and is read then. */
  private async whereIs(
    stream: string,
    facts: readonly NewFact[],
    { nextExpectedRevision, position }: AppendResult,
  ): Promise<{ readonly revision: number; readonly position: string }> {
    const revision = Number(nextExpectedRevision);
    const id = facts.at(-1)?.id ?? '';
    if (position !== undefined) return { revision, position: this.positions.ofFact({ commit: position.commit, id }) };
    const [stored] = await this.read(stream, revision - 1);
    if (stored?.id !== id) throw new LogUnavailable('The event store no longer tells where it keeps a fact.');
    return { revision, position: stored.position };
  }
}

const actualOf = ({ actualVersion }: WrongExpectedVersionError): number =>
  actualVersion === NO_STREAM ? NONE : Number(actualVersion);

/** The first event of a log names it; of processes that begin it at once, all take the one that was stored. */
async function identityOf(connection: EventStoreDbConnection, stream: string): Promise<Place> {
  let place: Place | undefined;
  const look = async (): Promise<void> => {
    const read = connection.client.readStream(stream, { ...connection.options, maxCount: 1 });
    await connection
      .take(read, ({ event }: ResolvedEvent) => {
        if (event?.position !== undefined) place = { commit: event.position.commit, id: event.id };
        return false;
      })
      .catch((error: unknown) => {
        if (typeOf(error) !== 'stream-not-found') throw error;
      });
  };
  await look();
  if (place !== undefined) return place;
  const event = jsonEvent({ id: randomUUID(), type: 'LogBegan', data: {} });
  await connection.append(stream, NONE, [event]).catch((error: unknown) => {
    if (!(error instanceof WrongExpectedVersionError)) throw error;
  });
  await look();
  if (place === undefined) throw new Error(`The event store does not show ${stream}.`);
  return place;
}
