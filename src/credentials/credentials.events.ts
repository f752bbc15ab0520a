import { current, type Fact } from '../event-sourcing/event.js';
import type { ReasonText } from '../meetings/meetings.events.js';

/** What the signed code says (C2): the code itself is made from this whenever it is needed, and never stands in the log. */
export type CredentialIssued = Fact<
  'CredentialIssued',
  {
    readonly serial: string;
    readonly generation: number;
    readonly keyId: string;
    readonly meetingId: string;
    readonly category: string;
    readonly capacity: string;
    readonly zones: readonly string[];
    /** Instants in UTC with whole seconds; `validUntil` itself is no longer valid. */
    readonly validFrom: string;
    readonly validUntil: string;
    readonly activationRequired: boolean;
    readonly rulesVersion: number;
  }
>;
export type CredentialActivated = Fact<'CredentialActivated', { readonly serial: string }>;
/** C7: every print of a generation is a fact; from the second one on it names its reason. */
export type CredentialPrinted = Fact<
  'CredentialPrinted',
  { readonly serial: string; readonly copy: number; readonly printer: string; readonly reasonCode: string | null },
  ReasonText
>;
/** C7: to the holder, or to somebody with a written authorisation, whose file is named by its SHA-256. */
export type CredentialHandedOver = Fact<
  'CredentialHandedOver',
  { readonly serial: string; readonly to: 'holder' | 'other'; readonly authorisation: string | null },
  { readonly receiver: string }
>;
export type CredentialSuspended = Fact<
  'CredentialSuspended',
  { readonly serial: string; readonly cause: 'hold' | 'officer'; readonly reasonCode: string },
  ReasonText
>;
export type CredentialResumed = Fact<'CredentialResumed', { readonly serial: string }>;
export type CredentialRevoked = Fact<
  'CredentialRevoked',
  { readonly serial: string; readonly reasonCode: string },
  ReasonText
>;

export type CredentialFact =
  | CredentialIssued
  | CredentialPrinted
  | CredentialHandedOver
  | CredentialActivated
  | CredentialSuspended
  | CredentialResumed
  | CredentialRevoked;

export const credentialFacts = {
  CredentialIssued: current,
  CredentialPrinted: current,
  CredentialHandedOver: current,
  CredentialActivated: current,
  CredentialSuspended: current,
  CredentialResumed: current,
  CredentialRevoked: current,
} satisfies Record<CredentialFact['type'], typeof current>;
