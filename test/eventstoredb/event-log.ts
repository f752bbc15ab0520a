import { decide, RecentIds } from './idempotency.js';
import { encode, LogFile } from './log-file.js';
import {
  DELETED,
  type Expected,
  metastreamOf,
  type ProposedEvent,
  type RecordedEvent,
  TOMBSTONE_REVISION,
  TOMBSTONE_TYPE,
} from './records.js';
import { FIRST_METADATA, systemEvent, readMetadata, type StreamMetadata } from './stream-metadata.js';

export type AppendAnswer =
  | { readonly kind: 'appended'; readonly revision: number; readonly position: number | null }
  | { readonly kind: 'wrong-expected'; readonly actual: number }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'still-in-flight' };

interface Stream {
  readonly name: string;
  /** Also what is still being written: readers see the first `visible` of them. */
  readonly events: RecordedEvent[];
  visible: number;
  isTombstoned: boolean;
}

interface Commit {
  readonly events: readonly RecordedEvent[];
  readonly bytes: readonly Buffer[];
  readonly stored: () => void;
}

/** The log in memory, over its file. Several appends that wait are stored by one write, and seen in their order. */
export class EventLog {
  /** What readers see, in the one order. */
  readonly all: RecordedEvent[] = [];
  /** Positions that a reader may have seen and that were taken back: reading from there is no error. */
  private readonly vanished = new Set<number>();
  private readonly streams = new Map<string, Stream>();
  private readonly recent = new RecentIds();
  private readonly listeners = new Set<() => void>();
  private queue: Commit[] = [];
  private writing: Promise<void> | null = null;
  private tail = LogFile.start;
  private isHeld = false;

  private constructor(private readonly file: LogFile) {}

  static async open(folder: string, isDurable: boolean): Promise<EventLog> {
    const { file, events } = await LogFile.open(folder, isDurable);
    const log = new EventLog(file);
    for (const event of events) {
      log.place(event);
      log.show(event);
    }
    log.tail = events.at(-1)?.end ?? LogFile.start;
    if (events.length === 0) await log.write(metastreamOf('$scavenges'), [systemEvent(FIRST_METADATA)]);
    return log;
  }

  /** Where the next event will begin. */
  get end(): number {
    return this.all.at(-1)?.end ?? LogFile.start;
  }

  onStored(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async append(name: string, expected: Expected, events: readonly ProposedEvent[]): Promise<AppendAnswer> {
    const stream = this.streamOf(name);
    const metadata = this.metadataOf(name);
    const state = { ...stream, isDeleted: metadata.truncateBefore === DELETED };
    const decision = decide(state, expected, events, this.recent);
    switch (decision.kind) {
      case 'write': {
        if (events.length === 0) return this.nothingWritten(stream);
        const first = stream.events.length;
        const stored = this.write(name, events);
        if (state.isDeleted) void this.write(metastreamOf(name), [systemEvent(`{"$tb":${first}}`)]);
        const last = await stored;
        return { kind: 'appended', revision: last.revision, position: last.position };
      }
      case 'already-written': {
        const { last } = decision;
        if (last.revision >= stream.visible) return { kind: 'still-in-flight' };
        const isReadable = last.revision >= this.firstReadable(name);
        return { kind: 'appended', revision: last.revision, position: isReadable ? last.position : null };
      }
      case 'wrong-expected':
        return { kind: 'wrong-expected', actual: stream.events.length - 1 };
      case 'stream-deleted':
        return { kind: 'stream-deleted' };
    }
  }

  /** Answers as the server does for the metadata of a stream: an append to its metadata stream. */
  async deleteStream(name: string, expected: Expected): Promise<AppendAnswer> {
    const refusal = this.refuseDelete(name, expected);
    if (refusal !== null) return refusal;
    const last = await this.write(metastreamOf(name), [systemEvent(`{"$tb":${DELETED}}`)]);
    return { kind: 'appended', revision: last.revision, position: last.position };
  }

  async tombstone(name: string, expected: Expected): Promise<AppendAnswer> {
    const refusal = this.refuseDelete(name, expected, true);
    if (refusal !== null) return refusal;
    const event = { ...systemEvent(''), type: TOMBSTONE_TYPE, isJson: false };
    const last = await this.write(name, [event], true);
    return { kind: 'appended', revision: last.revision, position: last.position };
  }

  /** What readers see of a stream; null where there is none. Event `n` has revision `first + n`. */
  readable(name: string): 'tombstoned' | readonly RecordedEvent[] | null {
    if (this.isTombstoned(name)) return 'tombstoned';
    const stream = this.streams.get(name);
    const { truncateBefore, maxAge } = this.metadataOf(name);
    if (stream === undefined || stream.visible === 0 || truncateBefore === DELETED) return null;
    const events = stream.events.slice(this.firstReadable(name), stream.visible);
    return maxAge === null ? events : events.filter(({ created }) => created > Date.now() - maxAge * 1_000);
  }

  /** Index in `all` of the first event at or after a position. */
  indexAt(position: number): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.all[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The server reads only from where some record begins, or began before it was taken back. */
  isReadableFrom(position: number): boolean {
    if (position === 0 || position >= this.end || this.vanished.has(position)) return true;
    return this.all[this.indexAt(position)]?.position === position;
  }

  /** Nothing more is stored until `release`: appends wait, and nobody sees them. */
  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    this.startWriting();
  }

  /** Takes back the last appends, as a leader does whose followers never had them. Another event may take their place. */
  async takeBack(appends: number): Promise<readonly RecordedEvent[]> {
    await this.settled();
    let from = this.all.length;
    for (let left = appends; left > 0 && from > 0; left--) {
      do from--;
      while (from > 0 && !this.all[from - 1]!.endsAppend);
    }
    const gone = this.all.splice(from);
    for (const event of gone.toReversed()) {
      const stream = this.streamOf(event.stream);
      if (event.type === TOMBSTONE_TYPE) stream.isTombstoned = false;
      else stream.visible = stream.events.length = event.revision;
      this.recent.forget(event);
      this.vanished.add(event.position);
    }
    this.tail = this.end;
    await this.file.cut(this.tail);
    return gone;
  }

  async settled(): Promise<void> {
    while (this.writing !== null) await this.writing;
  }

  /** What waits to be written is lost, as in a process that is killed. */
  async drop(): Promise<void> {
    this.queue = [];
    await this.writing;
    this.listeners.clear();
    await this.file.close();
  }

  private isTombstoned(name: string): boolean {
    const of = name.startsWith('$$') ? name.slice(2) : name;
    return this.streams.get(name)?.isTombstoned === true || this.streams.get(of)?.isTombstoned === true;
  }

  private refuseDelete(name: string, expected: Expected, mayBeMissing = false): AppendAnswer | null {
    if (this.isTombstoned(name)) return { kind: 'stream-deleted' };
    const actual = this.streamOf(name).events.length - 1;
    if (actual === -1 && mayBeMissing && (expected === 'any' || expected === 'no_stream')) return null;
    if (actual >= 0 && (expected === 'any' || expected === 'stream_exists' || expected === BigInt(actual))) return null;
    return { kind: 'wrong-expected', actual };
  }

  private nothingWritten(stream: Stream): AppendAnswer {
    return { kind: 'appended', revision: Math.max(0, stream.events.length - 1), position: this.end };
  }

  private metadataOf(name: string): StreamMetadata {
    const metastream = this.streams.get(metastreamOf(name));
    return readMetadata(metastream?.events[metastream.visible - 1]);
  }

  private firstReadable(name: string): number {
    const { truncateBefore, maxCount } = this.metadataOf(name);
    const visible = this.streams.get(name)?.visible ?? 0;
    if (truncateBefore === DELETED) return visible;
    return Math.max(Number(truncateBefore), maxCount === null ? 0 : visible - maxCount);
  }

  private streamOf(name: string): Stream {
    const stream = this.streams.get(name) ?? { name, events: [], visible: 0, isTombstoned: false };
    this.streams.set(name, stream);
    return stream;
  }

  /** @returns the last of the events, when they are stored */
  private write(name: string, events: readonly ProposedEvent[], isTombstone = false): Promise<RecordedEvent> {
    const created = Date.now();
    const stream = this.streamOf(name);
    const recorded: RecordedEvent[] = [];
    const bytes: Buffer[] = [];
    for (const [at, event] of events.entries()) {
      const revision = isTombstone ? TOMBSTONE_REVISION : stream.events.length;
      const whole = { ...event, stream: name, revision, created, endsAppend: at === events.length - 1 };
      const encoded = encode(whole);
      const placed = { ...whole, position: this.tail, end: this.tail + encoded.length };
      this.tail = placed.end;
      this.place(placed);
      this.recent.remember(placed);
      recorded.push(placed);
      bytes.push(encoded);
    }
    return new Promise((resolve) => {
      this.queue.push({ events: recorded, bytes, stored: () => resolve(recorded.at(-1)!) });
      this.startWriting();
    });
  }

  private place(event: RecordedEvent): void {
    const stream = this.streamOf(event.stream);
    if (event.type === TOMBSTONE_TYPE) stream.isTombstoned = true;
    else stream.events.push(event);
  }

  private show(event: RecordedEvent): void {
    this.all.push(event);
    if (event.type !== TOMBSTONE_TYPE) this.streamOf(event.stream).visible++;
  }

  private startWriting(): void {
    if (this.writing !== null || this.isHeld || this.queue.length === 0) return;
    this.writing = this.writeQueue().finally(() => {
      this.writing = null;
      this.startWriting();
    });
  }

  private async writeQueue(): Promise<void> {
    // Appends that arrive in the same moment share the write.
    await new Promise(setImmediate);
    const commits = this.queue;
    this.queue = [];
    await this.file.append(commits.flatMap(({ bytes }) => bytes));
    for (const { events, stored } of commits) {
      for (const event of events) this.show(event);
      stored();
    }
    for (const listener of this.listeners) listener();
  }
}
