import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SeatNews } from './notifications.events.js';

/** What happened in a delegation since its focal points were last told, by the id of the delegation. */
@Entity({ schema: 'read', name: 'digests' })
export class Digest {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  /** The first change that no digest told of; null where all is told. */
  @Column('text', { nullable: true }) readonly changedSince: string | null;
  @Column('text', { nullable: true }) readonly changedAt: string | null;
  /** What delegates were told of their seats, and focal points were not yet. */
  @Column('jsonb') readonly seats: readonly SeatNews[];
}
