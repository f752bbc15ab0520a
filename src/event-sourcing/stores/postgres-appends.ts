import type { Pool, QueryConfig } from 'pg';
import { LogBusy, type NewFact } from '../event-store.js';
import type { Place } from './postgres-rows.js';
import { textArray } from './text-array.js';

/** Two transactions at a time: while one waits for the disk the other is made ready; more would only make each of them smaller. */
const MOST_UNDER_WAY = 2;
const MOST_MERGED = 64;
const MOST_MERGED_LENGTH = 1_000_000;
const MOST_WAITING = 2_000;
const MOST_WAITING_LENGTH = 64_000_000;
/** A server that vanished without a word must not stop all appends until the system gives up the connection. */
const ANSWER_MS = 10_000;

/** What the log says to one append: where it ends, or where its stream really stands. */
export interface Answer extends Place {
  readonly stream: string;
  readonly revision: string;
  readonly outcome: 'appended' | 'conflict' | 'busy' | 'overtaken';
}

interface Append {
  readonly stream: string;
  readonly expected: number;
  readonly facts: readonly NewFact[];
  readonly length: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The way of all appends of a process to the log. What comes while others are under way waits, and goes with all that waits in one
 * transaction; each append has an outcome of its own.
 */
export class PostgresAppends {
  /** Of each stream one append is at the head; those behind it wait here for their turn. */
  private readonly behind = new Map<string, Append[]>();
  private heads: Append[] = [];
  private underWay = 0;
  private waiting = 0;
  private waitingLength = 0;
  private begins = false;

  constructor(private readonly pool: Pool) {}

  /** @throws LogBusy when too much waits; any other error leaves open whether the facts are stored */
  append(stream: string, expected: number, facts: readonly NewFact[]): Promise<Answer> {
    const length = lengthOf(facts);
    if (this.waiting >= MOST_WAITING || this.waitingLength + length > MOST_WAITING_LENGTH)
      throw new LogBusy(`${this.waiting} appends wait.`);
    return new Promise((resolve, reject) => {
      const append = { stream, expected, facts, length, resolve, reject };
      const behind = this.behind.get(stream);
      if (behind === undefined) this.behind.set(stream, []);
      (behind ?? this.heads).push(append);
      this.waiting += 1;
      this.waitingLength += length;
      this.beginSoon();
    });
  }

  /** After everything that runs now, so that those who were answered together go on together. */
  private beginSoon(): void {
    if (this.begins || this.heads.length === 0 || this.underWay >= MOST_UNDER_WAY) return;
    this.begins = true;
    setImmediate(() => {
      this.begins = false;
      while (this.heads.length > 0 && this.underWay < MOST_UNDER_WAY) void this.sendMerged(this.nextBatch());
    });
  }

  private nextBatch(): readonly Append[] {
    let length = 0;
    let count = 0;
    for (const append of this.heads.slice(0, MOST_MERGED)) {
      length += append.length;
      if (count > 0 && length > MOST_MERGED_LENGTH) break;
      count += 1;
    }
    const batch = this.heads.slice(0, count);
    this.heads = this.heads.slice(count);
    for (const append of batch) {
      this.waiting -= 1;
      this.waitingLength -= append.length;
    }
    return batch;
  }

  private async sendMerged(batch: readonly Append[]): Promise<void> {
    this.underWay += 1;
    const unanswered = await this.send(batch, false).then(
      (answers) => batch.filter((append) => !this.settle(append, answers.get(append.stream))),
      // One that always fails must not take the others with it; what was stored nevertheless is recognised.
      () => batch,
    );
    this.underWay -= 1;
    this.beginSoon();
    await Promise.all(unanswered.map((append) => this.sendAlone(append)));
  }

  private async sendAlone(append: Append): Promise<void> {
    try {
      const answers = await this.send([append], true);
      if (!this.settle(append, answers.get(append.stream)))
        throw new Error(
          'The transactions of the log are ahead of the server: it was restored under a running program.',
        );
    } catch (error) {
      this.leave(append);
      append.reject(error);
    }
  }

  /** False where another transaction was in the way, and the append has to be sent again. */
  private settle(append: Append, answer: Answer | undefined): boolean {
    if (answer === undefined || answer.outcome === 'busy' || answer.outcome === 'overtaken') return false;
    this.leave(append);
    append.resolve(answer);
    return true;
  }

  /** The next append of the stream may go. */
  private leave({ stream }: Append): void {
    const next = this.behind.get(stream)?.shift();
    if (next === undefined) this.behind.delete(stream);
    else this.heads.push(next);
    this.beginSoon();
  }

  private async send(batch: readonly Append[], waits: boolean): Promise<ReadonlyMap<string, Answer>> {
    const facts = batch.flatMap((append) => append.facts);
    const call: QueryConfig & { readonly query_timeout: number } = {
      name: 'append',
      text: 'select * from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
      query_timeout: ANSWER_MS,
      values: [
        waits,
        batch.map(({ stream }) => stream),
        batch.map(({ expected }) => expected),
        batch.flatMap((append, index) => append.facts.map(() => index + 1)),
        batch.flatMap((append) => append.facts.map((_, index) => append.expected + 1 + index)),
        facts.map(({ id }) => id),
        facts.map(({ type }) => type),
        facts.map(({ version }) => version),
        textArray(facts.map(({ data }) => data)),
        textArray(facts.map(({ personal }) => personal)),
        textArray(facts.map(({ metadata }) => metadata)),
      ],
    };
    const { rows } = await this.pool.query<Answer>(call);
    return new Map(rows.map((row) => [row.stream, row]));
  }
}

const lengthOf = (facts: readonly NewFact[]): number =>
  facts.reduce((sum, { data, personal, metadata }) => sum + data.length + (personal?.length ?? 0) + metadata.length, 0);
