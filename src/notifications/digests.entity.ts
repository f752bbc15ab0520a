import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a delegation changed last, by its id. */
@Entity({ schema: 'read', name: 'digests' })
export class Digest {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  @Column('text') readonly lastChange: string;
}
