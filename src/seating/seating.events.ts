import { current, type Fact } from '../event-sourcing/event.js';

/** A seat of a delegation in one room: T1, T2 … at its table, B1, B2 … behind it. */
export type Seat = string;

/** Whose seat it is: the slot keeps it through a substitution, the file is who sits on it. */
interface Placed {
  readonly delegationId: string;
  readonly slotId: string;
  readonly fileId: string;
}

/** How many seats a delegation has in the room: its pattern, as far as the capacity of the room goes. */
export type TableAssigned = Fact<
  'TableAssigned',
  { readonly delegationId: string; readonly category: string; readonly table: number; readonly behind: number }
>;
export type SeatAllocated = Fact<
  'SeatAllocated',
  /** `movedUp`: from the waiting list. */
  Placed & { readonly seat: Seat; readonly movedUp: boolean }
>;
export type SeatWaitlisted = Fact<'SeatWaitlisted', Placed & { readonly because: 'delegation-full' | 'room-full' }>;
/** Somebody left: `seat` is null for whoever only waited. */
export type SeatReleased = Fact<'SeatReleased', Placed & { readonly seat: Seat | null }>;
/** Who sits elsewhere than before, by a new order, a late approval or another table; null stands for the waiting list. */
export type SeatsReassigned = Fact<
  'SeatsReassigned',
  {
    readonly delegationId: string;
    readonly changes: readonly {
      readonly slotId: string;
      readonly fileId: string;
      readonly from: Seat;
      readonly to: Seat | null;
    }[];
  }
>;
/** From here on people are told where they sit, and of every change (P6). */
export type SeatPlanPublished = Fact<'SeatPlanPublished', { readonly version: number }>;

export type SeatingFact =
  TableAssigned | SeatAllocated | SeatWaitlisted | SeatReleased | SeatsReassigned | SeatPlanPublished;

export const seatingFacts = {
  TableAssigned: current,
  SeatAllocated: current,
  SeatWaitlisted: current,
  SeatReleased: current,
  SeatsReassigned: current,
  SeatPlanPublished: current,
} satisfies Record<SeatingFact['type'], typeof current>;
