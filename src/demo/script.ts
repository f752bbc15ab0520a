import type { Bilingual, Language, MeetingRules, RoomConfigured, ZoneConfigured } from '../meetings/meetings.events.js';
import type { NamePool, OwnScriptName } from './names.js';
import type { Appointment } from './officers.js';
import type { Random } from './random.js';

/** One meeting as it is played: what it is, who comes, and who meets with what. The play is the same for all. */
export interface MeetingScript {
  readonly meetingId: string;
  readonly timeZone: string;
  readonly convened: {
    readonly title: Bilingual;
    readonly city: Bilingual;
    readonly country: string;
    readonly startsOn: string;
    readonly endsOn: string;
    readonly workingLanguages: readonly Language[];
  };
  readonly rules: MeetingRules;
  readonly zones: readonly ZoneConfigured['data'][];
  readonly room: RoomConfigured['data'];
  readonly letters: LetterPlan;
  readonly secretariat: readonly Appointment[];
  /** In the order of the reference meeting. */
  readonly delegations: readonly DelegationPlan[];
  readonly casting: CastingPlan;
  readonly turns: Turns;
  readonly times: Times;
}

export interface DelegationPlan {
  readonly entity: string;
  /** Where the table of entities does not have it. */
  readonly described: { readonly kind: string; readonly names: Bilingual } | null;
  readonly delegationId: string;
  readonly names: Bilingual;
  readonly category: string;
  readonly quota: number;
  readonly quotaReason: { readonly code: string; readonly names: Bilingual };
  readonly language: Language;
  /** Subject of the officer who is the focal point of a delegation of its own kind; null: it has its own. */
  readonly officer: string | null;
}

/** Letterhead of the visa letters, and who asks for one. */
export interface LetterPlan {
  readonly letterhead: {
    readonly organisers: readonly Bilingual[];
    readonly address: string;
    readonly contact: { readonly email: string; readonly phone: string };
    readonly venue: Bilingual;
    readonly signatory: string;
    readonly signatoryTitle: Bilingual;
    readonly numberPrefix: string;
  };
  readonly stay: { readonly from: string; readonly until: string };
  /** The city and country (ISO 3166-1 alpha-2) of the consulate, by key of the person. */
  readonly consulates: Readonly<Record<string, { readonly city: string; readonly country: string }>>;
}

export interface Post {
  /** Where the rules list functional titles. */
  readonly code: string | null;
  readonly title: string;
}

/** How people are invented: by delegation and place on its list, from 1. */
export interface CastingPlan {
  readonly seed: number;
  poolOf(delegation: DelegationPlan, random: Random): NamePool;
  capacityOf(delegation: DelegationPlan, place: number): string;
  postOf(delegation: DelegationPlan, place: number, random: Random): Post;
  /** ISO 3166-1 alpha-3, of those who come for no State. */
  nationalitiesOf(delegation: DelegationPlan): readonly string[];
  /** People whose document is in another script, by key. */
  readonly ownScript: Readonly<Record<string, OwnScriptName>>;
}

/** One leaves and another comes, by key. */
export interface Exchange {
  readonly leaves: string;
  readonly comes: string;
}

export interface Rejection {
  readonly key: string;
  /** The code of the rule that already refuses the verification (D7), where one does. */
  readonly verificationRefused: string | null;
  readonly reasonCode: string;
  readonly reason: string;
}

export interface QuotaCut {
  readonly entity: string;
  readonly to: number;
  readonly reasonCode: string;
  readonly reason: string;
}

/** Who meets with what, besides the usual way: people by delegation and place on its list, `AR.1`. */
export interface Turns {
  /** The delegation that nominates one too many. */
  readonly overQuota: string;
  readonly returned: readonly string[];
  /** One of the returned: verified by the officer with two roles, who then tries to approve. */
  readonly protagonist: string;
  /** Nobody opens the first link; a new one is sent after the deadline. */
  readonly renewed: readonly string[];
  /** Withdrawn after the deadline, before any profile; the newcomer is a late nomination. */
  readonly late: readonly Exchange[];
  /** Before any decision. */
  readonly substituted: readonly Exchange[];
  readonly onHold: readonly string[];
  readonly rejected: readonly Rejection[];
  /** Q3: cut below the slots in use. */
  readonly quotaCuts: readonly QuotaCut[];
  /** They never fill in a form themselves. */
  readonly completedByFocalPoint: readonly string[];
  /** Delegations with two focal points. */
  readonly secondFocalPoint: readonly string[];
  /** People who were approved and have their badge, and leave in the last days. */
  readonly lastDays: {
    readonly substituted: readonly Exchange[];
    readonly withdrawn: readonly string[];
    readonly revoked: readonly string[];
  };
}

/** Where the clock is set, act by act, in the time zone of the meeting; and the days that stand on papers. */
export interface Times {
  readonly actOne: string;
  readonly actTwo: string;
  readonly actThree: string;
  readonly atTheGate: string;
  readonly papers: {
    readonly focalPoints: string;
    readonly nominations: string;
    readonly changes: string;
    readonly lastChanges: string;
  };
}
