import { current, type Fact } from '../event-sourcing/event.js';
import type { Bilingual, Contact, DecisionRefused, Language, ReasonText } from '../meetings/meetings.events.js';

export const HEAD_OF_DELEGATION = 'head-of-delegation';

export interface Quota {
  readonly total: number;
  /** The most persons of one capacity; capacities that are not named share the total. */
  readonly byCapacity: Readonly<Record<string, number>>;
}

/** A line of evidence: which of the persons that it names it covers. */
export interface Cover {
  readonly evidenceId: string;
  readonly line: number;
}

/** A person as nominated. `lateReason` is why a late nomination was admitted (D4). */
export interface Nominee {
  readonly givenNames: string;
  readonly familyNames: string;
  readonly honorific: string | null;
  readonly functionalTitle: string;
  readonly email: string;
  readonly lateReason?: string;
}

/** What is known of a nominated person without their personal data. */
export interface Place {
  readonly fileId: string;
  readonly slotId: string;
  readonly capacity: string;
  readonly language: Language;
  readonly emailDigest: string;
  readonly coveredBy: Cover | null;
}

/** Each change of a delegation's list makes a new revision of it (D6). */
interface ListChange {
  readonly listRevision: number;
}

export type DelegationInvited = Fact<
  'DelegationInvited',
  {
    readonly delegationId: string;
    readonly meetingId: string;
    readonly entity: {
      readonly code: string;
      readonly kind: string;
      readonly iso3166: string | null;
      readonly names: Bilingual;
    };
    readonly category: string;
    readonly language: Language;
    readonly quota: Quota;
    readonly quotaReasonCode: string;
  },
  ReasonText
>;
export type FocalPointAppointed = Fact<
  'FocalPointAppointed',
  {
    readonly appointmentId: string;
    readonly personId: string;
    readonly emailDigest: string;
    readonly language: Language;
    readonly act: { readonly form: string; readonly date: string };
  },
  Contact
>;
export type FocalPointEnded = Fact<
  'FocalPointEnded',
  { readonly appointmentId: string; readonly personId: string },
  ReasonText
>;
export type QuotaAdjusted = Fact<
  'QuotaAdjusted',
  { readonly from: Quota; readonly to: Quota; readonly reasonCode: string },
  ReasonText
>;
export type DelegateNominated = Fact<'DelegateNominated', Place & ListChange & { readonly late: boolean }, Nominee>;
export type DelegationReordered = Fact<'DelegationReordered', ListChange & { readonly order: readonly string[] }>;
export type NominationWithdrawn = Fact<
  'NominationWithdrawn',
  ListChange & { readonly fileId: string; readonly slotId: string; readonly reasonCode: string },
  ReasonText
>;
/** One fact: the successor takes slot and place in the order (D3). */
export type DelegateSubstituted = Fact<
  'DelegateSubstituted',
  ListChange & { readonly predecessorFileId: string; readonly successor: Place; readonly reasonCode: string },
  Nominee | ReasonText
>;
export type SlotReleased = Fact<
  'SlotReleased',
  ListChange & { readonly fileId: string; readonly slotId: string; readonly cause: 'rejected' | 'revoked' }
>;
/** Whose name a line of evidence holds: the person of the file, or one of its own while nobody is nominated. */
export const subjectOfLine = (
  evidenceId: string,
  { line, fileId }: { readonly line: number; readonly fileId: string | null },
): string => fileId ?? `${evidenceId}.${line}`;

export type EvidenceSubmitted = Fact<
  'EvidenceSubmitted',
  {
    readonly evidenceId: string;
    readonly form: string;
    readonly issuedOn: string;
    readonly sha256: string;
    readonly lines: readonly { readonly line: number; readonly capacity: string; readonly fileId: string | null }[];
  },
  { readonly issuer: string } | { readonly name: string }
>;
export type EvidenceAccepted = Fact<
  'EvidenceAccepted',
  { readonly evidenceId: string; readonly rulesVersion: number },
  ReasonText
>;
export type EvidenceRefused = Fact<
  'EvidenceRefused',
  { readonly evidenceId: string; readonly rulesVersion: number; readonly reasonCode: string },
  ReasonText
>;

export type DelegationFact =
  | DelegationInvited
  | FocalPointAppointed
  | FocalPointEnded
  | QuotaAdjusted
  | DelegateNominated
  | DelegationReordered
  | NominationWithdrawn
  | DelegateSubstituted
  | SlotReleased
  | EvidenceSubmitted
  | EvidenceAccepted
  | EvidenceRefused
  | DecisionRefused;

export const delegationFacts = {
  DelegationInvited: current,
  FocalPointAppointed: current,
  FocalPointEnded: current,
  QuotaAdjusted: current,
  DelegateNominated: current,
  DelegationReordered: current,
  NominationWithdrawn: current,
  DelegateSubstituted: current,
  SlotReleased: current,
  EvidenceSubmitted: current,
  EvidenceAccepted: current,
  EvidenceRefused: current,
} satisfies Record<Exclude<DelegationFact['type'], 'DecisionRefused'>, typeof current>;
