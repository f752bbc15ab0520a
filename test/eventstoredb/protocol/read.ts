import { setTimeout as delay } from 'node:timers/promises';
import { type ServerWritableStream, type ServiceError } from '@grpc/grpc-js';
import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { type EventLog } from '../event-log.js';
import { type RecordedEvent } from '../records.js';
import { drained } from './drained.js';
import { streamDeleted, thrownByHandler, unexpectedRead } from './failures.js';
import { readFilter } from './filter.js';
import { eventMessage, streamName, streamNotFoundMessage } from './messages.js';
import { refusal, type Serving } from './serving.js';
import { subscribe } from './subscription.js';

type Call = ServerWritableStream<ReadReq, ReadResp>;

const BIGGEST_REVISION = 2n ** 63n;

/** One call for all that reads: a stream or the whole log, once or as a subscription. */
export async function read(serving: Serving, call: Call): Promise<void> {
  const fail = (error: ServiceError): void => void call.emit('error', error);
  const options = call.request.getOptions();
  const refused = refusal(serving, call.metadata);
  if (refused !== null) return fail(refused);
  if (options === undefined) return fail(thrownByHandler());
  const wait = serving.faults.takeDelay();
  if (wait > 0) await delay(wait);
  if (options.hasSubscription()) return subscribe(serving, call, options);
  const found = find(serving.log, options);
  if (found instanceof Error) return fail(found);
  const ids = options.getUuidOption()?.hasStructured() ?? false;
  if (found === null) call.write(streamNotFoundMessage(streamName(options.getStream()?.getStreamIdentifier())));
  for (const event of found ?? []) {
    if (call.cancelled) return;
    if (!call.write(eventMessage(event, ids))) await drained(call);
  }
  call.end();
}

function find(log: EventLog, options: ReadReq.Options): Iterable<RecordedEvent> | ServiceError | null {
  const count = Number(options.getCount());
  const backwards = options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;
  const stream = options.getStream();
  if (stream !== undefined) return findInStream(log, stream, backwards, count);
  if (count === 0) return unexpectedRead('ReadAll');
  const position = options.getAll()?.getPosition();
  const from = position === undefined ? null : Number(position.getCommitPosition());
  if (position !== undefined && Number(position.getPreparePosition()) > from!) return thrownByHandler();
  if (from !== null && !log.isReadableFrom(from)) return unexpectedRead('ReadAll');
  const start = from !== null ? log.indexAt(from) : options.getAll()?.hasEnd() === true ? log.all.length : 0;
  const matches = readFilter(options)?.matches;
  return take(inOrder(log.all, start, backwards), count, matches);
}

function findInStream(
  log: EventLog,
  options: ReadReq.Options.StreamOptions,
  backwards: boolean,
  count: number,
): Iterable<RecordedEvent> | ServiceError | null {
  const name = streamName(options.getStreamIdentifier());
  const revision = options.hasRevision() ? BigInt(options.getRevision()) : 0n;
  if (revision >= BIGGEST_REVISION) return thrownByHandler();
  if (count === 0 || (options.hasEnd() && !backwards)) return unexpectedRead('ReadStream');
  const events = log.readable(name);
  if (events === 'tombstoned') return streamDeleted(name);
  if (events === null) return null;
  const first = events[0]?.revision ?? 0;
  const at = options.hasEnd() ? events.length : Math.max(Number(revision) - first, 0);
  // Backwards includes the event at the revision itself.
  const start = backwards && !options.hasEnd() ? Math.min(at + 1, events.length) : at;
  return take(inOrder(events, start, backwards), count);
}

/** From `start` on, or before it. */
function* inOrder(
  events: readonly RecordedEvent[],
  start: number,
  backwards: boolean,
): Generator<RecordedEvent, undefined> {
  const end = events.length;
  if (backwards) for (let at = start - 1; at >= 0; at--) yield events[at]!;
  else for (let at = start; at < end; at++) yield events[at]!;
}

function* take(
  events: Iterable<RecordedEvent>,
  count: number,
  matches: (event: RecordedEvent) => boolean = () => true,
): Generator<RecordedEvent, undefined> {
  let left = count;
  for (const event of events) {
    if (!matches(event)) continue;
    yield event;
    if (--left === 0) return;
  }
}
