import { ApiProperty } from '@nestjs/swagger';
import { BilingualBody } from '../platform/edge/bodies.dto.js';
import type { Language } from '../platform/edge/languages.js';
import { Line } from '../platform/edge/shapes.js';

export class ReassignSeatsBody {
  @Line(100) readonly delegationId: string;
}

/** Somebody as the plan shows them. */
export class PlannedPersonView {
  readonly slotId: string;
  readonly fileId: string;
  /** As on the badge, or as nominated; null once it is erased. */
  readonly name: string | null;
  readonly functionalTitle: string | null;
  readonly capacity: string;
}

export class SeatView {
  /** T1, T2 … at the table, B1, B2 … behind it. */
  readonly seat: string;
  @ApiProperty({ enum: ['taken', 'held', 'free'] })
  readonly state: 'taken' | 'held' | 'free';
  /** Null where nobody sits: a held seat waits for a successor whose file is not decided. */
  readonly person: PlannedPersonView | null;
}

export class WaitingView extends PlannedPersonView {
  readonly position: number;
  @ApiProperty({ enum: ['delegation-full', 'room-full'] })
  readonly because: 'delegation-full' | 'room-full';
}

export class SeatCountsView {
  readonly seats: number;
  readonly taken: number;
  readonly held: number;
  readonly free: number;
  readonly waiting: number;
}

export class DelegationTableView {
  readonly delegationId: string;
  readonly entity: string;
  /** Official name in the language of the room. */
  readonly name: string;
  readonly category: string;
  readonly table: SeatView[];
  readonly behind: SeatView[];
  /** In order of precedence: the first is the next to move up. */
  readonly waiting: WaitingView[];
  readonly counts: SeatCountsView;
}

export class SeatGroupView {
  readonly names: BilingualBody;
  /** By official name, in the order of the alphabet of the room's language (P2). */
  readonly delegations: DelegationTableView[];
}

export class PlannedRoomView {
  readonly code: string;
  readonly names: BilingualBody;
  readonly language: Language;
  readonly capacity: number;
  readonly podium: number;
}

export class SeatPlanView {
  readonly meetingId: string;
  readonly title: BilingualBody;
  readonly room: PlannedRoomView;
  /** Null before the first publication. */
  readonly publishedVersion: number | null;
  readonly publishedAt: string | null;
  readonly counts: SeatCountsView;
  readonly groups: SeatGroupView[];
}

export class DelegationSeatsView extends DelegationTableView {
  readonly room: PlannedRoomView;
  readonly publishedVersion: number | null;
}

export class FileSeatView {
  readonly room: PlannedRoomView;
  readonly publishedVersion: number | null;
  /** `not-published` tells nothing of the draft, and is what delegates and focal points see of it. */
  @ApiProperty({ enum: ['seated', 'waiting', 'not-in-plan', 'not-published'] })
  readonly status: 'seated' | 'waiting' | 'not-in-plan' | 'not-published';
  readonly seat: string | null;
  /** In the waiting list of the delegation, from 1. */
  readonly position: number | null;
  /** Of the delegation in this room; names of others are never told. */
  readonly counts: SeatCountsView;
  readonly explanation: BilingualBody;
}
