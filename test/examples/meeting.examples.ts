import { stateAfter } from '../../src/event-sourcing/testing/given.js';
import type {
  Contact,
  MeetingConvened,
  MeetingFact,
  MeetingRules,
  RulesAdopted,
  ZoneConfigured,
} from '../../src/meetings/meetings.events.js';
import { meetingFold, type MeetingState } from '../../src/meetings/meetings.state.js';

/* The technical meeting of Panama City, 24–25 September 2025, as far as the rules look at it. */

const named = (name: string): { readonly es: string; readonly en: string } => ({ es: name, en: name });

export const MEETING = 'conare-2025';

/** Instants about the windows of the rules below. */
export const BEFORE_OPENING = '2025-07-01T04:59:59.999Z';
export const DEADLINE = '2025-09-05T23:00:00.000Z';
export const SUBSTITUTIONS_END = '2025-09-20T23:00:00.000Z';

export const rules: MeetingRules = {
  categories: [
    {
      code: 'member',
      names: named('member'),
      latePolicy: 'with-reason',
      evidence: { required: true, forms: ['note-verbale'] },
      travelDocumentRequired: true,
    },
    {
      code: 'observer',
      names: named('observer'),
      latePolicy: 'refused',
      evidence: { required: false, forms: ['letter'] },
      travelDocumentRequired: false,
    },
  ],
  capacities: ['head-of-delegation', 'delegate', 'adviser'].map((code) => ({ code, names: named(code) })),
  windows: {
    nominationsOpen: '2025-07-01T00:00:00-05:00',
    nominationsClose: '2025-09-05T18:00:00-05:00',
    substitutionsClose: '2025-09-20T18:00:00-05:00',
  },
  profile: {
    functionalTitles: ['director', 'technical-secretary'],
    declarations: ['experience', 'power-to-decide'].map((code) => ({ code, names: named(code) })),
  },
  travelDocument: { identityCardsOf: ['PAN', 'CRI'], passportValidityMonths: 6 },
  separation: { issuerMustNotBeApprover: true },
  credential: { activationRequired: true },
  badgeNameMaxLength: 20,
  rejectionToldToPerson: false,
};

export const convened: MeetingConvened = {
  type: 'MeetingConvened',
  data: {
    title: { es: 'Segunda Reunión Técnica', en: 'Second Technical Meeting' },
    city: { es: 'Ciudad de Panamá', en: 'Panama City' },
    country: 'PAN',
    timeZone: 'America/Panama',
    startsOn: '2025-09-24',
    endsOn: '2025-09-25',
    workingLanguages: ['es'],
  },
};

export const adopted = (changed: Partial<MeetingRules> = {}, version = 1): RulesAdopted => ({
  type: 'RulesAdopted',
  data: { version, rules: { ...rules, ...changed } },
});

export const zone = (code: string, changed: Partial<ZoneConfigured['data']> = {}): ZoneConfigured => ({
  type: 'ZoneConfigured',
  data: { code, names: named(code), categories: [], capacities: [], travelDocumentRequired: false, ...changed },
});

export const contact: Contact = { name: 'Ana Pérez', email: 'ana@example.org', language: 'es' };

/** The meeting as other capabilities see it: convened, its rules adopted, and what is said besides. */
export const meetingAfter = (...facts: readonly MeetingFact[]): MeetingState =>
  stateAfter(meetingFold, [convened, adopted(), ...facts]);
