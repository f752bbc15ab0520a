import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Cover } from '../delegations/delegations.events.js';

/** One decision, or one attempt that rule S refused. */
@Entity({ schema: 'read', name: 'decisions' })
export class Decision {
  /** The id of its fact. */
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  @Column('text', { nullable: true }) readonly delegationId: string | null;
  @Column('text', { nullable: true }) readonly fileId: string | null;
  /** The type of the fact. */
  @Column('text') readonly kind: string;
  /** For a refused attempt: what was attempted, and which rule refused it. */
  @Column('text', { nullable: true }) readonly code: string | null;
  @Column('text') readonly actorId: string;
  @Column('text') readonly role: string;
  @Column('text', { nullable: true }) readonly appointmentId: string | null;
  @Column('text') readonly at: string;
  @Column('text', { nullable: true }) readonly reasonCode: string | null;
  @Column('text', { nullable: true }) readonly reason: string | null;
  @Column('int', { nullable: true }) readonly rulesVersion: number | null;
  @Column('jsonb', { nullable: true }) readonly evidence: Cover | null;
}

/** The names of those who act, beside their ids. */
@Entity({ schema: 'read', name: 'people' })
export class Person {
  @PrimaryColumn('text') readonly id: string;
  @Column('text', { nullable: true }) readonly name: string | null;
}
