import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SeatNews } from './notifications.events.js';

/** When a delegation changed last, by its id. */
@Entity({ schema: 'read', name: 'digests' })
export class Digest {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  @Column('text') readonly lastChange: string;
  /** What delegates were told of their seats in the last days, in the order in which they were. */
  @Column('jsonb') readonly seats: readonly SeatNews[];
}
