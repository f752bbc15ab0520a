import { current, type Fact } from '../event-sourcing/event.js';
import type { Bilingual, Language, ReasonText } from '../meetings/meetings.events.js';

/** Who bears the costs of travel and stay (V2). */
export const costBearers = ['delegation', 'organisers', 'participant'] as const;
export type CostBearer = (typeof costBearers)[number];

/** What the letter says of the person, as it stood in the file when the letter was asked for (V2). */
export interface LetterPerson {
  /** As in the document, in Latin letters, and as in the document itself. */
  readonly latinName: string;
  readonly legalName: string;
  readonly dateOfBirth: string;
  readonly nationality: string;
  readonly functionalTitle: string;
  readonly document: {
    readonly type: 'passport' | 'identity-card';
    readonly number: string;
    readonly issuingCountry: string;
    readonly issuedOn: string;
    readonly expiresOn: string;
  };
}

/** With whom the person asks for the visa, and for which days: it is theirs, and the city is free text. */
export interface VisaApplication {
  readonly consulate: { readonly city: string; readonly country: string };
  readonly stay: { readonly from: string; readonly until: string };
}

interface OfLetter {
  readonly letterId: string;
}

export type VisaLetterRequested = Fact<
  'VisaLetterRequested',
  OfLetter & {
    readonly fileId: string;
    readonly meetingId: string;
    readonly delegationId: string;
    readonly capacity: string;
    readonly language: Language;
    readonly costs: CostBearer;
    readonly requestedBy: 'delegate' | 'focal-point';
  },
  LetterPerson & VisaApplication
>;
/** By the protocol officer, or under a standing authorisation, which is then named; under the letterhead of that moment (V3). */
export type VisaLetterSigned = Fact<
  'VisaLetterSigned',
  OfLetter & { readonly authorisationId: string | null; readonly letterheadVersion: number }
>;
/** The public check takes the number, the code and the last four characters of the document (V4). */
export type VisaLetterIssued = Fact<
  'VisaLetterIssued',
  OfLetter & {
    readonly number: string;
    readonly sha256: string;
    readonly templateVersion: number;
    readonly language: Language;
    readonly issuedOn: string;
  }
>;
export type VisaLetterFailed = Fact<
  'VisaLetterFailed',
  OfLetter & { readonly attempts: number; readonly reasonCode: string }
>;
/** A failed letter is made again. */
export type VisaLetterRetried = Fact<'VisaLetterRetried', OfLetter>;
export type VisaLetterCancelled = Fact<'VisaLetterCancelled', OfLetter & { readonly reasonCode: string }, ReasonText>;

export type VisaLetterFact =
  | VisaLetterRequested
  | VisaLetterSigned
  | VisaLetterIssued
  | VisaLetterFailed
  | VisaLetterRetried
  | VisaLetterCancelled;

/** The letterhead of a meeting and its signatory (V3); a signature names the version that the letter is made with. */
export type LetterheadAdopted = Fact<
  'LetterheadAdopted',
  {
    readonly version: number;
    readonly organisers: readonly Bilingual[];
    readonly address: string;
    readonly contact: { readonly email: string; readonly phone: string };
    readonly venue: Bilingual;
    readonly signatoryTitle: Bilingual;
    /** Short text before the number of a letter: CONARE-2025. */
    readonly numberPrefix: string;
  },
  { readonly signatory: string }
>;
/** A standing recorded authorisation of the protocol officer (V1). */
export type SignatureAuthorised = Fact<
  'SignatureAuthorised',
  { readonly authorisationId: string; readonly letterheadVersion: number },
  ReasonText
>;
export type SignatureAuthorisationEnded = Fact<
  'SignatureAuthorisationEnded',
  { readonly authorisationId: string },
  ReasonText
>;

export type LetterheadFact = LetterheadAdopted | SignatureAuthorised | SignatureAuthorisationEnded;

export const visaLetterFacts = {
  VisaLetterRequested: current,
  VisaLetterSigned: current,
  VisaLetterIssued: current,
  VisaLetterFailed: current,
  VisaLetterRetried: current,
  VisaLetterCancelled: current,
  LetterheadAdopted: current,
  SignatureAuthorised: current,
  SignatureAuthorisationEnded: current,
} satisfies Record<VisaLetterFact['type'] | LetterheadFact['type'], typeof current>;
