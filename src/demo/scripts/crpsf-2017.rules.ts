import type { CategoryRules, MeetingRules, ZoneConfigured } from '../../meetings/meetings.events.js';
import source from '../reference-meetings/crpsf-2017.json';
import { named } from './reference-meeting.js';

const { nominationsOpen, nominationsClose, substitutionsClose } = source.illustrative;

/** Who takes part, comes with a letter and a document; press too, since the host State checks it. */
const travelling = { latePolicy: 'with-reason', travelDocumentRequired: true } as const;
const withLetter = { ...travelling, evidence: { required: true, forms: ['letter'] } };
/** Engaged by the secretariat or the host: their lists are the evidence. */
const engaged = {
  latePolicy: 'with-reason',
  evidence: { required: false, forms: [] },
  travelDocumentRequired: false,
} as const;

const categories: readonly CategoryRules[] = [
  {
    ...named('government', 'Gobierno', 'Government'),
    ...travelling,
    evidence: { required: true, forms: ['note-verbale', 'letter'] },
  },
  { ...named('international-organisation', 'Organización internacional', 'International organisation'), ...withLetter },
  { ...named('regional-network', 'Red regional', 'Regional network'), ...withLetter },
  {
    ...named(
      'civil-society-academia-private-sector',
      'Sociedad civil, academia y sector privado',
      'Civil society, academia and private sector',
    ),
    ...withLetter,
  },
  { ...named('media', 'Medios de comunicación', 'Media'), ...withLetter },
  { ...named('interpreters', 'Interpretación', 'Interpreters'), ...engaged },
  { ...named('host-country-staff', 'Personal del país anfitrión', 'Host country staff'), ...engaged },
  { ...named('security', 'Seguridad', 'Security'), ...engaged },
];

export const rules: MeetingRules = {
  categories,
  capacities: [
    named('head-of-delegation', 'Jefatura de delegación', 'Head of delegation'),
    named('alternate-representative', 'Representante alterno o alterna', 'Alternate representative'),
    named('delegate', 'Delegado o delegada', 'Delegate'),
    named('adviser', 'Asesor o asesora', 'Adviser'),
    named('expert', 'Experto o experta', 'Expert'),
    named('observer', 'Observador u observadora', 'Observer'),
    named('media', 'Prensa', 'Media'),
    named('interpreter', 'Intérprete', 'Interpreter'),
    named('host-country-staff', 'Personal del país anfitrión', 'Host country staff'),
    named('security', 'Seguridad', 'Security'),
  ],
  windows: { nominationsOpen, nominationsClose, substitutionsClose },
  profile: { functionalTitles: [], declarations: [], photoRequired: true },
  // The States whose nationals move between them with an identity card.
  travelDocument: { identityCardsOf: ['HND', 'GTM', 'SLV', 'NIC'], passportValidityMonths: 6 },
  separation: { issuerMustNotBeApprover: true },
  credential: { activationRequired: true },
  badgeNameMaxLength: 40,
  rejectionToldToPerson: false,
};

const taking = source.illustrative.groupOrder;
const anyone = { capacities: [], travelDocumentRequired: false };
export const zones: readonly ZoneConfigured['data'][] = [
  {
    ...anyone,
    ...named('plenary', 'Sala plenaria', 'Plenary'),
    categories: [...taking, 'interpreters', 'host-country-staff', 'security'],
  },
  { ...anyone, ...named('delegates-lounge', 'Salón de delegaciones', "Delegates' lounge"), categories: taking },
  {
    ...anyone,
    ...named('bilateral-rooms', 'Salas bilaterales', 'Bilateral rooms'),
    categories: ['government', 'international-organisation'],
  },
  {
    ...anyone,
    ...named('press-centre', 'Centro de prensa', 'Press centre'),
    categories: ['media', 'host-country-staff', 'security'],
  },
  {
    ...anyone,
    ...named('interpretation-booths', 'Cabinas de interpretación', 'Interpretation booths'),
    categories: ['interpreters'],
  },
  {
    ...anyone,
    ...named('operations-room', 'Sala de operaciones', 'Operations room'),
    categories: ['host-country-staff', 'security'],
  },
];
