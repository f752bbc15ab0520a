import type { StoredFact } from '../../src/event-sourcing/event-store.js';

/** An append that a writer is going to send. */
export interface Tried {
  readonly stream: string;
  readonly expected: number;
  readonly ids: readonly string[];
}

/** What a writer tells, a line each: before it sends an append, and when it was answered. */
export type Line =
  | { readonly kind: 'tried'; readonly append: Tried }
  | { readonly kind: 'unknown'; readonly append: Tried }
  | { readonly kind: 'appended'; readonly append: Tried; readonly revision: number; readonly position: string }
  | { readonly kind: 'conflict'; readonly append: Tried };

/** The text of a fact follows from its id, so that whoever sends the same append again sends the same bytes. */
export const dataOf = (id: string): string => JSON.stringify({ parcelId: id, weight: 1 });

export interface Verdict {
  readonly committed: number;
  readonly acknowledged: number;
  readonly conflicts: number;
  /** Appends that were once left without an answer, and got one by being sent again. */
  readonly settled: number;
  /** Acknowledged, and not in the log where they were said to be; or not seen by the reader that followed. */
  readonly missed: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  /** Told as a conflict, and stored nevertheless. */
  readonly wronglyRefused: number;
  /** In the log, and never sent; or with another text. */
  readonly foreign: number;
  readonly unanswered: number;
}

/** Everything that writers told, also those that were killed since. */
export class Journal {
  private readonly tried = new Map<string, Tried>();
  private readonly appended = new Map<string, Line & { readonly kind: 'appended' }>();
  private readonly refused = new Map<string, Tried>();
  private readonly unknown = new Set<string>();

  get acknowledged(): number {
    return this.appended.size;
  }

  add(line: Line): void {
    const key = keyOf(line.append);
    this.tried.set(key, line.append);
    if (line.kind === 'unknown') this.unknown.add(key);
    if (line.kind === 'appended') this.appended.set(key, line);
    if (line.kind === 'conflict') this.refused.set(key, line.append);
  }

  /** What the killed writer had sent, and was not answered. */
  leftOpen(appends: Iterable<Tried>): readonly Tried[] {
    const open = [...appends].filter((append) => !this.isAnswered(keyOf(append)));
    for (const append of open) this.unknown.add(keyOf(append));
    return open;
  }

  /** Compares what was told with the log, and with what a reader saw while it was written. */
  compare(log: readonly StoredFact[], followed: readonly StoredFact[]): Verdict {
    const byPlace = new Map(log.map((fact) => [`${fact.stream} ${fact.revision}`, fact]));
    const known = new Map([...this.tried.values()].flatMap((append) => append.ids.map((id) => [id, append] as const)));
    const stored = new Set(log.map(({ id }) => id));
    const seen = new Set(followed.map(({ id }) => id));
    const isThere = ({ append, revision, position }: Line & { readonly kind: 'appended' }): boolean =>
      revision === append.expected + append.ids.length &&
      byPlace.get(`${append.stream} ${revision}`)?.position === position &&
      append.ids.every((id, index) => byPlace.get(`${append.stream} ${append.expected + 1 + index}`)?.id === id);
    return {
      committed: log.length,
      acknowledged: this.appended.size,
      conflicts: this.refused.size,
      settled: [...this.unknown].filter((key) => this.isAnswered(key)).length,
      missed:
        [...this.appended.values()].filter((line) => !isThere(line)).length +
        log.filter(({ id }) => !seen.has(id)).length,
      doubled: log.length - stored.size + followed.length - seen.size,
      outOfOrder: outOfOrder(log) + outOfOrder(followed),
      wronglyRefused: [...this.refused.values()].filter(({ ids }) => ids.some((id) => stored.has(id))).length,
      foreign: log.filter(({ id, data, stream }) => known.get(id)?.stream !== stream || data !== dataOf(id)).length,
      unanswered: [...this.tried.keys()].filter((key) => !this.isAnswered(key)).length,
    };
  }

  private isAnswered(key: string): boolean {
    return this.appended.has(key) || this.refused.has(key);
  }
}

export const keyOf = ({ ids }: Tried): string => ids[0] ?? '';

/** Facts that do not stand right behind their stream's last one, or not behind all before them. */
export function outOfOrder(facts: readonly StoredFact[]): number {
  const revisions = new Map<string, number>();
  let position = '';
  let wrong = 0;
  for (const fact of facts) {
    if (fact.revision !== (revisions.get(fact.stream) ?? -1) + 1 || fact.position <= position) wrong += 1;
    revisions.set(fact.stream, fact.revision);
    ({ position } = fact);
  }
  return wrong;
}
