import { current, type Fact } from '../event-sourcing/event.js';

/** A text in the two languages of the product. */
export interface Bilingual {
  readonly es: string;
  readonly en: string;
}

export type Language = keyof Bilingual;

/** What a person typed as a reason: it may be erased, so it never stands beside the code. */
export interface ReasonText {
  readonly reason: string;
}

export interface CategoryRules {
  readonly code: string;
  readonly names: Bilingual;
  /** What becomes of a nomination after the deadline (D4). */
  readonly latePolicy: 'refused' | 'with-reason';
  /** Which forms of evidence count, and whether a decision needs one (E1). */
  readonly evidence: { readonly required: boolean; readonly forms: readonly string[] };
  readonly travelDocumentRequired: boolean;
}

export interface MeetingRules {
  readonly categories: readonly CategoryRules[];
  readonly capacities: readonly { readonly code: string; readonly names: Bilingual }[];
  /** Instants with offset, ISO 8601. */
  readonly windows: {
    readonly nominationsOpen: string;
    readonly nominationsClose: string;
    readonly substitutionsClose: string;
  };
  /** What verification checks (D7). No functional titles: any is admitted. */
  readonly profile: {
    readonly functionalTitles: readonly string[];
    readonly declarations: readonly { readonly code: string; readonly names: Bilingual }[];
    /** Whether verification needs a photo (I4). */
    readonly photoRequired?: boolean;
  };
  /** Countries (ISO 3166-1 alpha-3) whose identity card serves, and how long a passport must be valid after the last day (I2). */
  readonly travelDocument: { readonly identityCardsOf: readonly string[]; readonly passportValidityMonths: number };
  readonly separation: { readonly issuerMustNotBeApprover: boolean };
  readonly credential: { readonly activationRequired: boolean };
  readonly badgeNameMaxLength: number;
  readonly rejectionToldToPerson: boolean;
  /** When people are written to although nothing happened; absent: never. */
  readonly messages?: {
    /** Whoever has not completed their profile is asked again after so many days, twice at most, until the meeting begins. */
    readonly reminderAfterDays: number;
    /** Local time of the meeting (HH:MM) at which focal points are told what changed since the day before. */
    readonly digestAt: string;
  };
}

/** Seats of one delegation in a room (P1). */
export interface SeatPattern {
  readonly table: number;
  readonly behind: number;
}

export const officerRoles = [
  'administrator',
  'registration-officer',
  'verifying-officer',
  'approving-officer',
  'credentials-officer',
  'protocol-officer',
  'gate',
  'auditor',
] as const;
export type OfficerRole = (typeof officerRoles)[number];

export type DeadlineName = 'nominations' | 'substitutions';

/** How to reach somebody, and in which language. */
export interface Contact {
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

export type MeetingConvened = Fact<
  'MeetingConvened',
  {
    readonly title: Bilingual;
    readonly city: Bilingual;
    readonly country: string;
    readonly timeZone: string;
    /** Calendar days in the time zone of the meeting. */
    readonly startsOn: string;
    readonly endsOn: string;
    readonly workingLanguages: readonly Language[];
  }
>;
export type RulesAdopted = Fact<'RulesAdopted', { readonly version: number; readonly rules: MeetingRules }>;
export type ZoneConfigured = Fact<
  'ZoneConfigured',
  {
    readonly code: string;
    readonly names: Bilingual;
    /** Empty: all of them. */
    readonly categories: readonly string[];
    readonly capacities: readonly string[];
    readonly travelDocumentRequired: boolean;
  }
>;
export type RoomConfigured = Fact<
  'RoomConfigured',
  {
    readonly code: string;
    readonly names: Bilingual;
    /** Of the official names by which delegations are ordered (P2). */
    readonly language: Language;
    readonly capacity: number;
    /** Seats of the capacity that belong to no delegation. */
    readonly podium: number;
    /** In the order of the meeting, after the podium (P2). */
    readonly groups: readonly { readonly names: Bilingual; readonly categories: readonly string[] }[];
    /** By category (P1); a category without one has no seats here. */
    readonly patterns: Readonly<Record<string, SeatPattern>>;
    /** By code of the entity, where a delegation has another pattern than its category. */
    readonly exceptions: Readonly<Record<string, SeatPattern>>;
  }
>;
export type DeadlineExtended = Fact<
  'DeadlineExtended',
  { readonly deadline: DeadlineName; readonly from: string; readonly until: string },
  ReasonText
>;
export type NominationsClosed = Fact<'NominationsClosed', { readonly at: string }, ReasonText>;
export type OfficerAppointed = Fact<
  'OfficerAppointed',
  {
    readonly appointmentId: string;
    readonly personId: string;
    readonly role: OfficerRole;
    readonly emailDigest: string;
  },
  Contact
>;
export type AppointmentEnded = Fact<
  'AppointmentEnded',
  { readonly appointmentId: string; readonly personId: string; readonly role: OfficerRole },
  ReasonText
>;

/** An attempt that rule S refused: who tried what is in the envelope (S2). */
export type DecisionRefused = Fact<
  'DecisionRefused',
  { readonly attempted: string; readonly code: string; readonly rule: string; readonly rulesVersion: number }
>;

export type MeetingFact =
  | MeetingConvened
  | RulesAdopted
  | ZoneConfigured
  | RoomConfigured
  | DeadlineExtended
  | NominationsClosed
  | OfficerAppointed
  | AppointmentEnded;

export const meetingFacts = {
  MeetingConvened: current,
  RulesAdopted: current,
  ZoneConfigured: current,
  RoomConfigured: current,
  DeadlineExtended: current,
  NominationsClosed: current,
  OfficerAppointed: current,
  AppointmentEnded: current,
  DecisionRefused: current,
} satisfies Record<MeetingFact['type'] | 'DecisionRefused', typeof current>;
