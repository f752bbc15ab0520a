import { randomUUID } from 'node:crypto';
import {
  ANY,
  type AppendExpectedRevision,
  type AppendResult,
  type EventData,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  type ReadStreamOptions,
  type ResolvedEvent,
  STREAM_EXISTS,
} from '@eventstore/db-client';

export type Rpc = 'batch' | 'unary';

/** Whatever they are: with credentials the client takes the RPC of a single append. */
export const credentials = { username: 'admin', password: 'changeit' };

export const connect = (url: string): EventStoreDBClient => EventStoreDBClient.connectionString(url);

export const event = (tag: string, i = 0, id: string = randomUUID(), type = 'T'): EventData =>
  jsonEvent({ id, type, data: { tag, i } });

export function append(
  client: EventStoreDBClient,
  stream: string,
  events: readonly EventData[],
  expectedRevision: AppendExpectedRevision,
  rpc: Rpc = 'batch',
): Promise<AppendResult> {
  return client.appendToStream(stream, [...events], {
    expectedRevision,
    ...(rpc === 'unary' && { credentials }),
  });
}

/** An expectation as recordings write it. */
export function expectation(text: string): AppendExpectedRevision {
  if (/^-?\d+n$/u.test(text)) return BigInt(text.slice(0, -1));
  switch (text.toLowerCase()) {
    case 'no_stream':
      return NO_STREAM;
    case 'stream_exists':
      return STREAM_EXISTS;
    case 'any':
      return ANY;
    default:
      throw new Error(`"${text}" is no expectation.`);
  }
}

/** Reads a stream to its end, with its types: those of `toArray` are lost. */
export async function readToEnd(
  client: EventStoreDBClient,
  stream: string,
  options: ReadStreamOptions = {},
): Promise<readonly ResolvedEvent[]> {
  const found: ResolvedEvent[] = [];
  for await (const resolved of client.readStream(stream, options)) found.push(resolved);
  return found;
}

/** What a stream holds; nothing where there is none. */
export async function contents(
  client: EventStoreDBClient,
  stream: string,
): Promise<readonly { readonly id: string; readonly data: string; readonly revision: bigint }[]> {
  const found = [];
  try {
    for await (const { event: read } of client.readStream(stream)) {
      if (read) found.push({ id: read.id, data: JSON.stringify(read.data), revision: read.revision });
    }
  } catch (error) {
    if ((error as Error).constructor.name !== 'StreamNotFoundError') throw error;
  }
  return found;
}
