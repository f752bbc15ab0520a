import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Bilingual, Language } from '../meetings/meetings.events.js';
import type { Quota } from './delegations.events.js';

export interface ListedPerson {
  readonly fileId: string;
  readonly slotId: string;
  readonly capacity: string;
}

export interface FocalPoint {
  readonly appointmentId: string;
  readonly personId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly language: Language;
  readonly endedAt: string | null;
}

@Entity({ schema: 'read', name: 'delegations' })
export class Delegation {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  @Column('jsonb') readonly entity: { readonly code: string; readonly kind: string; readonly names: Bilingual };
  @Column('text') readonly category: string;
  @Column('text') readonly language: Language;
  @Column('jsonb') readonly quota: Quota;
  @Column('text') readonly quotaReasonCode: string;
  @Column('text', { nullable: true }) readonly quotaReason: string | null;
  @Column('text') readonly quotaSetAt: string;
  @Column('text') readonly quotaSetBy: string;
  /** In order of precedence. */
  @Column('jsonb') readonly list: readonly ListedPerson[];
  @Column('int') readonly listRevision: number;
  @Column('jsonb') readonly focalPoints: readonly FocalPoint[];
  @Column('int') readonly revision: number;
}

export interface EvidenceLine {
  readonly line: number;
  readonly capacity: string;
  readonly fileId: string | null;
  readonly name: string | null;
}

@Entity({ schema: 'read', name: 'evidence' })
export class Evidence {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly delegationId: string;
  @Column('text') readonly form: string;
  @Column('text') readonly issuedOn: string;
  @Column('text', { nullable: true }) readonly issuer: string | null;
  @Column('text') readonly sha256: string;
  @Column('jsonb') readonly lines: readonly EvidenceLine[];
  @Column('text') readonly status: 'submitted' | 'accepted' | 'refused';
  @Column('text') readonly submittedAt: string;
  @Column('text') readonly submittedBy: string;
  @Column('text', { nullable: true }) readonly decidedAt: string | null;
  @Column('text', { nullable: true }) readonly decidedBy: string | null;
  @Column('text', { nullable: true }) readonly reasonCode: string | null;
  @Column('text', { nullable: true }) readonly reason: string | null;
}
