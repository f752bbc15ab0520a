import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language } from '../meetings/meetings.events.js';
import type { MessageDetails, MessageKind, SuppressionCause } from './notifications.events.js';
import type { MessageStatus } from './notifications.state.js';

@Entity({ schema: 'read', name: 'messages' })
export class Message {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  /** Null where the message is about the delegation. */
  @Column('text', { nullable: true }) readonly fileId: string | null;
  @Column('text') readonly delegationId: string;
  @Column('text', { nullable: true }) readonly capacity: string | null;
  @Column('text') readonly kind: MessageKind;
  @Column('text') readonly language: Language;
  @Column('int') readonly templateVersion: number;
  @Column('text') readonly recipientId: string;
  @Column('text', { nullable: true }) readonly recipient: string | null;
  @Column('text') readonly causeId: string;
  @Column('jsonb') readonly details: MessageDetails;
  @Column('text') readonly status: MessageStatus;
  /** How often an officer put it in the queue again. */
  @Column('int') readonly resends: number;
  @Column('text') readonly queuedAt: string;
  @Column('text', { nullable: true }) readonly sentAt: string | null;
  @Column('text', { nullable: true }) readonly failedAt: string | null;
  /** Why it failed or bounced, in the words of the mail server. */
  @Column('text', { nullable: true }) readonly reason: string | null;
  @Column('text', { nullable: true }) readonly bouncedAt: string | null;
  /** Enhanced status code of RFC 3463. */
  @Column('text', { nullable: true }) readonly bounceStatus: string | null;
  @Column('text', { nullable: true }) readonly suppressedAt: string | null;
  @Column('text', { nullable: true }) readonly suppressedBecause: SuppressionCause | null;
  /** When it came to where it stands. */
  @Column('text') readonly settledAt: string;
}
