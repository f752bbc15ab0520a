import type { Cover, Nominee } from '../delegations/delegations.events.js';
import { current, type Fact, type FactSchema } from '../event-sourcing/event.js';
import type { DecisionRefused, Language, ReasonText } from '../meetings/meetings.events.js';

/** The profile as a person fills it in. Legal name, badge name and Latin transliteration are three fields (I3). */
export interface Profile {
  readonly legalName: string;
  readonly badgeName: string;
  readonly latinName: string;
  readonly functionalTitle: string;
  readonly dateOfBirth: string;
  readonly nationality: string;
  readonly phone: string | null;
  readonly document: {
    readonly type: DocumentType;
    readonly number: string;
    readonly issuingCountry: string;
    readonly issuedOn: string;
    readonly expiresOn: string;
  } | null;
}

export const documentTypes = ['passport', 'identity-card'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** What every decision names (S3), besides its actor and power. */
interface DecisionBasis {
  readonly rulesVersion: number;
  readonly evidence: Cover | null;
}

interface Reasoned {
  readonly reasonCode: string;
}

export type FileOpened = Fact<
  'FileOpened',
  {
    readonly meetingId: string;
    readonly delegationId: string;
    readonly slotId: string;
    readonly category: string;
    readonly capacity: string;
    readonly language: Language;
    readonly emailDigest: string;
    readonly nominatedBy: string;
    readonly invitationId: string;
    readonly late: boolean;
    readonly substitutesFileId: string | null;
  },
  Nominee
>;
export type InvitationRenewed = Fact<
  'InvitationRenewed',
  { readonly invitationId: string; readonly cause: 'asked' | 'reminder' }
>;
export type InvitationRedeemed = Fact<'InvitationRedeemed', { readonly invitationId: string }>;
export type ProfileCompleted = Fact<
  'ProfileCompleted',
  {
    readonly completedBy: 'delegate' | 'focal-point';
    /** One of the codes that the rules list (D7). */
    readonly functionalTitleCode: string | null;
    readonly declarations: readonly string[];
    /** The verdict on the travel document (I2): the document itself may be erased. */
    readonly document: {
      readonly required: boolean;
      readonly type: DocumentType | null;
      readonly rulesVersion: number;
    };
  },
  Profile
>;
/** The photo as the product re-encoded it (I4); the bytes lie in the document store under the person's own key. */
export type PhotoAttached = Fact<
  'PhotoAttached',
  {
    readonly sha256: string;
    readonly width: number;
    readonly height: number;
    readonly attachedBy: 'delegate' | 'focal-point' | 'registration-officer';
  }
>;
export type ProfileReturned = Fact<
  'ProfileReturned',
  DecisionBasis & Reasoned & { readonly invitationId: string },
  ReasonText
>;
export type ProfileVerified = Fact<'ProfileVerified', DecisionBasis>;
export type FilePlacedOnHold = Fact<'FilePlacedOnHold', DecisionBasis & Reasoned, ReasonText>;
export type FileResumed = Fact<'FileResumed', DecisionBasis & { readonly to: Stage }>;
/** The link in the message lets the person fetch their credential. */
export type AccreditationApproved = Fact<'AccreditationApproved', DecisionBasis & { readonly invitationId: string }>;
export type AccreditationRejected = Fact<
  'AccreditationRejected',
  DecisionBasis & Reasoned & { readonly from: Stage },
  ReasonText
>;
export type AccreditationRevoked = Fact<'AccreditationRevoked', DecisionBasis & Reasoned, ReasonText>;
export type FileClosed = Fact<'FileClosed', { readonly cause: 'withdrawn' | 'substituted' }>;

/** Where a file stands; a hold is no stage of its own, since resuming restores the former one. */
export type Stage =
  'nominated' | 'submitted' | 'returned' | 'verified' | 'approved' | 'rejected' | 'revoked' | 'closed';

export type AccreditationFact =
  | FileOpened
  | InvitationRenewed
  | InvitationRedeemed
  | ProfileCompleted
  | PhotoAttached
  | ProfileReturned
  | ProfileVerified
  | FilePlacedOnHold
  | FileResumed
  | AccreditationApproved
  | AccreditationRejected
  | AccreditationRevoked
  | FileClosed
  | DecisionRefused;

/** Before reminders an invitation was renewed only where somebody asked for it. */
const invitationRenewed: FactSchema = {
  upcasters: [({ data }) => ({ data: { ...(data as { readonly invitationId: string }), cause: 'asked' } })],
};

export const accreditationFacts = {
  FileOpened: current,
  InvitationRenewed: invitationRenewed,
  InvitationRedeemed: current,
  ProfileCompleted: current,
  PhotoAttached: current,
  ProfileReturned: current,
  ProfileVerified: current,
  FilePlacedOnHold: current,
  FileResumed: current,
  AccreditationApproved: current,
  AccreditationRejected: current,
  AccreditationRevoked: current,
  FileClosed: current,
} satisfies Record<Exclude<AccreditationFact['type'], 'DecisionRefused'>, FactSchema>;
