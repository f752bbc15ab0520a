import { BEGINNING, ForeignPosition } from '../event-store.js';

/** A record of the store: where it stands, and the id of the event that stood there. */
export interface Place {
  readonly commit: bigint;
  readonly id: string;
}

/** How far a reader has come: its last fact, and how far it looked beyond it over what others wrote. */
export interface Reached {
  readonly fact: Place;
  readonly commit: bigint;
}

const SHAPE =
  /^(?<log>[0-9a-f]{8})-(?<commit>[0-9a-f]{16})-(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(?<fact>[0-9a-f]{16}))?$/u;

/**
 * Positions name the log by its first event, and can be compared as texts. The last fact's id stands in them, so that whoever comes back
 * can see whether it still stands in the log.
 */
export class Positions {
  private readonly log: string;

  constructor(readonly beginning: Place) {
    this.log = beginning.id.slice(0, 8);
  }

  of({ fact, commit }: Reached): string {
    if (commit === this.beginning.commit) return BEGINNING;
    const text = `${this.log}-${hex(commit)}-${fact.id}`;
    return commit === fact.commit ? text : `${text}-${hex(fact.commit)}`;
  }

  ofFact(fact: Place): string {
    return this.of({ fact, commit: fact.commit });
  }

  /** @throws ForeignPosition */
  parse(position: string): Reached {
    if (position === BEGINNING) return { fact: this.beginning, commit: this.beginning.commit };
    const { log, commit = '', id = '', fact } = SHAPE.exec(position)?.groups ?? {};
    if (log !== this.log) throw new ForeignPosition(`The position ${position} is not of this log (${this.log}).`);
    return { fact: { commit: BigInt(`0x${fact ?? commit}`), id }, commit: BigInt(`0x${commit}`) };
  }
}

const hex = (commit: bigint): string => commit.toString(16).padStart(16, '0');
