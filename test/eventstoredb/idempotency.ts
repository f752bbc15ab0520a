import { type Expected, type ProposedEvent, type RecordedEvent } from './records.js';

/** About 8 MiB of short ids in the real server: after 120,000 later events still known, after 140,000 not any more. */
const REMEMBERED = 130_000;

/** Where ids were first written lately, whatever the stream. It is in memory only: empty after each start. */
export class RecentIds {
  private readonly events = new Map<string, RecordedEvent>();
  /** In the order of their coming, the first `forgotten` being gone. */
  private ids: string[] = [];
  private forgotten = 0;

  remember(event: RecordedEvent): void {
    if (this.events.has(event.id)) return;
    this.events.set(event.id, event);
    this.ids.push(event.id);
    if (this.ids.length - this.forgotten <= REMEMBERED) return;
    this.events.delete(this.ids[this.forgotten++]!);
    if (this.forgotten < REMEMBERED) return;
    this.ids = this.ids.slice(this.forgotten);
    this.forgotten = 0;
  }

  forget(event: RecordedEvent): void {
    if (this.events.get(event.id) === event) this.events.delete(event.id);
  }

  find(id: string, stream: string): RecordedEvent | undefined {
    const event = this.events.get(id);
    return event?.stream === stream ? event : undefined;
  }
}

/** What the decision needs to know of a stream; `events` holds what is still being written as well. */
export interface StreamState {
  readonly name: string;
  readonly events: readonly RecordedEvent[];
  readonly isDeleted: boolean;
  readonly isTombstoned: boolean;
}

export type Decision =
  | { readonly kind: 'write' }
  | { readonly kind: 'already-written'; readonly last: RecordedEvent }
  | { readonly kind: 'wrong-expected' }
  | { readonly kind: 'stream-deleted' };

/**
 * The server looks only at what stands where the append would have gone: ids are compared from `expected + 1` on, payloads never, and
 * at the current end it writes whatever the ids are. Without an exact expectation only what it wrote lately counts.
 */
export function decide(
  stream: StreamState,
  expected: Expected,
  events: readonly ProposedEvent[],
  recent: RecentIds,
): Decision {
  if (stream.isTombstoned) return { kind: 'stream-deleted' };
  const current = BigInt(stream.events.length) - 1n;
  if (expected === 'stream_exists') {
    if (current < 0n) return { kind: 'wrong-expected' };
    if (stream.isDeleted) return { kind: 'stream-deleted' };
  }
  if (expected === 'any' || expected === 'stream_exists') return decideByRecentIds(stream.name, events, recent);

  const after = expected === 'no_stream' ? -1n : expected;
  if (after === current) return { kind: 'write' };
  if (after > current || events.length === 0) return { kind: 'wrong-expected' };
  const stored = stream.events.slice(Number(after) + 1, Number(after) + 1 + events.length);
  const same = events.findIndex((event, at) => stored[at]?.id !== event.id);
  if (same === -1) return { kind: 'already-written', last: stored[stored.length - 1]! };
  return expected === 'no_stream' && stream.isDeleted && same === 0 ? { kind: 'write' } : { kind: 'wrong-expected' };
}

/** The first id decides: where it is unknown all are written, where it is known all must be. */
function decideByRecentIds(stream: string, events: readonly ProposedEvent[], recent: RecentIds): Decision {
  const known = events.map(({ id }) => recent.find(id, stream));
  const last = known.at(-1);
  if (known[0] === undefined) return { kind: 'write' };
  if (last === undefined || known.includes(undefined)) return { kind: 'wrong-expected' };
  return { kind: 'already-written', last };
}
