import type { Quota } from '../delegations/delegations.events.js';
import { current, type Fact, type FactSchema } from '../event-sourcing/event.js';
import type { Language } from '../meetings/meetings.events.js';
import type { Seat } from '../seating/seating.events.js';

export const messageKinds = [
  'invitation',
  'reminder',
  'returned',
  'on-hold',
  'approved',
  'rejected',
  'rejected-person',
  'credential-ready',
  'letter-ready',
  'substituted',
  'seat-assigned',
  'seat-changed',
  'quota-changed',
  'digest',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** What asks for something that only their link lets a person do. */
export const linkKinds: readonly MessageKind[] = ['invitation', 'reminder', 'returned'];

/** Where the files of a delegation stand, as a digest counts them. */
export const countedStages = [
  'nominated',
  'submitted',
  'returned',
  'verified',
  'approved',
  'on-hold',
  'rejected',
  'revoked',
] as const;
export type CountedStage = (typeof countedStages)[number];

/** What a person was told of a seat, and when. */
export interface SeatNews {
  readonly at: string;
  readonly fileId: string;
  readonly room: string;
  /** Null stands for the waiting list; no seat: the delegation has none there any more. */
  readonly seat?: Seat | null;
  readonly formerSeat?: Seat | null;
}

/** What a message tells of, each kind its own; nothing personal. */
export interface MessageDetails {
  /** The code of a room, and the seats in it; null stands for the waiting list, and no seat after a former one for none. */
  readonly room?: string;
  readonly seat?: Seat | null;
  readonly formerSeat?: Seat | null;
  readonly quotaBefore?: Quota;
  readonly quotaNow?: Quota;
  readonly letterNumber?: string;
  readonly activationRequired?: boolean;
  readonly counts?: Readonly<Record<CountedStage, number>>;
  readonly slotsInUse?: number;
  /** Since the last digest (P6). */
  readonly seats?: readonly SeatNews[];
  /** The instant up to which a digest tells. */
  readonly until?: string;
}

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
    /** Null where the message is about the delegation. */
    readonly fileId: string | null;
    readonly capacity: string | null;
    /** The file of a delegate, or the id of a focal point. */
    readonly recipientId: string;
    /** The fact that the message tells of, or the due time. */
    readonly causeId: string;
    readonly invitationId: string | null;
    readonly reasonCode: string | null;
    readonly details: MessageDetails;
  },
  MessagePersonal
>;
export type NotificationSent = Fact<'NotificationSent', { readonly messageIdHeader: string; readonly attempt: number }>;
export type NotificationFailed = Fact<'NotificationFailed', { readonly attempts: number }, { readonly reason: string }>;

/** Put in the queue again by an officer, after it failed, bounced or was suppressed: the message itself stays the same (N3). */
export type NotificationResent = Fact<'NotificationResent', { readonly resends: number }>;
/** A mail server took the message and gave it back later (RFC 3464); the code is that of RFC 3463. */
export type NotificationBounced = Fact<
  'NotificationBounced',
  { readonly statusCode: string },
  { readonly reason: string | null }
>;
/** Not sent: a newer message says the same better, the address does not exist, it is no longer true, or nobody is left to send it to. */
export type SuppressionCause = 'superseded' | 'bounced-address' | 'outdated' | 'recipient-erased';
export type NotificationSuppressed = Fact<'NotificationSuppressed', { readonly because: SuppressionCause }>;

export type NotificationFact =
  | NotificationQueued
  | NotificationSent
  | NotificationFailed
  | NotificationResent
  | NotificationBounced
  | NotificationSuppressed;

/** At first every message was about a file, and told nothing but its reason. */
const notificationQueued: FactSchema = {
  upcasters: [({ data }) => ({ data: { ...(data as object), details: {} } })],
};

export const notificationFacts = {
  NotificationQueued: notificationQueued,
  NotificationSent: current,
  NotificationFailed: current,
  NotificationResent: current,
  NotificationBounced: current,
  NotificationSuppressed: current,
} satisfies Record<NotificationFact['type'], FactSchema>;
