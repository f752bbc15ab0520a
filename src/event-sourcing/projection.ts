import type { Fact, Recorded } from './event.js';

type OfType<F extends Fact, T extends string> = Extract<F, { type: T }>;

/**
 * A read table as a pure fold from facts to rows. `keys` names the rows that a fact touches, `fold` says what becomes of one of them
 * (undefined: no row). Facts without a fold are passed over.
 */
export interface Projection<Row extends object = object, F extends Fact = Fact> {
  /** The name of the table, and of the checkpoint. */
  readonly name: string;
  /** A higher version makes the table again from the first fact, beside the one that there is. */
  readonly version: number;
  /** Into so many parts the rows are divided by key, so that several nodes share the work. Another number needs a higher version. */
  readonly partitions?: number;
  readonly entity: new () => Row;
  keys(this: void, fact: Recorded<F>): readonly string[];
  readonly fold: {
    readonly [T in F['type']]?: (row: Row | undefined, fact: Recorded<OfType<F, T>>, key: string) => Row | undefined;
  };
}

/** Rows are plain data; the key is the column `id`. */
export type Rows<Row> = Map<string, Row | undefined>;

/** Folds a page into the rows that were loaded for it, and says which of them it touched. */
export function foldPage<Row extends object, F extends Fact>(
  projection: Projection<Row, F>,
  facts: readonly Recorded<F>[],
  rows: Rows<Row>,
): Rows<Row> {
  const touched: Rows<Row> = new Map();
  for (const fact of facts) {
    const fold = projection.fold[fact.type as F['type']];
    if (fold === undefined) continue;
    for (const key of projection.keys(fact)) {
      const before = touched.has(key) ? touched.get(key) : rows.get(key);
      touched.set(key, fold(before, fact as never, key));
    }
  }
  return touched;
}

/** The rows that a page touches. */
export function keysOf<Row extends object, F extends Fact>(
  projection: Projection<Row, F>,
  facts: readonly Recorded<F>[],
): readonly string[] {
  const folded = facts.filter((fact) => projection.fold[fact.type as F['type']] !== undefined);
  return [...new Set(folded.flatMap((fact) => projection.keys(fact)))];
}

/** The same projection for the rows of one partition alone; a key belongs to one and the same for ever. */
export function partitionOf<Row extends object, F extends Fact>(
  projection: Projection<Row, F>,
  partition: number,
): Projection<Row, F> {
  const { partitions = 1 } = projection;
  if (partitions === 1) return projection;
  return { ...projection, keys: (fact) => projection.keys(fact).filter((key) => hash(key) % partitions === partition) };
}

/** FNV-1a over UTF-16 code units (draft-eastlake-fnv). */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) h = Math.imul(h ^ text.charCodeAt(index), 0x01000193);
  return h >>> 0;
}
