import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, type Pool } from 'pg';
import {
  type AppendOutcome,
  BEGINNING,
  checkAppend,
  EventStore,
  ForeignPosition,
  type LogEnd,
  type NewFact,
  NONE,
  ofCategories,
  type Page,
  type StoredFact,
} from '../event-store.js';
import { Together } from '../together.js';
import { PostgresAppends } from './postgres-appends.js';
import { COLUMNS, factOf, type Place, positionOf, READABLE, type Row } from './postgres-rows.js';
import { SharedPages } from './shared-pages.js';

/** Where one node tells the others that facts have come. */
export const LOG_CHANNEL = 'credence_log';
const FASTEST_POLL = 2;
const SLOWEST_POLL = 500;
/** Facts looked through for those of some categories. */
const SCANNED = 1_000;

/** What of a stream stands behind a revision. */
interface Tail {
  readonly stream: string;
  readonly after: number;
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** The server stops, starts, or can't be reached: it will be back. Everything else is thrown on. */
function unlessAway(error: unknown): undefined {
  const isRefusal = error instanceof DatabaseError && !/^(08|53|57)/u.test(error.code ?? '');
  const isOurs = error instanceof ForeignPosition || error instanceof SyntaxError || error instanceof TypeError;
  if (isRefusal || isOurs) throw error;
}

/**
 * The log on PostgreSQL. The order is (generation, transaction id, position), read only behind the oldest transaction that still runs:
 * a sequence number alone would lose what commits late.
 */
export class PostgresEventStore extends EventStore {
  private tick = deferred();
  private readonly shared = new SharedPages((after, limit) => this.readPage(after, limit));
  private poll = SLOWEST_POLL;
  private ticker: NodeJS.Timeout | undefined;
  private notifying: Promise<void> | undefined;
  private readonly tails = new Together<Tail, readonly StoredFact[]>((tails) => this.readTails(tails));
  private readonly appends: PostgresAppends;

  private constructor(
    private readonly pool: Pool,
    private readonly log: string,
  ) {
    super();
    this.appends = new PostgresAppends(pool);
  }

  static async open(pool: Pool): Promise<PostgresEventStore> {
    await pool.query('select log.raise_generation()');
    const { rows } = await pool.query<{ id: string }>('select id from log.identity');
    const [identity] = rows;
    if (identity === undefined) throw new Error('The log has no identity: run the migrations.');
    return new PostgresEventStore(pool, identity.id.slice(0, 8));
  }

  override async append(stream: string, expected: number, facts: readonly NewFact[]): Promise<AppendOutcome> {
    checkAppend(stream, facts);
    const answer = await this.appends.append(stream, expected, facts);
    if (answer.outcome !== 'appended') return { kind: 'conflict', actual: Number(answer.revision) };
    this.announce();
    return { kind: 'appended', revision: Number(answer.revision), position: positionOf(this.log, answer) };
  }

  override read(stream: string, after = NONE): Promise<readonly StoredFact[]> {
    // A whole stream may be long: nobody else has to wait for it.
    return after === NONE ? this.readOne(stream, after) : this.tails.ask({ stream, after });
  }

  private async readOne(stream: string, after: number): Promise<readonly StoredFact[]> {
    const { rows } = await this.pool.query<Row>({
      name: 'read',
      rowMode: 'array',
      text: `select ${COLUMNS} from log.facts where stream = $1 and revision > $2 order by revision`,
      values: [stream, after],
    });
    return rows.map((row) => factOf(this.log, row));
  }

  private async readTails(tails: readonly Tail[]): Promise<readonly (readonly StoredFact[])[]> {
    const [first] = tails;
    if (first !== undefined && tails.length === 1) return [await this.readOne(first.stream, first.after)];
    const behind = new Map<string, number>();
    for (const { stream, after } of tails) behind.set(stream, Math.min(after, behind.get(stream) ?? after));
    const facts = await this.readMany(behind);
    return tails.map((tail) => facts.filter(({ stream, revision }) => stream === tail.stream && revision > tail.after));
  }

  override async readMany(after: ReadonlyMap<string, number>): Promise<readonly StoredFact[]> {
    // Ordered inside, so that the planner looks up one stream after the other, however long the log is.
    const { rows } = await this.pool.query<Row>({
      name: 'read-many',
      rowMode: 'array',
      text: `select ${COLUMNS} from unnest($1::text[], $2::bigint[]) as asked (name, behind)
             cross join lateral (select ${COLUMNS} from log.facts
               where stream = asked.name and revision > asked.behind order by revision) fact
             order by stream, revision`,
      values: [[...after.keys()], [...after.values()]],
    });
    return rows.map((row) => factOf(this.log, row));
  }

  override async readAll(after: string, limit: number, categories?: readonly string[]): Promise<Page> {
    if (categories !== undefined) return ofCategories(await this.readAll(after, SCANNED), limit, categories);
    return this.shared.page(after, limit);
  }

  override async *subscribe(
    after: string,
    limit: () => number,
    signal: AbortSignal,
    categories?: readonly string[],
  ): AsyncGenerator<Page, void> {
    let position = after;
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      const tick = this.tick.promise;
      const page = await this.readAll(position, limit(), categories).catch(unlessAway);
      if (page !== undefined && page.upTo !== position) {
        position = page.upTo;
        yield page;
        continue;
      }
      this.tickLater();
      await tick;
    }
  }

  override head(): Promise<string> {
    return this.last('head', `where ${READABLE}`);
  }

  override newest(): Promise<string> {
    return this.last('newest');
  }

  override async end(): Promise<LogEnd | undefined> {
    const { rows } = await this.pool.query<{ number: number; storedAt: Date }>(
      `select position::float8 as number, stored_at as "storedAt" from log.facts
       order by generation desc, transaction_id desc, position desc limit 1`,
    );
    return rows[0];
  }

  /** The pool is closed by whoever made it. */
  override async close(): Promise<void> {
    await this.notifying;
  }

  /** Facts may have come: from this process, or as another one tells. */
  wake(): void {
    this.poll = FASTEST_POLL;
    clearTimeout(this.ticker);
    this.ticker = undefined;
    this.lookAgain();
  }

  private async last(name: string, condition = ''): Promise<string> {
    const { rows } = await this.pool.query<Place>({
      name,
      text: `select generation, transaction_id, position from log.facts ${condition}
             order by generation desc, transaction_id desc, position desc limit 1`,
    });
    return rows[0] === undefined ? BEGINNING : positionOf(this.log, rows[0]);
  }

  private async readPage(after: string, limit: number): Promise<Page> {
    const [generation, transactionId, position] = this.parse(after);
    const { rows } = await this.pool.query<Row>({
      name: 'read-all',
      rowMode: 'array',
      text: `select ${COLUMNS} from log.facts
             where (generation, transaction_id, position) > ($1::int, $2::xid8, $3::bigint)
               and ${READABLE}
             order by generation, transaction_id, position limit $4`,
      values: [generation, transactionId, position, limit],
    });
    const facts = rows.map((row) => factOf(this.log, row));
    return { facts, upTo: facts.at(-1)?.position ?? after };
  }

  private parse(position: string): readonly string[] {
    if (position === BEGINNING) return ['0', '0', '0'];
    const [log, ...parts] = position.split('-');
    if (log !== this.log || parts.length !== 3)
      throw new ForeignPosition(`The position ${position} is not of this log (${this.log}).`);
    return parts.map((part) => BigInt(`0x${part}`).toString());
  }

  /** One timer wakes all subscribers of the process, ever more slowly while nothing comes. */
  private tickLater(): void {
    this.ticker ??= setTimeout(() => {
      this.ticker = undefined;
      this.poll = Math.min(this.poll * 2, SLOWEST_POLL);
      this.lookAgain();
    }, this.poll).unref();
  }

  private lookAgain(): void {
    const { resolve } = this.tick;
    this.tick = deferred();
    resolve();
  }

  /** A notification inside the append would serialise all commits, so one for many follows from another connection. */
  private announce(): void {
    this.wake();
    this.notifying ??= sleep(5, undefined, { ref: false })
      .then(() => this.pool.query('select pg_notify($1, $2)', [LOG_CHANNEL, this.log]))
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        this.notifying = undefined;
      });
  }
}
