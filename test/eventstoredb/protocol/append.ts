import { type sendUnaryData, type ServerReadableStream, type ServiceError } from '@grpc/grpc-js';
import { type AppendReq, type AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { type Expected, type ProposedEvent } from '../records.js';
import {
  accessDenied,
  commitTimeout,
  MAX_APPEND_BYTES,
  missingProperty,
  notLeader,
  notReady,
  streamDeleted,
  thrownByHandler,
  tooLarge,
} from './failures.js';
import { appendedMessage, readExpected, readProposed, streamName, wrongExpectedMessage } from './messages.js';
import { leaderOf, refusal, type Serving } from './serving.js';
import { settleAppend, type SettledAppend } from './settle-append.js';

/** The append that a client uses when it sends credentials: a stream of its own, first the options, then the events. */
export function append(
  serving: Serving,
  call: ServerReadableStream<AppendReq, AppendResp>,
  answer: sendUnaryData<AppendResp>,
): void {
  let stream = '';
  let expected: Expected = 'any';
  let bytes = 0;
  let isAnswered = false;
  const events: ProposedEvent[] = [];
  const refuse = (error: ServiceError): void => {
    isAnswered = true;
    answer(error);
  };
  const refused = refusal(serving, call.metadata);
  if (refused !== null) refuse(refused);

  call.on('data', (request: AppendReq) => {
    if (isAnswered) return;
    const options = request.getOptions();
    if (options !== undefined) {
      stream = streamName(options.getStreamIdentifier());
      expected = readExpected(options);
      return;
    }
    const message = request.getProposedMessage();
    if (message === undefined) return;
    const missing = ['type', 'content-type'].find((key) => !message.getMetadataMap().has(key));
    if (missing !== undefined) return refuse(missingProperty(missing));
    const event = readProposed(message);
    if (event === null) return refuse(thrownByHandler());
    events.push(event);
    bytes += event.data.length;
    if (bytes > MAX_APPEND_BYTES) refuse(tooLarge());
  });
  // Where the connection was cut, the end comes too, and right behind it that the call was cancelled: nothing of it is stored.
  call.on('end', () => setImmediate(decide));
  const decide = (): void => {
    if (isAnswered || call.cancelled) return;
    if (stream === '') return refuse(thrownByHandler());
    void settleAppend(serving, { stream, expected, events, deadline: Infinity }, call.getPeer()).then((settled) => {
      const result = toAnswer(serving, stream, expected, settled);
      if (result === null) return;
      if (result instanceof Error) answer(result);
      else answer(null, result);
    });
  };
  call.on('error', () => (isAnswered = true));
}

function toAnswer(
  serving: Serving,
  stream: string,
  expected: Expected,
  settled: SettledAppend,
): AppendResp | ServiceError | null {
  switch (settled.kind) {
    case 'appended':
      return appendedMessage(settled.revision, settled.position);
    case 'wrong-expected':
      return wrongExpectedMessage(expected, settled.actual);
    case 'stream-deleted':
      return streamDeleted(stream);
    case 'timed-out':
      return commitTimeout();
    case 'not-leader':
      return notLeader(leaderOf(serving));
    case 'not-ready':
      return notReady();
    case 'access-denied':
      return accessDenied();
    case 'cut':
      return null;
  }
}
