import type { FactMetadata } from './event.js';
import { BEGINNING, type EventStore, type StoredFact } from './event-store.js';
import { pagesIn } from './log-walk.js';

export interface Census {
  readonly facts: number;
  readonly streams: number;
  /** Of data, personal blocks and metadata. */
  readonly bytes: number;
  readonly types: Readonly<Record<string, number>>;
  readonly categories: Readonly<Record<string, { readonly streams: number; readonly facts: number }>>;
  /** ISO 8601; null in an empty log. */
  readonly firstRecordedAt: string | null;
  readonly lastRecordedAt: string | null;
  /** Of the last fact that readers see. */
  readonly end: string;
  /** How many facts stand behind each of the positions that were asked for. */
  readonly behind: ReadonlyMap<string, number>;
}

/** When a fact was decided, ISO 8601. */
export const recordedAtOf = ({ metadata }: StoredFact): string =>
  (JSON.parse(metadata) as Partial<FactMetadata>).recordedAt ?? '';

/**
 * Reads the whole log and counts.
 * @param categories that streams can have; a name alone does not tell where its category ends
 */
export async function takeCensus(
  store: EventStore,
  categories: readonly string[],
  positions: readonly string[],
): Promise<Census> {
  const streams = new Map<string, number>();
  const types = new Map<string, number>();
  const behind = new Map(positions.map((position) => [position, 0]));
  const end = await store.head();
  let [facts, bytes] = [0, 0];
  let ends: { readonly first: StoredFact; readonly last: StoredFact } | undefined;
  for await (const page of pagesIn(store, BEGINNING, end)) {
    for (const fact of page.facts) {
      facts += 1;
      bytes += [fact.data, fact.personal ?? '', fact.metadata].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      streams.set(fact.stream, (streams.get(fact.stream) ?? 0) + 1);
      types.set(fact.type, (types.get(fact.type) ?? 0) + 1);
      for (const [position, count] of behind) if (fact.position > position) behind.set(position, count + 1);
      ends = { first: ends?.first ?? fact, last: fact };
    }
  }
  return {
    facts,
    streams: streams.size,
    bytes,
    types: Object.fromEntries([...types].toSorted(([, a], [, b]) => b - a)),
    categories: byCategory(streams, categories),
    firstRecordedAt: ends === undefined ? null : recordedAtOf(ends.first),
    lastRecordedAt: ends === undefined ? null : recordedAtOf(ends.last),
    end,
    behind,
  };
}

function byCategory(streams: ReadonlyMap<string, number>, categories: readonly string[]): Census['categories'] {
  const counted: Record<string, { streams: number; facts: number }> = {};
  for (const [stream, facts] of streams) {
    const category = categories.find((each) => stream.startsWith(`${each}-`)) ?? 'other';
    const before = counted[category] ?? { streams: 0, facts: 0 };
    counted[category] = { streams: before.streams + 1, facts: before.facts + facts };
  }
  return counted;
}
