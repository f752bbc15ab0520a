import type { CountedStage } from '../notifications.events.js';

export type { Language as MessageLanguage } from '../../meetings/meetings.events.js';
export type { MessageKind } from '../notifications.events.js';

/** What a message may tell of besides the person and the meeting, in lines with a label. */
export type DetailName =
  | 'room'
  | 'seat'
  | 'formerSeat'
  | 'seatChange'
  | 'letterNumber'
  | 'quotaBefore'
  | 'quotaNow'
  | 'slotsInUse'
  | CountedStage;

/** Texts as they were typed, not escaped; what formats a time has already spoken the language of the message. */
export interface MessageValues {
  readonly meetingTitle: string;
  readonly city: string;
  readonly days: string;
  readonly recipientName: string;
  /** Of the recipient. */
  readonly honorific?: string;
  /** Absent where the message is about the delegation, as is the capacity. */
  readonly personName?: string;
  readonly delegationName: string;
  readonly capacityName?: string;
  /** Asked of `invitation`, `reminder` and `returned`, allowed in `approved`, shown in no other. */
  readonly link?: string;
  readonly linkExpires?: string;
  readonly reasonLabel?: string;
  readonly reason?: string;
  /** To complete or correct the profile; in `rejected`, for the delegation's nominations. */
  readonly deadline?: string;
  /** Whether a credential becomes valid only when it is handed over. */
  readonly activationRequired?: boolean;
  /** Whether the person is on the waiting list of a room. */
  readonly isWaiting?: boolean;
  /** Whether the delegation lost the seats that it had in a room. */
  readonly isWithoutSeat?: boolean;
  readonly details?: readonly (readonly [DetailName, string])[];
}

export interface RenderedMessage {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}
