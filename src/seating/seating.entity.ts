import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Seat } from './seating.events.js';

export interface SeatedPerson {
  readonly slotId: string;
  readonly fileId: string;
  /** Null: they wait. */
  readonly seat: Seat | null;
}

/** The seats of one delegation in one room. */
@Entity({ schema: 'read', name: 'seat_tables' })
export class SeatTable {
  /** The plan and the delegation: `conare-2025.plenary conare-2025.AR`. */
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly planId: string;
  @Column('text') readonly delegationId: string;
  @Column('int') readonly tableSeats: number;
  @Column('int') readonly behindSeats: number;
  @Column('jsonb') readonly places: readonly SeatedPerson[];
}

/** The newest published version of the plan of a room. */
@Entity({ schema: 'read', name: 'seat_plans' })
export class SeatPlan {
  @PrimaryColumn('text') readonly id: string;
  @Column('int') readonly version: number;
  @Column('text') readonly publishedAt: string;
}
