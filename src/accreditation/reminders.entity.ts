import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A profile that somebody still has to fill in, by the id of its file. */
@Entity({ schema: 'read', name: 'reminders' })
export class Reminder {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  /** When the person was last written to. */
  @Column('text') readonly since: string;
  @Column('int') readonly sent: number;
  @Column('boolean') readonly onHold: boolean;
}
