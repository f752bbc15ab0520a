import { randomUUID } from 'node:crypto';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import {
  AppendReq,
  type AppendResp,
  BatchAppendReq,
  type BatchAppendResp,
  ReadReq,
  type ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb.js';
import { HOST } from './node.js';
import { streamIdentifier } from './protocol/messages.js';
import { uuidMessage } from './protocol/uuid.js';

/** The RPCs without the client library, for what it does not let through. */
const connect = (port: number): StreamsClient => new StreamsClient(`${HOST}:${port}`, credentials.createInsecure());

/** @param contentType null for none at all */
export async function appendRaw(
  port: number,
  stream: string,
  data: Buffer,
  contentType: string | null,
): Promise<AppendResp> {
  const client = connect(port);
  try {
    return await new Promise((resolve, reject) => {
      const call = client.append((error: ServiceError | null, response) =>
        error === null ? resolve(response) : reject(error),
      );
      const options = new AppendReq.Options();
      options.setStreamIdentifier(streamIdentifier(stream));
      options.setAny(new Empty());
      const message = new AppendReq.ProposedMessage();
      message.setId(uuidMessage(randomUUID()));
      message.getMetadataMap().set('type', 'Raw');
      if (contentType !== null) message.getMetadataMap().set('content-type', contentType);
      message.setData(data);
      call.write(new AppendReq().setOptions(options));
      call.write(new AppendReq().setProposedMessage(message));
      call.end();
    });
  } finally {
    client.close();
  }
}

export interface RawEvent {
  readonly data: Buffer;
  readonly metadata: Buffer;
  readonly contentType: string | undefined;
}

export async function readRaw(port: number, stream: string): Promise<readonly RawEvent[]> {
  const client = connect(port);
  const options = new ReadReq.Options();
  const from = new ReadReq.Options.StreamOptions();
  from.setStreamIdentifier(streamIdentifier(stream));
  from.setStart(new Empty());
  options.setStream(from);
  options.setCount('1000');
  options.setNoFilter(new Empty());
  const found: RawEvent[] = [];
  for await (const response of client.read(new ReadReq().setOptions(options)) as AsyncIterable<ReadResp>) {
    const recorded = response.getEvent()?.getEvent();
    if (recorded === undefined) continue;
    found.push({
      data: Buffer.from(recorded.getData_asU8()),
      metadata: Buffer.from(recorded.getCustomMetadata_asU8()),
      contentType: recorded.getMetadataMap().get('content-type'),
    });
  }
  client.close();
  return found;
}

/** Sends one append by the RPC of many, and collects what comes back until `enough` answers or the time is over. */
export async function batchAppendRaw(
  port: number,
  stream: string,
  id: string,
  enough: number,
  milliseconds: number,
): Promise<readonly { readonly answer: BatchAppendResp; readonly after: number }[]> {
  const client = connect(port);
  const call = client.batchAppend();
  const answers: { answer: BatchAppendResp; after: number }[] = [];
  const options = new BatchAppendReq.Options();
  options.setStreamIdentifier(streamIdentifier(stream));
  options.setAny(new GoogleEmpty());
  const message = new BatchAppendReq.ProposedMessage();
  message.setId(uuidMessage(id));
  message.getMetadataMap().set('type', 'Raw').set('content-type', 'application/json');
  const request = new BatchAppendReq();
  request.setCorrelationId(uuidMessage(randomUUID()));
  request.setOptions(options);
  request.addProposedMessages(message);
  request.setIsFinal(true);
  const began = Date.now();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    call.on('data', (answer: BatchAppendResp) => {
      answers.push({ answer, after: Date.now() - began });
      if (answers.length < enough) return;
      clearTimeout(timer);
      resolve();
    });
    call.write(request);
  });
  call.on('error', () => undefined).cancel();
  client.close();
  return answers;
}
