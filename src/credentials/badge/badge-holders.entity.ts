import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a badge says of the person who wears it, by file. */
@Entity({ schema: 'read', name: 'badge_holders' })
export class BadgeHolder {
  /** The file. */
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  @Column('text') readonly delegationId: string;
  /** Null until the profile is completed, and once it is erased. */
  @Column('text', { nullable: true }) readonly badgeName: string | null;
  @Column('text', { nullable: true }) readonly latinName: string | null;
  /** SHA-256 of the photo. */
  @Column('text', { nullable: true }) readonly photo: string | null;
  /** Family names first, without regard to case and accents: the order of pick-up. */
  @Column('text') readonly sortName: string;
}
