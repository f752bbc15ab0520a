import { randomUUID } from 'node:crypto';
import { type ServerWritableStream, type ServiceError } from '@grpc/grpc-js';
import { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { type EventLog } from '../event-log.js';
import { type RecordedEvent } from '../records.js';
import { drained } from './drained.js';
import { streamDeleted, thrownByHandler, tooSlow } from './failures.js';
import { type Filter, PAGE, readFilter } from './filter.js';
import { caughtUpMessage, checkpointMessage, confirmationMessage, eventMessage, streamName } from './messages.js';
import { type Serving } from './serving.js';

type Call = ServerWritableStream<ReadReq, ReadResp>;

/** What a subscription goes through: the log, or one stream of it. It only grows while somebody is subscribed. */
interface Source {
  readonly events: () => readonly RecordedEvent[];
  /** The index of the first event that is wanted. */
  readonly start: number;
  /** The position that the reader named, for the first checkpoint. */
  readonly position: number;
  /** The server says nothing of an end of history that never was. */
  readonly mayBeMissing: boolean;
}

export async function subscribe(serving: Serving, call: Call, options: ReadReq.Options): Promise<void> {
  const fail = (error: ServiceError): void => void call.emit('error', error);
  let filter: Filter | null;
  try {
    filter = readFilter(options);
  } catch {
    return fail(thrownByHandler());
  }
  const stream = options.getStream();
  const name = streamName(stream?.getStreamIdentifier());
  if (stream !== undefined && serving.log.readable(name) === 'tombstoned') return fail(streamDeleted(name));
  const source = stream === undefined ? wholeLog(serving.log, options) : oneStream(serving.log, name, stream);
  if (source === null) return fail(thrownByHandler());
  await new Subscription(serving, call, source, filter, options.getUuidOption()?.hasStructured() ?? false).run();
}

/** Null where the position is no place in this log. */
function wholeLog(log: EventLog, options: ReadReq.Options): Source | null {
  const events = (): readonly RecordedEvent[] => log.all;
  const all = options.getAll();
  const position = all?.getPosition();
  if (position === undefined) {
    return { events, start: all?.hasEnd() === true ? log.all.length : 0, position: 0, mayBeMissing: false };
  }
  const commit = Number(position.getCommitPosition());
  if (!log.isReadableFrom(commit) || Number(position.getPreparePosition()) > commit) return null;
  // The event there counts as handled, whichever it is; a checkpoint without a prepare position stands before it.
  const isHandled = Number(position.getPreparePosition()) > 0;
  const start = Math.min(log.indexAt(commit) + (isHandled ? 1 : 0), log.all.length);
  return { events, start, position: commit, mayBeMissing: false };
}

function oneStream(log: EventLog, name: string, options: ReadReq.Options.StreamOptions): Source {
  const events = (): readonly RecordedEvent[] => {
    const readable = log.readable(name);
    return readable === null || readable === 'tombstoned' ? [] : readable;
  };
  const now = events();
  const hidden = now[0]?.revision ?? 0;
  const after = options.hasRevision() ? Number(options.getRevision()) + 1 - hidden : 0;
  const start = options.hasEnd() ? now.length : Math.max(after, 0);
  return { events, start, position: 0, mayBeMissing: now.length === 0 };
}

class Subscription {
  private next: number;
  private isOpen = true;
  private isBlocked = false;
  private examined = 0;
  private toldCaughtUp = false;
  private stopListening: () => void = () => undefined;
  private readonly waiting: ReadResp[] = [];

  constructor(
    private readonly serving: Serving,
    private readonly call: Call,
    private readonly source: Source,
    private readonly filter: Filter | null,
    private readonly hasStructuredIds: boolean,
  ) {
    this.next = source.start;
    call.on('cancelled', () => this.close());
    call.on('close', () => this.close());
  }

  async run(): Promise<void> {
    this.serving.faults.opened(this);
    this.call.write(confirmationMessage(randomUUID()));
    await this.catchUp();
    if (!this.isOpen) return;
    this.toldCaughtUp = !this.source.mayBeMissing || this.source.events().length > 0;
    if (this.toldCaughtUp) this.call.write(caughtUpMessage());
    // Nothing is awaited from the end of history to here, so that no event is missed.
    this.next = Math.max(this.next, this.source.events().length);
    this.examined = 0;
    this.call.on('drain', () => {
      this.isBlocked = false;
      this.pump();
    });
    this.stopListening = this.serving.log.onStored(() => this.takeLive());
  }

  fail(error: ServiceError): void {
    if (!this.isOpen) return;
    this.close();
    this.call.emit('error', error);
  }

  private close(): void {
    this.isOpen = false;
    this.stopListening();
    this.serving.faults.closed(this);
  }

  /** Page after page, as fast as the reader takes them. A checkpoint tells where a page without a match began. */
  private async catchUp(): Promise<void> {
    let began = { commit: this.source.position, prepare: this.source.position };
    while (this.isOpen && this.next < this.source.events().length) {
      const { events, considered, end } = this.page();
      for (const event of events) {
        if (!this.call.write(eventMessage(event, this.hasStructuredIds))) await drained(this.call);
        if (!this.isOpen) return;
      }
      const last = events.at(-1);
      const reached = last === undefined ? began : { commit: last.position, prepare: last.position };
      began = { commit: end, prepare: 0 };
      this.examined += considered;
      if (this.filter === null || this.examined < this.filter.checkpointEvery) continue;
      this.examined %= this.filter.checkpointEvery;
      if (!this.call.write(checkpointMessage(reached.commit, reached.prepare))) await drained(this.call);
    }
  }

  private page(): { readonly events: readonly RecordedEvent[]; readonly considered: number; readonly end: number } {
    const all = this.source.events();
    const events: RecordedEvent[] = [];
    const from = this.next;
    const window = this.filter?.window ?? Infinity;
    while (this.next < all.length && events.length < PAGE && this.next - from < window) {
      const event = all[this.next++]!;
      if (this.filter?.matches(event) ?? true) events.push(event);
    }
    return { events, considered: this.next - from, end: all[this.next - 1]!.end };
  }

  private takeLive(): void {
    const all = this.source.events();
    while (this.isOpen && this.next < all.length) {
      const event = all[this.next++]!;
      if (this.filter?.matches(event) ?? true) this.waiting.push(eventMessage(event, this.hasStructuredIds));
      if (!this.toldCaughtUp) this.waiting.push(caughtUpMessage());
      this.toldCaughtUp = true;
      if (this.filter !== null && ++this.examined >= this.filter.checkpointEvery) {
        this.examined = 0;
        this.waiting.push(checkpointMessage(event.position, event.position));
      }
    }
    this.pump();
    if (this.waiting.length > this.serving.faults.liveBacklog) this.fail(tooSlow());
  }

  private pump(): void {
    while (this.isOpen && !this.isBlocked && this.waiting.length > 0) {
      this.isBlocked = !this.call.write(this.waiting.shift()!);
    }
  }
}
