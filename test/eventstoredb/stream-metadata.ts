import { randomUUID } from 'node:crypto';
import { DELETED, type ProposedEvent, type RecordedEvent } from './records.js';

/** What of a stream's metadata decides what readers see. */
export interface StreamMetadata {
  readonly truncateBefore: bigint;
  readonly maxCount: number | null;
  /** In seconds. */
  readonly maxAge: number | null;
}

const NONE: StreamMetadata = { truncateBefore: 0n, maxCount: null, maxAge: null };

export function readMetadata(event: RecordedEvent | undefined): StreamMetadata {
  if (event === undefined) return NONE;
  const text = event.data.toString();
  // JSON.parse would round the number that stands for "deleted".
  if (text.includes(String(DELETED))) return { ...NONE, truncateBefore: DELETED };
  try {
    const { $tb = 0, $maxCount = 0, $maxAge = null } = JSON.parse(text) as Record<string, number | null | undefined>;
    return { truncateBefore: BigInt($tb ?? 0), maxCount: $maxCount === 0 ? null : $maxCount, maxAge: $maxAge };
  } catch {
    return NONE;
  }
}

/** @param json of the metadata, as text: JSON.stringify has no way to write the number that stands for "deleted" */
export function systemEvent(json: string): ProposedEvent {
  return { id: randomUUID(), type: '$metadata', isJson: true, data: Buffer.from(json), metadata: Buffer.alloc(0) };
}

/** What a new server writes first: the settings of its own stream about scavenges. */
export const FIRST_METADATA = '{"$maxAge":2592000,"$acl":{"$r":"$ops","$w":[],"$d":[],"$mr":[],"$mw":[]}}';
