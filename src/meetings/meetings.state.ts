import type { Fold } from '../event-sourcing/decider.js';
import type { Recorded } from '../event-sourcing/event.js';
import type {
  CategoryRules,
  DeadlineName,
  MeetingConvened,
  MeetingFact,
  MeetingRules,
  OfficerRole,
  RoomConfigured,
  ZoneConfigured,
} from './meetings.events.js';

export interface Officer {
  readonly appointmentId: string;
  readonly personId: string;
  readonly role: OfficerRole;
  readonly emailDigest: string;
}

export interface MeetingState {
  readonly convened: MeetingConvened['data'] | undefined;
  readonly rulesVersion: number;
  readonly rules: MeetingRules | undefined;
  readonly deadlines: Readonly<Record<DeadlineName, string>> | undefined;
  readonly nominationsClosedAt: string | undefined;
  readonly zones: ReadonlyMap<string, ZoneConfigured['data']>;
  readonly rooms: ReadonlyMap<string, RoomConfigured['data']>;
  /** Living appointments. */
  readonly officers: ReadonlyMap<string, Officer>;
}

/** What the facts say about a meeting: context for every other capability. */
export const meetingFold: Fold<MeetingState, MeetingFact> = {
  name: 'meetings',
  category: 'meeting',
  initialState: {
    convened: undefined,
    rulesVersion: 0,
    rules: undefined,
    deadlines: undefined,
    nominationsClosedAt: undefined,
    zones: new Map(),
    rooms: new Map(),
    officers: new Map(),
  },
  evolve,
};

function evolve(state: MeetingState, fact: Recorded<MeetingFact>): MeetingState {
  switch (fact.type) {
    case 'MeetingConvened':
      return { ...state, convened: fact.data };
    case 'RulesAdopted': {
      const { nominationsClose, substitutionsClose } = fact.data.rules.windows;
      return {
        ...state,
        rulesVersion: fact.data.version,
        rules: fact.data.rules,
        deadlines: { nominations: nominationsClose, substitutions: substitutionsClose },
      };
    }
    case 'ZoneConfigured':
      return { ...state, zones: new Map(state.zones).set(fact.data.code, fact.data) };
    case 'RoomConfigured':
      return { ...state, rooms: new Map(state.rooms).set(fact.data.code, fact.data) };
    case 'DeadlineExtended': {
      if (state.deadlines === undefined) return state;
      const reopened = fact.data.deadline === 'nominations' ? { nominationsClosedAt: undefined } : {};
      return { ...state, ...reopened, deadlines: { ...state.deadlines, [fact.data.deadline]: fact.data.until } };
    }
    case 'NominationsClosed':
      return { ...state, nominationsClosedAt: fact.data.at };
    case 'OfficerAppointed':
      return { ...state, officers: new Map(state.officers).set(fact.data.appointmentId, fact.data) };
    case 'AppointmentEnded': {
      const officers = new Map(state.officers);
      officers.delete(fact.data.appointmentId);
      return { ...state, officers };
    }
  }
}

export const categoryOf = (meeting: MeetingState, code: string): CategoryRules | undefined =>
  meeting.rules?.categories.find((category) => category.code === code);

/** Officers are known by the addresses that they were appointed with. */
export const emailDigestsOf = ({ officers }: MeetingState, personId: string): readonly string[] =>
  [...officers.values()].filter((officer) => officer.personId === personId).map(({ emailDigest }) => emailDigest);

/** The zones that a category and a capacity open. */
export const zonesFor = (
  meeting: MeetingState,
  category: string,
  capacity: string,
): readonly ZoneConfigured['data'][] =>
  [...meeting.zones.values()].filter(
    (zone) =>
      (zone.categories.length === 0 || zone.categories.includes(category)) &&
      (zone.capacities.length === 0 || zone.capacities.includes(capacity)),
  );

/** An instant as people at the meeting read it, with the name of the zone (D4, T1). */
export const inZoneOf = (meeting: MeetingState, instant: string): string =>
  `${new Date(instant).toLocaleString('sv-SE', { timeZone: meeting.convened?.timeZone ?? 'UTC', dateStyle: 'short', timeStyle: 'short' })} (${meeting.convened?.timeZone ?? 'UTC'})`;
