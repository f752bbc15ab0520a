import { AllStreamPosition, Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import { AppendResp, BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb.js';
import { type Status } from '@eventstore/db-client/generated/status_pb.js';
import { type Expected, type ProposedEvent, type RecordedEvent, TOMBSTONE_REVISION } from '../records.js';
import { readUuid, uuidMessage } from './uuid.js';

/** The largest revision that the server knows; a number of JavaScript can't hold it. */
const LARGEST = '9223372036854775807';

export function streamIdentifier(name: string): StreamIdentifier {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(name));
  return identifier;
}

export const streamName = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();

/** The four ways to say what is expected are the same in each request, but for the name of the number. */
export function readExpected(options: {
  readonly hasNoStream: () => boolean;
  readonly hasAny: () => boolean;
  readonly hasStreamExists: () => boolean;
  readonly getRevision?: () => string;
  readonly getStreamPosition?: () => string;
}): Expected {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return BigInt(options.getRevision?.() ?? options.getStreamPosition?.() ?? 0);
}

interface ProposedMessage {
  readonly getId: () => Parameters<typeof readUuid>[0];
  readonly getMetadataMap: () => { readonly get: (key: string) => string | undefined };
  readonly getData_asU8: () => Uint8Array;
  readonly getCustomMetadata_asU8: () => Uint8Array;
}

/** Null where the server finds no id or no type in it. */
export function readProposed(message: ProposedMessage): ProposedEvent | null {
  const id = readUuid(message.getId());
  const type = message.getMetadataMap().get('type') ?? '';
  if (id === null || type === '') return null;
  return {
    id,
    type,
    isJson: message.getMetadataMap().get('content-type') === 'application/json',
    data: Buffer.from(message.getData_asU8()),
    metadata: Buffer.from(message.getCustomMetadata_asU8()),
  };
}

export function eventMessage(event: RecordedEvent, hasStructuredIds: boolean): ReadResp {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(uuidMessage(event.id, hasStructuredIds));
  recorded.setStreamIdentifier(streamIdentifier(event.stream));
  recorded.setStreamRevision(event.revision === TOMBSTONE_REVISION ? LARGEST : String(event.revision));
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  const metadata = recorded.getMetadataMap();
  metadata.set('type', event.type);
  metadata.set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  // In units of 100 nanoseconds.
  metadata.set('created', `${event.created}0000`);
  recorded.setCustomMetadata(event.metadata);
  recorded.setData(event.data);
  const read = new ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  return new ReadResp().setEvent(read);
}

export function confirmationMessage(id: string): ReadResp {
  const confirmation = new ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(id);
  return new ReadResp().setConfirmation(confirmation);
}

export function checkpointMessage(commit: number, prepare: number): ReadResp {
  const checkpoint = new ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(commit));
  checkpoint.setPreparePosition(String(prepare));
  return new ReadResp().setCheckpoint(checkpoint);
}

export const caughtUpMessage = (): ReadResp => new ReadResp().setCaughtUp(new ReadResp.CaughtUp());

export function streamNotFoundMessage(stream: string): ReadResp {
  const notFound = new ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(streamIdentifier(stream));
  return new ReadResp().setStreamNotFound(notFound);
}

export function appendedMessage(revision: number, position: number | null): AppendResp {
  const success = new AppendResp.Success();
  success.setCurrentRevision(String(revision));
  if (position === null) {
    success.setNoPosition(new Empty());
  } else {
    const at = new AppendResp.Position();
    at.setCommitPosition(String(position));
    at.setPreparePosition(String(position));
    success.setPosition(at);
  }
  return new AppendResp().setSuccess(success);
}

export function wrongExpectedMessage(expected: Expected, actual: number): AppendResp {
  const wrong = new AppendResp.WrongExpectedVersion();
  if (actual < 0) wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentRevision(String(actual));
  if (expected === 'any') wrong.setExpectedAny(new Empty());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new Empty());
  else wrong.setExpectedRevision(String(expected));
  return new AppendResp().setWrongExpectedVersion(wrong);
}

export function batchAppended(revision: number, position: number | null): BatchAppendResp.Success {
  const success = new BatchAppendResp.Success();
  success.setCurrentRevision(String(revision));
  if (position === null) {
    success.setNoPosition(new GoogleEmpty());
  } else {
    const at = new AllStreamPosition();
    at.setCommitPosition(String(position));
    at.setPreparePosition(String(position));
    success.setPosition(at);
  }
  return success;
}

export function batchMessage(
  correlationId: string,
  stream: string,
  result: BatchAppendResp.Success | Status,
): BatchAppendResp {
  const message = new BatchAppendResp();
  message.setCorrelationId(uuidMessage(correlationId));
  message.setStreamIdentifier(streamIdentifier(stream));
  if (result instanceof BatchAppendResp.Success) message.setSuccess(result);
  else message.setError(result);
  return message;
}
