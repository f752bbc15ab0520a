import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language } from '../meetings/meetings.events.js';
import type { MessageKind } from './notifications.events.js';

@Entity({ schema: 'read', name: 'messages' })
export class Message {
  @PrimaryColumn('text') readonly id: string;
  @Column('text') readonly meetingId: string;
  @Column('text') readonly fileId: string;
  @Column('text') readonly delegationId: string;
  @Column('text') readonly kind: MessageKind;
  @Column('text') readonly language: Language;
  @Column('int') readonly templateVersion: number;
  @Column('text') readonly recipientId: string;
  @Column('text', { nullable: true }) readonly recipient: string | null;
  @Column('text') readonly causeId: string;
  @Column('text') readonly status: 'queued' | 'sent' | 'failed';
  @Column('text') readonly queuedAt: string;
  @Column('text', { nullable: true }) readonly sentAt: string | null;
  @Column('text', { nullable: true }) readonly failedAt: string | null;
  @Column('text', { nullable: true }) readonly reason: string | null;
}
