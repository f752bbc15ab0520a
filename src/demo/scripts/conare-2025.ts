import type { Language, MeetingRules } from '../../meetings/meetings.events.js';
import { englishNames, portugueseNames, spanishNames } from '../names.js';
import { alpha3 } from '../nationalities.js';
import { appointmentsOf } from '../officers.js';
import source from '../reference-meetings/conare-2025.json';
import type { LetterPlan, MeetingScript, Times, Turns } from '../script.js';
import { delegationsOf, named, roomOf } from './reference-meeting.js';

const { code: meetingId, title, city, country, timeZone, startsOn, endsOn, illustrative } = source;
const titleCodes: readonly string[] = source.profile.functionalTitles;
const workingLanguages: readonly Language[] = ['es'];

const usual = {
  latePolicy: 'with-reason',
  evidence: { required: true, forms: ['note-verbale', 'letter'] },
  travelDocumentRequired: true,
} as const;

const [experience = '', power = ''] = source.profile.declarations;

const rules: MeetingRules = {
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
  profile: {
    functionalTitles: titleCodes,
    declarations: [
      named('experience', 'Experiencia directa en la determinación de la condición de refugiado', experience),
      named('decision-making', 'Capacidad de decisión en materia operativa, normativa o estratégica', power),
    ],
    photoRequired: true,
  },
  // Where an identity card serves: the host and its neighbours on the isthmus.
  travelDocument: { identityCardsOf: ['PAN', 'CRI', 'HND', 'SLV', 'GTM'], passportValidityMonths: 6 },
  separation: { issuerMustNotBeApprover: true },
  credential: { activationRequired: true },
  badgeNameMaxLength: 40,
  rejectionToldToPerson: false,
};

const everywhere = { categories: [], capacities: [], travelDocumentRequired: false };
const zones = [
  { ...everywhere, ...named('plenary', 'Sala plenaria', 'Plenary') },
  {
    ...everywhere,
    ...named('delegates-lounge', 'Salón de delegaciones', "Delegates' lounge"),
    categories: ['member-state'],
  },
  { ...everywhere, ...named('press-centre', 'Centro de prensa', 'Press centre'), capacities: ['head-of-delegation'] },
];

/** The functional titles that the meeting admits, as people write them; no gender is guessed. */
const titles: Readonly<Record<string, Readonly<Record<Language | 'pt', string>>>> = {
  director: {
    es: 'Titular de la Dirección de Refugio y Protección Internacional',
    pt: 'Direção-Geral do Comitê Nacional para os Refugiados',
    en: 'Director, Refugees Department',
  },
  'deputy-director': {
    es: 'Titular de la Subdirección de Determinación de la Condición de Refugiado',
    pt: 'Direção-Adjunta de Elegibilidade',
    en: 'Deputy Director, Refugee Status Determination',
  },
  'technical-secretary': {
    es: 'Titular de la Secretaría Técnica de la Comisión Nacional de Refugiados',
    pt: 'Secretaria Técnica do Comitê Nacional para os Refugiados',
    en: 'Technical Secretary, Refugee Eligibility Committee',
  },
  'operational-lead': {
    es: 'Responsable de Operaciones de Registro y Elegibilidad',
    pt: 'Coordenação de Operações de Registro',
    en: 'Operational Lead, Registration and Eligibility',
  },
};

/** The same titles in organisations. */
const organisationTitles: Readonly<Record<string, string>> = {
  director: 'Dirección Regional de Protección Internacional',
  'deputy-director': 'Subdirección Regional de Sistemas de Asilo',
  'technical-secretary': 'Secretaría Técnica del Mecanismo Regional',
  'operational-lead': 'Responsable de Operaciones de Registro',
};

const capacities = ['head-of-delegation', 'delegate', 'adviser', 'expert'];
const delegations = delegationsOf(source);
const nationalities = delegations.flatMap(({ entity }) => alpha3[entity] ?? []);

const turns: Turns = {
  overQuota: 'CL',
  returned: ['EC.2', 'MX.1', 'IOM.3'],
  protagonist: 'EC.2',
  renewed: ['UY.2'],
  late: [{ leaves: 'PE.2', comes: 'PE.late' }],
  substituted: [{ leaves: 'CO.2', comes: 'CO.successor' }],
  onHold: ['UNHCR.3'],
  rejected: [
    {
      key: 'OAS.4',
      verificationRefused: 'profile-does-not-fit-meeting',
      reasonCode: 'profile-not-met',
      reason: 'La persona no declara capacidad de decisión, que la reunión exige.',
    },
  ],
  quotaCuts: [],
  completedByFocalPoint: ['DO.1', 'HN.1', 'PY.1'],
  secondFocalPoint: ['OAS'],
  lastDays: { substituted: [], withdrawn: [], revoked: ['UNHCR.2'] },
};

const letters: LetterPlan = {
  letterhead: {
    organisers: [
      { es: 'Presidencia Pro Témpore del Proceso de Quito', en: 'Pro Tempore Presidency of the Quito Process' },
      { es: 'Presidencia Pro Témpore del MIRPS', en: 'Pro Tempore Presidency of the MIRPS' },
    ],
    address: 'Avenida de la Conferencia 1, Ciudad de Panamá',
    contact: { email: 'acreditacion@secretariat.example', phone: '+507 555 0100' },
    venue: { es: 'Centro de Convenciones', en: 'Convention Centre' },
    signatory: 'Elvira Santamaría Ríos',
    signatoryTitle: { es: 'Oficial de Protocolo', en: 'Protocol Officer' },
    numberPrefix: 'CONARE-2025',
  },
  stay: { from: '2025-09-22', until: '2025-09-27' },
  consulates: {
    'DO.1': { city: 'Santo Domingo', country: 'DO' },
    'DO.2': { city: 'Santo Domingo', country: 'DO' },
    'EC.1': { city: 'Quito', country: 'EC' },
    'EC.2': { city: 'Quito', country: 'EC' },
    'GY.1': { city: 'Georgetown', country: 'GY' },
    'GY.2': { city: 'Georgetown', country: 'GY' },
    'UNHCR.2': { city: 'Bogotá', country: 'CO' },
    'IOM.2': { city: 'San José', country: 'CR' },
  },
};

const times: Times = {
  actOne: '2025-08-25T09:00:00-05:00',
  actTwo: '2025-09-08T09:00:00-05:00',
  actThree: '2025-09-22T09:00:00-05:00',
  atTheGate: '2025-09-24T10:00:00-05:00',
  papers: {
    focalPoints: '2025-08-04',
    nominations: '2025-08-22',
    changes: '2025-09-07',
    lastChanges: '2025-09-21',
  },
};

export const conare2025: MeetingScript = {
  meetingId,
  timeZone,
  convened: { title, city, country, startsOn, endsOn, workingLanguages },
  rules,
  zones,
  room: roomOf(source, rules, 3),
  letters,
  secretariat: appointmentsOf({
    registration: 'Graciela Ferreyra Luz',
    verifying: ['Damián Oyarzún Vega', 'Teresa Umaña Rojas'],
    approving: ['Leonor Batista Cruz', 'Ignacio Valverde Mora'],
    twoRoles: 'Renata Ibarra Sáenz',
    credentials: 'Fabián Castrejón Díaz',
    protocol: letters.letterhead.signatory,
    auditor: 'Olga Quirós Pinto',
    gate: 'Puerta principal',
  }),
  delegations,
  casting: {
    seed: 20_250_924,
    poolOf: ({ entity, language }) =>
      entity === 'BR' ? portugueseNames : language === 'en' ? englishNames : spanishNames,
    capacityOf: (_, place) => capacities[place - 1] ?? 'delegate',
    postOf: ({ entity, category, language }, place) => {
      // Each in a delegation has a title below the one before; not every head is a director.
      const rank = place - 1 + (entity.charCodeAt(1) % 2);
      const code = titleCodes[Math.min(rank, titleCodes.length - 1)] ?? '';
      const ofState = titles[code]?.[entity === 'BR' ? 'pt' : language];
      return { code, title: (category === 'technical-secretariat' ? organisationTitles[code] : ofState) ?? code };
    },
    nationalitiesOf: () => nationalities,
    ownScript: {},
  },
  turns,
  times,
};
