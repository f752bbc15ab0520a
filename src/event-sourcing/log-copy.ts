import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AppendOutcome,
  BEGINNING,
  type EventStore,
  InvalidAppend,
  MAX_APPEND_BYTES,
  type StoredFact,
} from './event-store.js';
import { LogsDiffer, refuseDifference } from './log-comparison.js';
import { type CopyNote, type CopyNotes, knows } from './log-copy-notes.js';
import { factsIn, settledEnd } from './log-walk.js';

const NOTED_EVERY_MS = 1_000;
const PATIENCE_MS = 60_000;

/** The target holds something else than the beginning of the source: copying would mix two logs. */
export class ForeignLog extends Error {
  override readonly name = 'ForeignLog';
}

export interface Copied {
  /** Facts of the source that the target has now. */
  readonly facts: number;
  /** How many of them this run added. */
  readonly added: number;
}

export interface CopyOptions {
  readonly notes?: CopyNotes;
  readonly signal?: AbortSignal;
  readonly progress?: (copied: Copied) => void;
}

/**
 * Brings the target to where the source stands now: the same facts in the same order. It can be ended at any moment and begun again,
 * since what the target holds is looked at first, and every append stands behind exactly the revision before it.
 * @throws ForeignLog before anything is written, where the target is not the beginning of the source
 */
export async function copyLog(
  source: EventStore,
  target: EventStore,
  { notes, signal, progress }: CopyOptions = {},
): Promise<Copied> {
  await refuseSameLog(source, target);
  const noted = (await notes?.last(source, target)) ?? { source: BEGINNING, target: BEGINNING, facts: 0 };
  const facts = factsIn(source, noted.source, await settledEnd(source));
  let copied = { facts: noted.facts, added: 0 };
  for await (const theirs of factsIn(target, noted.target, await settledEnd(target))) {
    signal?.throwIfAborted();
    refuseForeign((await facts.next()).value ?? undefined, theirs);
    copied = { ...copied, facts: copied.facts + 1 };
    progress?.(copied);
  }
  let notedAt = performance.now();
  let last: { readonly note: CopyNote; readonly fact: StoredFact } | undefined;
  for await (const run of runsOf(facts)) {
    signal?.throwIfAborted();
    const [fact] = run.slice(-1) as [StoredFact];
    const position = await appendRun(target, run);
    copied = { facts: copied.facts + run.length, added: copied.added + run.length };
    progress?.(copied);
    last = { note: { source: fact.position, target: position, facts: copied.facts }, fact };
    if (performance.now() - notedAt < NOTED_EVERY_MS) continue;
    notedAt = performance.now();
    await notes?.keep(last.note, last.fact);
  }
  if (last !== undefined) await notes?.keep(last.note, last.fact);
  return copied;
}

/** Consecutive facts of one stream, as many as one append may hold. */
async function* runsOf(facts: AsyncIterable<StoredFact>): AsyncGenerator<readonly StoredFact[], void> {
  let run: StoredFact[] = [];
  let bytes = 0;
  for await (const fact of facts) {
    const size = bytesOf(fact);
    if (run.length > 0 && (run[0]?.stream !== fact.stream || bytes + size > MAX_APPEND_BYTES)) {
      yield run;
      [run, bytes] = [[], 0];
    }
    run.push(fact);
    bytes += size;
  }
  if (run.length > 0) yield run;
}

const bytesOf = ({ data, personal, metadata }: StoredFact): number =>
  Buffer.byteLength(data) + Buffer.byteLength(personal ?? '') + Buffer.byteLength(metadata);

/** The position of the last fact of the run in the target. */
async function appendRun(target: EventStore, run: readonly StoredFact[]): Promise<string> {
  const [first] = run as [StoredFact, ...StoredFact[]];
  const outcome = await appendSurely(target, first.stream, first.revision - 1, run);
  if (outcome.kind === 'appended') return outcome.position;
  // An append of a copy that was ended may have arrived after all, with fewer facts than this one.
  const held = await target.read(first.stream, first.revision - 1);
  const rest = run.slice(held.length);
  if (outcome.actual < first.revision || rest.length === 0) throw foreign(first);
  for (const [index, theirs] of held.entries()) refuseForeign(run[index], theirs);
  return appendRun(target, rest);
}

/** An append without an answer may have been stored: the same append again settles it. */
async function appendSurely(
  target: EventStore,
  stream: string,
  expected: number,
  facts: readonly StoredFact[],
): Promise<AppendOutcome> {
  const bare = facts.map(({ id, type, version, data, personal, metadata }) => ({
    id,
    type,
    version,
    data,
    personal,
    metadata,
  }));
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(200 + Math.random() * 300)) {
    try {
      return await target.append(stream, expected, bare);
    } catch (error) {
      if (error instanceof InvalidAppend || performance.now() > deadline) throw error;
    }
  }
}

function refuseForeign(ours: StoredFact | undefined, theirs: StoredFact): void {
  if (ours === undefined) throw foreign(theirs);
  try {
    refuseDifference(ours, theirs);
  } catch (error) {
    throw error instanceof LogsDiffer ? foreign(theirs, error) : error;
  }
}

const foreign = ({ stream, revision }: StoredFact, cause?: Error): ForeignLog =>
  new ForeignLog(
    `The target holds other facts than the source, first ${stream} revision ${revision}: nothing is copied into it.`,
    { cause },
  );

async function refuseSameLog(source: EventStore, target: EventStore): Promise<void> {
  const end = await source.newest();
  if (end !== BEGINNING && (await knows(target, end))) throw new ForeignLog('Source and target are the same log.');
}
