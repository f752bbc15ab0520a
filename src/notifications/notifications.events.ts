import { current, type Fact } from '../event-sourcing/event.js';
import type { Language } from '../meetings/meetings.events.js';

export type MessageKind = 'invitation' | 'returned' | 'approved' | 'rejected' | 'rejected-person';

/** What a message says of persons: in one block per subject, since recipient and person may be two. */
export interface MessagePersonal {
  readonly to?: string;
  readonly recipientName?: string;
  readonly personName?: string;
  readonly honorific?: string | null;
  readonly reason?: string | null;
}

export type NotificationQueued = Fact<
  'NotificationQueued',
  {
    readonly kind: MessageKind;
    readonly language: Language;
    readonly templateVersion: number;
    readonly meetingId: string;
    readonly delegationId: string;
    readonly fileId: string;
    readonly capacity: string;
    /** The file of a delegate, or the id of a focal point. */
    readonly recipientId: string;
    /** The fact that the message tells of. */
    readonly causeId: string;
    readonly invitationId: string | null;
    readonly reasonCode: string | null;
  },
  MessagePersonal
>;
export type NotificationSent = Fact<'NotificationSent', { readonly messageIdHeader: string; readonly attempt: number }>;
export type NotificationFailed = Fact<'NotificationFailed', { readonly attempts: number }, { readonly reason: string }>;

export type NotificationFact = NotificationQueued | NotificationSent | NotificationFailed;

export const notificationFacts = {
  NotificationQueued: current,
  NotificationSent: current,
  NotificationFailed: current,
} satisfies Record<NotificationFact['type'], typeof current>;
