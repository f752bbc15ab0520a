import { type ServerDuplexStream, type ServiceError } from '@grpc/grpc-js';
import { type BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { type Status } from '@eventstore/db-client/generated/status_pb.js';
import { type Expected, type ProposedEvent } from '../records.js';
import {
  batchAccessDenied,
  batchBadRequest,
  batchNotReady,
  batchStreamDeleted,
  batchTimeout,
  batchTooLarge,
  batchWrongExpected,
  MAX_APPEND_BYTES,
  notLeader,
} from './failures.js';
import { batchAppended, batchMessage, readExpected, readProposed, streamName } from './messages.js';
import { leaderOf, refusal, type Serving } from './serving.js';
import { settleAppend, type SettledAppend } from './settle-append.js';
import { readUuid } from './uuid.js';

interface Batch {
  readonly id: string;
  readonly stream: string;
  readonly expected: Expected;
  readonly deadline: number;
  readonly events: ProposedEvent[];
  bytes: number;
  isRefused: boolean;
}

/** One call carries all appends of a client, each under an id of its own and perhaps in several messages. */
export function batchAppend(serving: Serving, call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
  const batches = new Map<string, Batch>();
  let isOpen = true;
  const answer = (batch: Batch, result: BatchAppendResp.Success | Status): void => {
    if (isOpen && !call.cancelled) call.write(batchMessage(batch.id, batch.stream, result));
  };
  const fail = (error: ServiceError): void => {
    if (isOpen) call.emit('error', error);
    isOpen = false;
  };
  const refuse = (batch: Batch, result: Status): void => {
    batch.isRefused = true;
    answer(batch, result);
  };
  const refused = refusal(serving, call.metadata);
  if (refused !== null) return fail(refused);

  call.on('data', (request: BatchAppendReq) => {
    const id = readUuid(request.getCorrelationId());
    if (id === null || !isOpen) return;
    const batch = batches.get(id) ?? open(id, request);
    batches.set(id, batch);
    if (!batch.isRefused && !take(batch, request)) {
      refuse(batch, batchBadRequest());
      // The server forgets that it answered: its own timeout comes as a second answer.
      setTimeout(() => answer(batch, batchTimeout()), serving.commitTimeout).unref();
    }
    if (!batch.isRefused && batch.bytes > MAX_APPEND_BYTES) refuse(batch, batchTooLarge());
    if (!request.getIsFinal()) return;
    batches.delete(id);
    if (batch.isRefused) return;
    let answers = 1;
    void settleAppend(serving, batch, call.getPeer(), () => (answers = 2)).then((settled) => {
      if (settled.kind === 'not-leader') return fail(notLeader(leaderOf(serving)));
      const result = toResult(batch, settled);
      for (; result !== null && answers > 0; answers--) answer(batch, result);
    });
  });
  call.on('end', () => {
    if (isOpen) call.end();
    isOpen = false;
  });
  call.on('cancelled', () => (isOpen = false));
}

function open(id: string, request: BatchAppendReq): Batch {
  const options = request.getOptions();
  const deadline = options?.getDeadline()?.toDate().getTime() ?? Infinity;
  const expected = options === undefined ? 'any' : readExpected(options);
  const stream = streamName(options?.getStreamIdentifier());
  return { id, stream, expected, deadline, events: [], bytes: 0, isRefused: false };
}

/** @returns false where an id, a type or the name of the stream is missing */
function take(batch: Batch, request: BatchAppendReq): boolean {
  if (batch.stream === '') return false;
  for (const message of request.getProposedMessagesList()) {
    const event = readProposed(message);
    if (event === null) return false;
    batch.events.push(event);
    batch.bytes += event.data.length;
  }
  return true;
}

function toResult(
  { stream, expected }: Batch,
  settled: Exclude<SettledAppend, { readonly kind: 'not-leader' }>,
): BatchAppendResp.Success | Status | null {
  switch (settled.kind) {
    case 'appended':
      return batchAppended(settled.revision, settled.position);
    case 'wrong-expected':
      return batchWrongExpected(expected, settled.actual);
    case 'stream-deleted':
      return batchStreamDeleted(stream);
    case 'timed-out':
      return batchTimeout();
    case 'not-ready':
      return batchNotReady();
    case 'access-denied':
      return batchAccessDenied();
    case 'cut':
      return null;
  }
}
