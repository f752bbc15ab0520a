import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Nominee } from '../delegations/delegations.events.js';
import type { Language } from '../meetings/meetings.events.js';
import type { DocumentType, Profile, Stage } from './accreditation.events.js';

/** Why a file was last returned, held, rejected or revoked. */
export interface LastReason {
  readonly fact: string;
  readonly code: string;
  readonly text: string | null;
  readonly at: string;
}

@Entity({ schema: 'read', name: 'files' })
export class AccreditationFile {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  @Column('text') readonly delegationId: string;
  @Column('text') readonly slotId: string;
  @Column('text') readonly category: string;
  @Column('text') readonly capacity: string;
  @Column('text') readonly stage: Stage;
  @Column('boolean') readonly onHold: boolean;
  @Column('text') readonly language: Language;
  @Column('jsonb', { nullable: true }) readonly nominee: Nominee | null;
  @Column('jsonb', { nullable: true }) readonly profile: Profile | null;
  @Column('text', { nullable: true }) readonly functionalTitleCode: string | null;
  @Column('jsonb') readonly declarations: readonly string[];
  @Column('text', { nullable: true }) readonly documentType: DocumentType | null;
  /** SHA-256 of the newest photo. */
  @Column('text', { nullable: true }) readonly photo: string | null;
  @Column('boolean') readonly late: boolean;
  @Column('text', { nullable: true }) readonly substitutesFileId: string | null;
  @Column('text') readonly nominatedBy: string;
  @Column('text') readonly openedAt: string;
  @Column('text') readonly sortName: string;
  @Column('jsonb', { nullable: true }) readonly lastReason: LastReason | null;
  @Column('int') readonly revision: number;
  @Column('text') readonly updatedAt: string;
}
