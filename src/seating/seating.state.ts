import type { Fold } from '../event-sourcing/decider.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { RoomConfigured, SeatPattern } from '../meetings/meetings.events.js';
import type { Seat, SeatingFact } from './seating.events.js';

type Room = RoomConfigured['data'];

/** Who has a place in the plan for a slot; no seat: they wait. */
export interface Place {
  readonly fileId: string;
  readonly seat: Seat | null;
}

export interface Table extends SeatPattern {
  readonly category: string;
  readonly places: ReadonlyMap<string, Place>;
}

export interface SeatingState {
  /** By delegation, in the order in which they came to the room. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly publishedVersion: number;
  /** The revision of the first publication: from there on people are told (P6). */
  readonly publishedFrom: number | null;
  readonly changedSincePublication: boolean;
}

/** What the facts say about the plan of a room. */
export const seatingFold: Fold<SeatingState, SeatingFact> = {
  name: 'seating',
  category: 'seating',
  initialState: { tables: new Map(), publishedVersion: 0, publishedFrom: null, changedSincePublication: true },
  evolve,
};

/** The plan of a room is named by the meeting and the room: `conare-2025.plenary`. */
export const planIdOf = (meetingId: string, room: string): string => `${meetingId}.${room}`;

function evolve(state: SeatingState, fact: Recorded<SeatingFact>): SeatingState {
  if (fact.type === 'SeatPlanPublished') {
    const publishedFrom = state.publishedFrom ?? fact.revision;
    return { ...state, publishedVersion: fact.data.version, publishedFrom, changedSincePublication: false };
  }
  const tables = new Map(state.tables).set(fact.data.delegationId, changed(state, fact));
  return { ...state, tables, changedSincePublication: true };
}

function changed({ tables }: SeatingState, fact: Recorded<Exclude<SeatingFact, { type: 'SeatPlanPublished' }>>): Table {
  const before = tables.get(fact.data.delegationId) ?? { category: '', table: 0, behind: 0, places: new Map() };
  switch (fact.type) {
    case 'TableAssigned': {
      const { category, table, behind } = fact.data;
      return { ...before, category, table, behind };
    }
    case 'SeatAllocated':
      return placing(before, [{ ...fact.data }]);
    case 'SeatWaitlisted':
      return placing(before, [{ ...fact.data, seat: null }]);
    case 'SeatsReassigned':
      return placing(
        before,
        fact.data.changes.map(({ slotId, fileId, to }) => ({ slotId, fileId, seat: to })),
      );
    case 'SeatReleased': {
      const places = new Map(before.places);
      places.delete(fact.data.slotId);
      return { ...before, places };
    }
  }
}

function placing(table: Table, moved: readonly (Place & { readonly slotId: string })[]): Table {
  const places = new Map(table.places);
  for (const { slotId, fileId, seat } of moved) places.set(slotId, { fileId, seat });
  return { ...table, places };
}

/** What a delegation would have in a room without end; undefined: it has no part in the plan of this room (P1). */
export function patternOf(room: Room, delegationId: string, category: string): SeatPattern | undefined {
  const entity = delegationId.slice(delegationId.indexOf('.') + 1);
  const pattern = Object.hasOwn(room.exceptions, entity) ? room.exceptions[entity] : room.patterns[category];
  return pattern === undefined || pattern.table + pattern.behind === 0 ? undefined : pattern;
}

/** The seats of a table in the order in which they are filled (P1). */
export const seatsAt = ({ table, behind }: SeatPattern): readonly Seat[] => [
  ...Array.from({ length: table }, (_, index) => `T${index + 1}`),
  ...Array.from({ length: behind }, (_, index) => `B${index + 1}`),
];
