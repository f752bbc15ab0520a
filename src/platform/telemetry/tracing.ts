import { createHash } from 'node:crypto';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What a span tells: ids and types, never what a person wrote. */
export interface Spanned {
  readonly name: string;
  readonly kind: 'server' | 'internal' | 'producer' | 'consumer' | 'client';
  /** Without it the span is of the matter that is under way here. */
  readonly correlationId?: string;
  readonly attributes: Attributes;
  /** Names the span for other processes, which find their parent by it. */
  readonly key?: string;
  /** The key of the span that led to this one; without it the one that is under way here. */
  readonly parentKey?: string;
  /** The span of the caller, as their `traceparent` says. */
  readonly caller?: TraceParent;
  readonly begunMsAgo?: number;
}

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
}

/** How something came out: attributes that are known at its end. */
export interface Ending {
  readonly attributes: Attributes;
  readonly isFailure: boolean;
}

export abstract class Tracing {
  abstract readonly isOn: boolean;
  /** `endingOf` is given what the work came to, or the error that it threw. */
  abstract span<T>(
    spanned: () => Spanned,
    work: () => Promise<T>,
    endingOf?: (result: T | undefined, error: unknown) => Ending,
  ): Promise<T>;
  /** Sends what waits. */
  abstract close(): Promise<void>;
}

/**
 * Request, fact and job of one matter share their correlation id, and so, in whichever process, their trace (W3C Trace Context, 3.2.2.3):
 * an id that is a trace id already, as one taken from a caller's `traceparent`, stays what it is.
 */
export const traceIdOf = (correlationId: string): string =>
  /^(?!0{32})[0-9a-f]{32}$/u.test(correlationId) ? correlationId : digestOf(correlationId).slice(0, 32);

export const spanIdOf = (key: string): string => digestOf(key).slice(0, 16);

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The caller's span where the header has the plain form of version 00; a header of any other form is passed over. */
export function traceParentIn(header: string | readonly string[] | undefined): TraceParent | undefined {
  if (typeof header !== 'string') return undefined;
  const [, traceId, spanId] = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}$/u.exec(header) ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}
