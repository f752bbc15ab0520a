import { type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import {
  type DeleteReq,
  DeleteResp,
  type TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { type AppendAnswer } from '../event-log.js';
import { type Expected } from '../records.js';
import { commitTimeout, streamDeleted, thrownByHandler, wrongExpectedDelete } from './failures.js';
import { readExpected, streamName } from './messages.js';
import { refusal, type Serving } from './serving.js';

type Done<Response> = sendUnaryData<Response>;

export function deleteStream(
  serving: Serving,
  call: ServerUnaryCall<DeleteReq, DeleteResp>,
  done: Done<DeleteResp>,
): void {
  void end(serving, call, done, (stream, expected) => serving.log.deleteStream(stream, expected), deletedMessage);
}

export function tombstone(
  serving: Serving,
  call: ServerUnaryCall<TombstoneReq, TombstoneResp>,
  done: Done<TombstoneResp>,
): void {
  void end(serving, call, done, (stream, expected) => serving.log.tombstone(stream, expected), tombstonedMessage);
}

async function end<Response>(
  serving: Serving,
  call: ServerUnaryCall<DeleteReq | TombstoneReq, Response>,
  done: Done<Response>,
  act: (stream: string, expected: Expected) => Promise<AppendAnswer>,
  message: (position: number | null) => Response,
): Promise<void> {
  const options = call.request.getOptions();
  const refused = refusal(serving, call.metadata) ?? (options === undefined ? thrownByHandler() : null);
  if (refused !== null || options === undefined) return done(refused);
  const stream = streamName(options.getStreamIdentifier());
  const expected = readExpected(options);
  const answer = await act(stream, expected);
  switch (answer.kind) {
    case 'appended':
      return done(null, message(answer.position));
    case 'wrong-expected':
      return done(wrongExpectedDelete(stream, expected, answer.actual));
    case 'stream-deleted':
      return done(streamDeleted(stream));
    case 'still-in-flight':
      return done(commitTimeout());
  }
}

function deletedMessage(position: number | null): DeleteResp {
  const message = new DeleteResp();
  if (position === null) return message.setNoPosition(new Empty());
  const at = new DeleteResp.Position();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  return message.setPosition(at);
}

function tombstonedMessage(position: number | null): TombstoneResp {
  const message = new TombstoneResp();
  if (position === null) return message.setNoPosition(new Empty());
  const at = new TombstoneResp.Position();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  return message.setPosition(at);
}
