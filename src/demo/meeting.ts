import { entityOf } from '../meetings/entities.js';
import type { Bilingual, Language, MeetingRules } from '../meetings/meetings.events.js';
import source from './reference-meetings/conare-2025.json';

export const meetingId = source.code;
export const timeZone = source.timeZone;
export const titleCodes: readonly string[] = source.profile.functionalTitles;
/** The States whose identity card serves: the host and its neighbours on the isthmus. */
export const identityCardsOf = ['PAN', 'CRI', 'HND', 'SLV', 'GTM'];

const name = (es: string, en: string): Bilingual => ({ es, en });
const named = (code: string, es: string, en: string): { readonly code: string; readonly names: Bilingual } => ({
  code,
  names: name(es, en),
});

const { title, city, country, startsOn, endsOn, illustrative } = source;
const workingLanguages: readonly Language[] = ['es'];
export const convened = { meetingId, title, city, country, timeZone, startsOn, endsOn, workingLanguages };

const usual = {
  latePolicy: 'with-reason',
  evidence: { required: true, forms: ['note-verbale', 'letter'] },
  travelDocumentRequired: true,
} as const;

const [experience = '', power = ''] = source.profile.declarations;
export const declarations = [
  named('experience', 'Experiencia directa en la determinación de la condición de refugiado', experience),
  named('decision-making', 'Capacidad de decisión en materia operativa, normativa o estratégica', power),
];

export const rules: MeetingRules = {
  categories: [
    { ...named('member-state', 'Estado miembro', 'Member State'), ...usual },
    { ...named('technical-secretariat', 'Secretaría técnica', 'Technical secretariat'), ...usual },
  ],
  capacities: [
    named('head-of-delegation', 'Jefatura de delegación', 'Head of delegation'),
    named('alternate-representative', 'Representante alterno o alterna', 'Alternate representative'),
    named('delegate', 'Delegado o delegada', 'Delegate'),
    named('adviser', 'Asesor o asesora', 'Adviser'),
    named('expert', 'Experto o experta', 'Expert'),
  ],
  windows: {
    nominationsOpen: illustrative.nominationsOpen,
    nominationsClose: illustrative.nominationsClose,
    substitutionsClose: illustrative.substitutionsClose,
  },
  profile: { functionalTitles: titleCodes, declarations },
  travelDocument: { identityCardsOf, passportValidityMonths: 6 },
  separation: { issuerMustNotBeApprover: true },
  credential: { activationRequired: true },
  badgeNameMaxLength: 40,
  rejectionToldToPerson: false,
};

const everywhere = { categories: [], capacities: [], travelDocumentRequired: false };
export const zones = [
  { ...everywhere, ...named('plenary', 'Sala plenaria', 'Plenary') },
  {
    ...everywhere,
    ...named('delegates-lounge', 'Salón de delegaciones', "Delegates' lounge"),
    categories: ['member-state'],
  },
  { ...everywhere, ...named('press-centre', 'Centro de prensa', 'Press centre'), capacities: ['head-of-delegation'] },
];

export interface DelegationPlan {
  readonly entity: string;
  readonly delegationId: string;
  readonly names: Bilingual;
  readonly category: string;
  readonly quota: number;
  readonly language: Language;
}

const languageOf: Readonly<Record<string, string>> = illustrative.correspondenceLanguage;

/** The delegations in the order of the reference meeting. */
export const delegations: readonly DelegationPlan[] = source.delegations.map(
  ({ entity, category, illustrative: { quota } }) => {
    const known = entityOf(entity);
    if (known === null) throw new Error(`The table of entities does not know ${entity}.`);
    const language: Language = languageOf[entity] === 'en' ? 'en' : 'es';
    return { entity, delegationId: `${meetingId}.${entity}`, names: known.names, category, quota, language };
  },
);
