/**
 * What has happened, as a decider states it. `type` is the storage contract: never renamed, never reused.
 * `personal` holds what may be erased, one block per subject; a block is null once its subject is erased.
 */
export interface Fact<T extends string = string, D = unknown, P = unknown> {
  readonly type: T;
  readonly data: D;
  readonly personal?: Readonly<Record<string, P | null>>;
}

/** How every store accepts the name of a type. */
export const FACT_TYPE = /^[A-Z][A-Za-z]{1,99}$/u;

/** Under which authority somebody acts: the role, for what, and the act that gave it. */
export interface Power {
  readonly role: string;
  readonly meetingId?: string;
  readonly delegationId?: string;
  readonly appointmentId?: string;
}

export interface FactMetadata {
  /** UUID of the person, or the name of the reaction, that acted. */
  readonly actorId: string;
  readonly power: Power;
  readonly commandId: string;
  /** Keyed digest of the request: tells the same command again from another one under the same key. */
  readonly requestHash: string;
  readonly meetingId: string;
  readonly correlationId: string;
  /** The fact that led to the command, where a reaction sent it. */
  readonly causationId?: string;
  /** Revisions of the other streams that the decision looked at: "the version of the rules" (rule S3). */
  readonly consulted: Readonly<Record<string, number>>;
  /** Instant in UTC, ISO 8601. */
  readonly recordedAt: string;
}

/** A fact with its place in the log. Revisions of a stream count from 0; a position is opaque, but comparable as text. */
export type Recorded<F extends Fact> = F & {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly metadata: FactMetadata;
};

/** The first personal block of a fact, or null when its subject is erased. */
export const personalOf = <P>(fact: { readonly personal?: Readonly<Record<string, P | null>> }): P | null =>
  Object.values(fact.personal ?? {})[0] ?? null;

/** One step from the shape of a schema version to the next; it must accept an absent personal block. */
type Upcaster = (fact: { data: unknown; personal?: Readonly<Record<string, unknown>> }) => {
  data: unknown;
  personal?: Readonly<Record<string, unknown>>;
};

/** `upcasters[n]` turns schema version n + 1 into n + 2, so the current version is their number plus one. */
export interface FactSchema {
  readonly upcasters: readonly Upcaster[];
}

/** Every type that may stand in the log, with the way from its older shapes to the present one. */
export type FactCatalogue = ReadonlyMap<string, FactSchema>;

export const current: FactSchema = { upcasters: [] };

/** Joins the lists of all capabilities; two owners of one type, or a way from an older shape with a hole in it, are programming errors. */
export function catalogueOf(lists: readonly Readonly<Record<string, FactSchema>>[]): FactCatalogue {
  const catalogue = new Map<string, FactSchema>();
  for (const [type, schema] of lists.flatMap((list) => Object.entries(list))) {
    if (catalogue.has(type)) throw new Error(`The fact ${type} is defined twice.`);
    if (!FACT_TYPE.test(type)) throw new Error(`"${type}" is no type of a fact.`);
    // Spread, a hole in the list becomes something to be seen.
    const gap = [...schema.upcasters].findIndex((upcaster) => typeof upcaster !== 'function');
    if (gap >= 0) throw new Error(`Nothing leads from version ${gap + 1} of ${type} to version ${gap + 2}.`);
    catalogue.set(type, schema);
  }
  return catalogue;
}
