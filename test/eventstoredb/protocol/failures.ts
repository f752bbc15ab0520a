import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { Any } from 'google-protobuf/google/protobuf/any_pb.js';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb.js';
import {
  AccessDenied,
  BadRequest,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  Timeout,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb.js';
import { Code } from '@eventstore/db-client/generated/code_pb.js';
import { Status } from '@eventstore/db-client/generated/status_pb.js';
import { type Expected } from '../records.js';
import { streamIdentifier } from './messages.js';

export const MAX_APPEND_BYTES = 1_048_576;

type Trailers = Readonly<Record<string, string>>;

/** An error as gRPC knows it: the client makes its own errors of the code and of the trailers. */
export function failure(code: status, details: string, trailers: Trailers = {}): ServiceError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const thrownByHandler = (): ServiceError => failure(status.UNKNOWN, 'Exception was thrown by handler.');

export const unexpectedRead = (what: 'ReadStream' | 'ReadAll'): ServiceError =>
  failure(status.UNKNOWN, `Unexpected ${what}Result: Error`);

export const commitTimeout = (): ServiceError => failure(status.ABORTED, 'Operation timed out: Commit phase timeout.');

export const notReady = (): ServiceError => failure(status.UNAVAILABLE, 'Server Is Not Ready');

export const tooSlow = (): ServiceError =>
  failure(
    status.ABORTED,
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
  );

export const accessDenied = (): ServiceError =>
  failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const notLeader = (leader: { readonly host: string; readonly port: number }): ServiceError =>
  failure(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': leader.host,
    'leader-endpoint-port': String(leader.port),
  });

export const streamDeleted = (stream: string): ServiceError =>
  failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': trailer(stream),
  });

export const tooLarge = (): ServiceError =>
  failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND_BYTES} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAX_APPEND_BYTES),
  });

export const missingProperty = (property: string): ServiceError =>
  failure(status.INVALID_ARGUMENT, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

/** Of a delete or a tombstone; of an append it is an answer, and no error. */
export function wrongExpectedDelete(stream: string, expected: Expected, actual: number): ServiceError {
  const sent =
    expected === 'any' ? -2n : expected === 'no_stream' ? -1n : expected === 'stream_exists' ? -4n : expected;
  return failure(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${sent}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': trailer(stream),
      'expected-version': String(sent),
      'actual-version': String(actual),
    },
  );
}

/** A header of HTTP/2 holds ASCII alone. */
const trailer = (text: string): string => text.replaceAll(/[^ -~]/gu, '?');

const inBatch = (
  code: Code,
  message: string,
  type: string,
  details: { readonly serializeBinary: () => Uint8Array },
): Status => {
  const any = new Any();
  any.pack(details.serializeBinary(), `event_store.client.${type}`);
  const answer = new Status();
  answer.setCode(code);
  answer.setMessage(message);
  answer.setDetails(any);
  return answer;
};

export const batchTimeout = (): Status => inBatch(Code.DEADLINE_EXCEEDED, 'Timeout', 'Timeout', new Timeout());

export const batchBadRequest = (): Status =>
  inBatch(Code.INVALID_ARGUMENT, 'BadRequest', 'BadRequest', new BadRequest());

/** The client has no name for it, and reports the message. */
export const batchNotReady = (): Status =>
  inBatch(Code.UNAVAILABLE, 'Server Is Not Ready', 'NotReady', new GoogleEmpty());

export const batchAccessDenied = (): Status =>
  inBatch(Code.PERMISSION_DENIED, 'AccessDenied', 'AccessDenied', new AccessDenied());

export function batchTooLarge(): Status {
  const details = new MaximumAppendSizeExceeded();
  details.setMaxappendsize(MAX_APPEND_BYTES);
  return inBatch(Code.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', 'MaximumAppendSizeExceeded', details);
}

export function batchStreamDeleted(stream: string): Status {
  const details = new StreamDeleted();
  details.setStreamIdentifier(streamIdentifier(stream));
  return inBatch(Code.FAILED_PRECONDITION, 'StreamDeleted', 'StreamDeleted', details);
}

export function batchWrongExpected(expected: Expected, actual: number): Status {
  const details = new WrongExpectedVersion();
  if (actual < 0) details.setCurrentNoStream(new GoogleEmpty());
  else details.setCurrentStreamRevision(String(actual));
  if (expected === 'any') details.setExpectedAny(new GoogleEmpty());
  else if (expected === 'no_stream') details.setExpectedNoStream(new GoogleEmpty());
  else if (expected === 'stream_exists') details.setExpectedStreamExists(new GoogleEmpty());
  else details.setExpectedStreamPosition(String(expected));
  return inBatch(Code.FAILED_PRECONDITION, 'WrongExpectedVersion', 'WrongExpectedVersion', details);
}
