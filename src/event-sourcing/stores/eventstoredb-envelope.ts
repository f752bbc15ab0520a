import { binaryEvent, type EventData, jsonEvent, type JSONType, type RecordedEvent } from '@eventstore/db-client';
import type { NewFact, StoredFact } from '../event-store.js';

/** What stands beside the data of a fact that is stored as JSON. */
interface Frame {
  readonly version: number;
  readonly personal: object | null;
  readonly metadata: object;
}

type Texts = Pick<NewFact, 'version' | 'data' | 'personal' | 'metadata'>;

/** An event under our names that this program did not write, or wrote in a newer way. */
export class UnknownEnvelope extends Error {}

/**
 * The client writes and reads JSON by way of values. Texts that come back from there as they were become JSON, which people can read in
 * the server's pages; the others become bytes. Either way every text comes back byte for byte.
 */
export function eventOf({ id, type, version, data, personal, metadata }: NewFact): EventData {
  const values = [data, personal ?? '{}', metadata].map(valueOf);
  const [dataValue, personalValue, metadataValue] = values;
  if (dataValue === undefined || personalValue === undefined || metadataValue === undefined) {
    const head = `\0${version} ${personal === null ? -1 : personal.length}\0`;
    return binaryEvent({ id, type, data: bytesOf(data), metadata: bytesOf(`${head}${personal ?? ''}${metadata}`) });
  }
  const frame: Frame = { version, personal: personal === null ? null : personalValue, metadata: metadataValue };
  return jsonEvent({ id, type, data: dataValue as JSONType, metadata: frame });
}

/** @throws UnknownEnvelope */
export function factOf(event: RecordedEvent, stream: string, position: string): StoredFact {
  const { id, type, revision } = event;
  const texts = event.isJson ? textsOfJson(event.data, event.metadata) : textsOfBytes(event.data, event.metadata);
  if (texts === undefined)
    throw new UnknownEnvelope(`The event ${id} of ${event.streamId} is none that this program wrote.`);
  return { id, stream, revision: Number(revision), position, type, ...texts };
}

/** The value of a JSON text, where the text can be made of it again. */
function valueOf(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'));

function textsOfJson(data: unknown, frame: unknown): Texts | undefined {
  if (!isFrame(frame)) return undefined;
  const { version, personal, metadata } = frame;
  return {
    version,
    data: JSON.stringify(data),
    personal: personal === null ? null : JSON.stringify(personal),
    metadata: JSON.stringify(metadata),
  };
}

function isFrame(value: unknown): value is Frame {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    typeof value.version === 'number' &&
    'personal' in value &&
    'metadata' in value
  );
}

function textsOfBytes(data: Uint8Array, frame: unknown): Texts | undefined {
  if (!(frame instanceof Uint8Array)) return undefined;
  const text = Buffer.from(frame).toString('utf8');

  const [head, version, length] = /^\0(\d+) (-1|\d+)\0/u.exec(text) ?? [];
  if (head === undefined) return undefined;
  const personalEnd = head.length + Math.max(0, Number(length));
  return {
    version: Number(version),
    data: Buffer.from(data).toString('utf8'),
    personal: length === '-1' ? null : text.slice(head.length, personalEnd),
    metadata: text.slice(personalEnd),
  };
}
