import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'read', name: 'credentials' })
export class Credential {
  /** The serial. */
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly fileId: string;
  @Column('text') readonly meetingId: string;
  @Column('int') readonly generation: number;
  @Column('text') readonly keyId: string;
  @Column('text') readonly category: string;
  @Column('text') readonly capacity: string;
  @Column('jsonb') readonly zones: readonly string[];
  @Column('text') readonly validFrom: string;
  @Column('text') readonly validUntil: string;
  @Column('text') readonly status: 'issued' | 'active' | 'revoked';
  @Column('text') readonly issuedAt: string;
  @Column('text') readonly issuedBy: string;
  @Column('text', { nullable: true }) readonly activatedAt: string | null;
  @Column('text', { nullable: true }) readonly revokedAt: string | null;
  @Column('text', { nullable: true }) readonly reasonCode: string | null;
  /** How often it was printed. */
  @Column('int') readonly copies: number;
  @Column('text', { nullable: true }) readonly printedAt: string | null;
  /** Of the newest copy. */
  @Column('text', { nullable: true }) readonly handedOverAt: string | null;
  @Column('text', { nullable: true }) readonly handedOverTo: 'holder' | 'other' | null;
  /** By what, while it is suspended. */
  @Column('text', { nullable: true }) readonly suspended: 'hold' | 'officer' | null;
}
