export type { Language as MessageLanguage } from '../../meetings/meetings.events.js';
export type { MessageKind } from '../notifications.events.js';

/** Texts as they were typed, not escaped; what formats a time has already spoken the language of the message. */
export interface MessageValues {
  readonly meetingTitle: string;
  readonly city: string;
  readonly days: string;
  readonly recipientName: string;
  /** Of the recipient. */
  readonly honorific?: string;
  readonly personName: string;
  readonly delegationName: string;
  readonly capacityName: string;
  /** Asked of `invitation` and `returned`, allowed in `approved`, shown in no other. */
  readonly link?: string;
  readonly linkExpires?: string;
  readonly reasonLabel?: string;
  readonly reason?: string;
  /** To complete or correct the profile; in `rejected`, for the delegation's nominations. */
  readonly deadline?: string;
}

export interface RenderedMessage {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}
