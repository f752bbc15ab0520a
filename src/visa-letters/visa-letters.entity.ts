import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language } from '../meetings/meetings.events.js';
import type { CostBearer, VisaApplication } from './visa-letters.events.js';
import type { LetterStatus } from './visa-letters.state.js';

@Entity({ schema: 'read', name: 'visa_letters' })
export class VisaLetter {
  /** The id of the letter. */
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly fileId: string;
  @Column('text') readonly meetingId: string;
  @Column('text') readonly delegationId: string;
  @Column('text') readonly capacity: string;
  @Column('text') readonly language: Language;
  /** Null where the person is erased, as are the days. */
  @Column('jsonb', { nullable: true }) readonly consulate: VisaApplication['consulate'] | null;
  @Column('jsonb', { nullable: true }) readonly stay: VisaApplication['stay'] | null;
  @Column('text') readonly costs: CostBearer;
  @Column('text') readonly requestedBy: string;
  @Column('text') readonly requestedAt: string;
  @Column('text') readonly status: LetterStatus;
  @Column('text', { nullable: true }) readonly signedAt: string | null;
  /** Null where a protocol officer signed this letter itself. */
  @Column('text', { nullable: true }) readonly authorisationId: string | null;
  @Column('text', { nullable: true }) readonly number: string | null;
  @Column('text', { nullable: true }) readonly sha256: string | null;
  @Column('text', { nullable: true }) readonly issuedAt: string | null;
  @Column('text', { nullable: true }) readonly cancelledAt: string | null;
  /** Why it failed or was cancelled. */
  @Column('text', { nullable: true }) readonly reasonCode: string | null;
  /** How often the last failure was tried. */
  @Column('int') readonly attempts: number;
  @Column('int') readonly retries: number;
}
