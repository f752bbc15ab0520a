import { FACT_TYPE } from './event.js';

/** A fact on its way to the log: texts are kept byte for byte. `personal` is JSON of ciphertexts by subject. */
export interface NewFact {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: string;
  readonly personal: string | null;
  readonly metadata: string;
}

export interface StoredFact extends NewFact {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
}

/** Facts after a position, in the one global order, and how far the log was read: `upTo` moves although nothing matches. */
export interface Page {
  readonly facts: readonly StoredFact[];
  readonly upTo: string;
}

/** The newest fact as operators watch it. The number is of the store's own counting: it grows, and may have gaps. */
export interface LogEnd {
  readonly number: number;
  readonly storedAt: Date;
}

export type AppendOutcome =
  | { readonly kind: 'appended'; readonly revision: number; readonly position: string }
  | { readonly kind: 'conflict'; readonly actual: number };

/** The position before the first fact of every log. */
export const BEGINNING = '';

/** The revision of a stream that has no facts. */
export const NONE = -1;

/** No more than this stands in the data and metadata of one append, with every store. */
export const MAX_APPEND_BYTES = 900_000;

/** Refused before it was sent: nothing is stored, and trying again is of no use. */
export class InvalidAppend extends Error {}

/** Refused before it was sent, since too many appends wait: nothing is stored by this call, and it may be sent again later. */
export class LogBusy extends Error {}

/** A position that was made by another log: going on from it would skip facts in silence. */
export class ForeignPosition extends Error {}

/** The log no longer holds the fact at a position that it once gave: what was made of that fact has no ground any more. */
export class FactVanished extends Error {}

/** The event log. Adapters keep these promises, and one contract suite holds them to it. */
export abstract class EventStore {
  /**
   * Appends behind exactly `expected` (`NONE` for a new stream). Where exactly these ids already stand from there on, the answer is
   * the same and nothing is written. An error means that the outcome is unknown: the same append again settles it.
   */
  abstract append(stream: string, expected: number, facts: readonly NewFact[]): Promise<AppendOutcome>;

  /** The facts of a stream behind revision `after`, in order. */
  abstract read(stream: string, after?: number): Promise<readonly StoredFact[]>;

  /** The facts of many streams, each behind its revision; those of one stream in order. */
  async readMany(after: ReadonlyMap<string, number>): Promise<readonly StoredFact[]> {
    return (await Promise.all([...after].map(([stream, revision]) => this.read(stream, revision)))).flat();
  }

  /**
   * At most `limit` facts after a position, of streams of all categories or of these alone. Nothing that is committed later ever comes
   * before what was read; at the end of the log `upTo` is where `after` was, or behind what did not match.
   * @throws ForeignPosition, FactVanished
   */
  abstract readAll(after: string, limit: number, categories?: readonly string[]): Promise<Page>;

  /**
   * As `readAll`, and goes on until the signal, through restarts of the store. A page without facts tells that `upTo` moved.
   * @throws ForeignPosition, FactVanished
   */
  abstract subscribe(
    after: string,
    limit: () => number,
    signal: AbortSignal,
    categories?: readonly string[],
  ): AsyncGenerator<Page, void>;

  /** The position of the last fact that a reader can see now. */
  abstract head(): Promise<string>;

  /** The position of the last fact that is stored; readers may not see it yet. */
  abstract newest(): Promise<string>;

  /** Where the log ends and since when; undefined where it is empty. */
  abstract end(): Promise<LogEnd | undefined>;

  /** Ends what goes on by itself, after everything that uses it. */
  abstract close(): Promise<void>;
}

/** What of a page is of streams of these categories; at most `limit` facts. */
export function ofCategories(page: Page, limit: number, categories: readonly string[]): Page {
  const matches = page.facts.filter(({ stream }) => categories.some((category) => stream.startsWith(`${category}-`)));
  const facts = matches.slice(0, limit);
  return { facts, upTo: matches.length > limit ? (facts.at(-1)?.position ?? page.upTo) : page.upTo };
}

/** Refuses before the call what some store would choke on. */
export function checkAppend(stream: string, facts: readonly NewFact[]): void {
  if (!/^[a-z][a-z-]*-[\w.:~-]{1,200}$/u.test(stream)) throw new InvalidAppend(`"${stream}" is no name of a stream.`);
  if (facts.length === 0) throw new InvalidAppend('An append needs a fact.');
  let bytes = 0;
  for (const fact of facts) {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(fact.id))
      throw new InvalidAppend(`"${fact.id}" is no id of a fact.`);
    if (!FACT_TYPE.test(fact.type)) throw new InvalidAppend(`"${fact.type}" is no type of a fact.`);
    bytes += Buffer.byteLength(fact.data) + Buffer.byteLength(fact.personal ?? '') + Buffer.byteLength(fact.metadata);
  }
  if (bytes > MAX_APPEND_BYTES) {
    throw new InvalidAppend(`An append of ${bytes} bytes is over the limit of ${MAX_APPEND_BYTES}.`);
  }
}
