import { BEGINNING, ForeignPosition } from '../event-store.js';

/** A record of the store: where it stands, and the id of the event that stood there. */
export interface Place {
  readonly commit: bigint;
  readonly id: string;
}

/** How far a reader has come: its last fact, and the record up to which it looked beyond it over what others wrote. */
export interface Reached {
  readonly fact: Place;
  readonly record: Place;
}

const COMMIT = '[0-9a-f]{16}';
const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ON_A_FACT = new RegExp(`^(?<log>[0-9a-f]{8})-(?<commit>${COMMIT})-(?<id>${ID})$`, 'u');
const BEYOND_IT = new RegExp(
  `^(?<log>[0-9a-f]{8})-(?<commit>${COMMIT})--(?<id>${ID})-(?<factCommit>${COMMIT})-(?<factId>${ID})$`,
  'u',
);

/**
 * Positions name the log by its first event, and can be compared as texts. The ids of what stood there are in them, so that whoever comes
 * back can see whether it still stands in the log.
 */
export class Positions {
  private readonly log: string;

  constructor(readonly beginning: Place) {
    this.log = beginning.id.slice(0, 8);
  }

  of({ fact, record }: Reached): string {
    if (record.commit === this.beginning.commit) return BEGINNING;
    const text = `${this.log}-${hex(record.commit)}`;
    if (record.commit === fact.commit) return `${text}-${fact.id}`;
    // Two dashes stand before all ids: a fact that takes the place of such a record comes behind it.
    return `${text}--${record.id}-${hex(fact.commit)}-${fact.id}`;
  }

  ofFact(fact: Place): string {
    return this.of({ fact, record: fact });
  }

  /** @throws ForeignPosition */
  parse(position: string): Reached {
    if (position === BEGINNING) return { fact: this.beginning, record: this.beginning };
    const { log, commit, id, factCommit, factId } =
      ON_A_FACT.exec(position)?.groups ?? BEYOND_IT.exec(position)?.groups ?? {};
    if (log !== this.log || commit === undefined || id === undefined)
      throw new ForeignPosition(`The position ${position} is not of this log (${this.log}).`);
    const record = { commit: BigInt(`0x${commit}`), id };
    const isBeyond = factCommit !== undefined && factId !== undefined;
    return { fact: isBeyond ? { commit: BigInt(`0x${factCommit}`), id: factId } : record, record };
  }
}

const hex = (commit: bigint): string => commit.toString(16).padStart(16, '0');
