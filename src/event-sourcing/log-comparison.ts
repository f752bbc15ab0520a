import { createHash } from 'node:crypto';
import { BEGINNING, type EventStore, type StoredFact } from './event-store.js';
import { factsIn, settledEnd } from './log-walk.js';

/** Everything of a fact but its position, which is of the log and not of the fact. */
const FIELDS = ['stream', 'revision', 'id', 'type', 'version', 'data', 'personal', 'metadata'] as const;

export interface LogSummary {
  readonly facts: number;
  readonly streams: number;
  /** SHA-256 over every field of every fact, in the order of the log. */
  readonly sha256: string;
  /** The position of the last fact. */
  readonly end: string;
}

export interface Comparison {
  readonly source: LogSummary;
  readonly target: LogSummary;
}

/** Two logs that should be the same are not; the message names stream and revision. */
export class LogsDiffer extends Error {
  override readonly name = 'LogsDiffer';

  constructor(
    problem: string,
    readonly stream: string,
    readonly revision: number,
  ) {
    super(`${stream} revision ${revision}: ${problem}`);
  }
}

/** Adds up a log while it is read. */
class Sum {
  private readonly hash = createHash('sha256');
  private readonly revisions = new Map<string, number>();
  private facts = 0;
  private end = BEGINNING;

  /** @throws LogsDiffer when the facts of a stream do not come one after another */
  add(fact: StoredFact, whose: string): void {
    const expected = (this.revisions.get(fact.stream) ?? -1) + 1;
    if (fact.revision !== expected)
      throw new LogsDiffer(`the ${whose} has it where revision ${expected} belongs.`, fact.stream, fact.revision);
    this.revisions.set(fact.stream, expected);
    this.hash.update(JSON.stringify(FIELDS.map((field) => fact[field])));
    this.facts += 1;
    this.end = fact.position;
  }

  result(): LogSummary {
    return { facts: this.facts, streams: this.revisions.size, sha256: this.hash.digest('hex'), end: this.end };
  }
}

/** @throws LogsDiffer when it is not the same fact, byte for byte */
export function refuseDifference(ours: StoredFact, theirs: StoredFact): void {
  const wrong = FIELDS.filter((field) => ours[field] !== theirs[field]);
  if (wrong.length === 0) return;
  const isSame = ours.stream === theirs.stream && ours.revision === theirs.revision;
  const problem = isSame
    ? `${wrong.join(', ')} of the target's differ from the source's.`
    : `the target has ${theirs.stream} revision ${theirs.revision} in its place.`;
  throw new LogsDiffer(problem, ours.stream, ours.revision);
}

/**
 * Reads two logs side by side, whole: the same facts byte for byte, in the same order.
 * @param pair is told of every fact and of what stands for it in the other log
 * @throws LogsDiffer at the first difference
 */
export async function compareLogs(
  source: EventStore,
  target: EventStore,
  pair: (ours: StoredFact, theirs: StoredFact) => void = () => undefined,
): Promise<Comparison> {
  const theirs = factsIn(target, BEGINNING, await settledEnd(target));
  const sums = { source: new Sum(), target: new Sum() };
  for await (const ours of factsIn(source, BEGINNING, await settledEnd(source))) {
    const { value: their } = await theirs.next();
    if (their === undefined) throw new LogsDiffer('the target does not have it.', ours.stream, ours.revision);
    refuseDifference(ours, their);
    sums.source.add(ours, 'source');
    sums.target.add(their, 'target');
    pair(ours, their);
  }
  const { value: more } = await theirs.next();
  if (more !== undefined) throw new LogsDiffer('the source does not have it.', more.stream, more.revision);
  return { source: sums.source.result(), target: sums.target.result() };
}
