import type { Bilingual, RoomConfigured } from '../meetings/meetings.events.js';
import type {
  DelegationTableView,
  PlannedPersonView,
  PlannedRoomView,
  SeatCountsView,
  SeatGroupView,
  SeatView,
} from './seating.dto.js';
import type { SeatedPerson, SeatTable } from './seating.entity.js';
import { patternOf, seatsAt } from './seating.state.js';

type Room = RoomConfigured['data'];

export interface PlannedDelegation {
  readonly id: string;
  readonly entity: { readonly code: string; readonly names: Bilingual };
  readonly category: string;
  /** In order of precedence. */
  readonly list: readonly { readonly slotId: string; readonly fileId: string }[];
}

export interface PlannedFile {
  readonly id: string;
  readonly stage: string;
  readonly capacity: string;
  readonly name: string | null;
  readonly functionalTitle: string | null;
}

/** What the plan of a room is drawn from. */
export interface PlanSources {
  readonly room: Room;
  readonly tables: readonly SeatTable[];
  readonly delegations: ReadonlyMap<string, PlannedDelegation>;
  readonly files: ReadonlyMap<string, PlannedFile>;
}

export const roomView = ({ code, names, language, capacity, podium }: Room): PlannedRoomView => ({
  code,
  names,
  language,
  capacity,
  podium,
});

/** Of categories that stand in no group of the room any more, or sit in it by exception. */
const OTHERS: Bilingual = { es: 'Otras delegaciones', en: 'Other delegations' };

/** P2: the groups in the order of the meeting, their delegations in that of the alphabet. */
export function groupsOf({ room, ...sources }: PlanSources): SeatGroupView[] {
  const { compare } = new Intl.Collator(room.language);
  const tables = sources.tables
    .flatMap((table) => {
      const delegation = sources.delegations.get(table.delegationId);
      return delegation === undefined ? [] : [tableView(room, table, delegation, sources.files)];
    })
    .filter(({ counts }) => counts.seats + counts.waiting > 0)
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.entity, b.entity));
  const grouped = new Set(room.groups.flatMap(({ categories }) => categories));
  return [
    ...room.groups.map(({ names, categories }) => ({
      names,
      delegations: tables.filter(({ category }) => categories.includes(category)),
    })),
    { names: OTHERS, delegations: tables.filter(({ category }) => !grouped.has(category)) },
  ].filter(({ delegations }) => delegations.length > 0);
}

export function tableView(
  room: Room,
  { places, ...row }: SeatTable,
  { id, entity, category, list }: PlannedDelegation,
  files: ReadonlyMap<string, PlannedFile>,
): DelegationTableView {
  const share = { table: row.tableSeats, behind: row.behindSeats };
  const pattern = patternOf(room, id, category);
  const because = share.table === pattern?.table && share.behind === pattern.behind ? 'delegation-full' : 'room-full';
  const bySeat = new Map(places.map((place) => [place.seat, place]));
  const seats = seatsAt(share).map((seat) => seatView(seat, bySeat.get(seat), files));
  const rank = new Map(list.map(({ slotId }, index) => [slotId, index]));
  const waiting = places
    .filter(({ seat }) => seat === null)
    .toSorted((a, b) => (rank.get(a.slotId) ?? Infinity) - (rank.get(b.slotId) ?? Infinity))
    .map((place, index) => ({ ...personView(place, files.get(place.fileId)), position: index + 1, because }) as const);
  return {
    delegationId: id,
    entity: entity.code,
    name: entity.names[room.language],
    category,
    table: seats.slice(0, share.table),
    behind: seats.slice(share.table),
    waiting,
    counts: { ...countsOf(seats), waiting: waiting.length },
  };
}

function seatView(seat: string, place: SeatedPerson | undefined, files: ReadonlyMap<string, PlannedFile>): SeatView {
  if (place === undefined) return { seat, state: 'free', person: null };
  const file = files.get(place.fileId);
  return file?.stage === 'approved'
    ? { seat, state: 'taken', person: personView(place, file) }
    : { seat, state: 'held', person: null };
}

const personView = ({ slotId, fileId }: SeatedPerson, file: PlannedFile | undefined): PlannedPersonView => ({
  slotId,
  fileId,
  name: file?.name ?? null,
  functionalTitle: file?.functionalTitle ?? null,
  capacity: file?.capacity ?? '',
});

function countsOf(seats: readonly SeatView[]): SeatCountsView {
  const of = (state: SeatView['state']): number => seats.filter((seat) => seat.state === state).length;
  return { seats: seats.length, taken: of('taken'), held: of('held'), free: of('free'), waiting: 0 };
}

export const NOTHING: SeatCountsView = { seats: 0, taken: 0, held: 0, free: 0, waiting: 0 };

export const sumOf = (counts: readonly SeatCountsView[]): SeatCountsView =>
  counts.reduce(
    (sum, each) => ({
      seats: sum.seats + each.seats,
      taken: sum.taken + each.taken,
      held: sum.held + each.held,
      free: sum.free + each.free,
      waiting: sum.waiting + each.waiting,
    }),
    NOTHING,
  );
