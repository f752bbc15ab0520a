export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

export interface RecordedEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** The byte in the log file where it begins; the next event of the log begins at `end`. */
  readonly position: number;
  readonly end: number;
  /** The last event of its append: nothing of an append counts before this one is stored. */
  readonly endsAppend: boolean;
}

export type Expected = bigint | 'any' | 'no_stream' | 'stream_exists';

/** The revision of the record that says that a stream may never be used again. */
export const TOMBSTONE_REVISION = 2 ** 63;
export const TOMBSTONE_TYPE = '$streamDeleted';

/** `$tb` of a stream that is deleted but may be used again. */
export const DELETED = 9_223_372_036_854_775_807n;

export const metastreamOf = (stream: string): string => `$$${stream}`;
