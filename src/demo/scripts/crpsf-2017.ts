import type { Bilingual, Language } from '../../meetings/meetings.events.js';
import { appointmentsOf } from '../officers.js';
import source from '../reference-meetings/crpsf-2017.json';
import type { DelegationPlan, LetterPlan, MeetingScript, Times, Turns } from '../script.js';
import { casting, ministersIn } from './crpsf-2017.casting.js';
import { rules, zones } from './crpsf-2017.rules.js';
import { delegationsOf, named, roomOf } from './reference-meeting.js';

const { code: meetingId, title, city, country, timeZone, startsOn, endsOn, illustrative } = source;
const workingLanguages: readonly Language[] = ['es', 'en'];

/** Keeps the lists of press, interpreters, host staff and security. */
const servicesOfficer = {
  subject: 'services-officer',
  role: 'registration-officer',
  name: 'Marlon Euceda Banegas',
} as const;

const ownKinds: Readonly<Record<string, { readonly entity: string; readonly names: Bilingual }>> = {
  media: { entity: 'MEDIA', names: { es: 'Medios de comunicación', en: 'Media' } },
  interpreters: { entity: 'INTERPRETERS', names: { es: 'Equipo de interpretación', en: 'Interpreters' } },
  'host-country-staff': {
    entity: 'HOST-STAFF',
    names: { es: 'Personal del país anfitrión', en: 'Host country staff' },
  },
  security: { entity: 'SECURITY', names: { es: 'Seguridad', en: 'Security' } },
};

/** Delegations of their own kind, outside the quotas of States, with an officer as focal point. */
const services = illustrative.ownKinds.map(({ kind, quota }): DelegationPlan => {
  const { entity = kind.toUpperCase(), names = { es: kind, en: kind } } = ownKinds[kind] ?? {};
  return {
    entity,
    described: { kind, names },
    delegationId: `${meetingId}.${entity}`,
    names,
    category: kind,
    quota,
    quotaReason: named(
      'service-plan',
      `El plan de servicios de la reunión prevé ${quota} personas.`,
      `The service plan of the meeting provides for ${quota} people.`,
    ),
    language: 'es',
    officer: servicesOfficer.subject,
  };
});

const delegations = [...delegationsOf(source), ...services];

const turns: Turns = {
  overQuota: 'US',
  returned: ['GT.3', 'CA.2', 'UNDP.1', 'FAITH.2', 'CSO.5', 'MEDIA.4'],
  protagonist: 'FAITH.2',
  renewed: ['ACADEMIA.5', 'INTERPRETERS.3'],
  late: [
    { leaves: 'SICA.3', comes: 'SICA.late' },
    { leaves: 'PRIVATE.4', comes: 'PRIVATE.late' },
  ],
  substituted: [{ leaves: 'DE.3', comes: 'DE.successor' }],
  onHold: ['ICRC.3', 'SECURITY.9'],
  rejected: [
    {
      key: 'MEDIA.17',
      verificationRefused: null,
      reasonCode: 'assignment-not-confirmed',
      reason: 'El medio no confirmó que la persona cubre la conferencia por su encargo.',
    },
  ],
  quotaCuts: [
    {
      entity: 'CSO',
      to: 6,
      reasonCode: 'room-capacity',
      reason: 'Las cabinas de interpretación ocupan dos plazas que estaban previstas para la sociedad civil.',
    },
  ],
  completedByFocalPoint: ministersIn(delegations),
  secondFocalPoint: ['HN', 'UNHCR'],
  lastDays: {
    substituted: [
      { leaves: 'CO.3', comes: 'CO.successor' },
      { leaves: 'OAS.2', comes: 'OAS.successor' },
    ],
    withdrawn: ['BZ.3'],
    revoked: ['ACADEMIA.2'],
  },
};

const letters: LetterPlan = {
  letterhead: {
    organisers: [
      { es: 'República de Honduras', en: 'Republic of Honduras' },
      {
        es: 'Oficina del Alto Comisionado de las Naciones Unidas para los Refugiados',
        en: 'Office of the United Nations High Commissioner for Refugees',
      },
      { es: 'Organización de los Estados Americanos', en: 'Organization of American States' },
    ],
    address: 'Bulevar de la Conferencia 1, San Pedro Sula',
    contact: { email: 'acreditacion@secretariat.example', phone: '+504 2555 0100' },
    venue: { es: 'Centro de Convenciones', en: 'Convention Centre' },
    signatory: 'Belkis Interiano Funes',
    signatoryTitle: { es: 'Oficial de Protocolo', en: 'Protocol Officer' },
    numberPrefix: 'CRPSF-2017',
  },
  stay: { from: '2017-10-24', until: '2017-10-29' },
  consulates: {
    'UNHCR.3': { city: 'Ammán', country: 'JO' },
    'UNHCR.6': { city: 'Ciudad de México', country: 'MX' },
    'IOM.3': { city: 'Ciudad de Panamá', country: 'PA' },
    'UNDP.2': { city: 'Washington', country: 'US' },
    'ICRC.2': { city: 'Geneva', country: 'CH' },
    'IFRC.3': { city: 'Geneva', country: 'CH' },
    'CO.1': { city: 'Bogotá', country: 'CO' },
    'CO.2': { city: 'Bogotá', country: 'CO' },
    'CO.3': { city: 'Bogotá', country: 'CO' },
    'CO.4': { city: 'Bogotá', country: 'CO' },
    'OAS.2': { city: 'Washington', country: 'US' },
    'BZ.3': { city: 'Belmopan', country: 'BZ' },
  },
};

const times: Times = {
  actOne: '2017-09-25T09:00:00-06:00',
  actTwo: '2017-10-16T09:00:00-06:00',
  actThree: '2017-10-25T09:00:00-06:00',
  atTheGate: '2017-10-26T15:00:00-06:00',
  papers: {
    focalPoints: '2017-09-04',
    nominations: '2017-09-22',
    changes: '2017-10-13',
    lastChanges: '2017-10-24',
  },
};

export const crpsf2017: MeetingScript = {
  meetingId,
  timeZone,
  convened: { title, city, country, startsOn, endsOn, workingLanguages },
  rules,
  zones,
  room: roomOf(source, rules, 12),
  letters,
  secretariat: [
    ...appointmentsOf({
      registration: 'Suyapa Bográn Lanza',
      verifying: ['Nahún Discua Pineda', 'Ingrid Castellón Rush'],
      approving: ['Rosalinda Handal Flores', 'Percy Bonilla Cerrato'],
      twoRoles: 'Waleska Ordóñez Irías',
      credentials: 'Arnaldo Sabillón Paz',
      protocol: letters.letterhead.signatory,
      auditor: 'Celina Mondragón Tróchez',
      gate: 'Entrada principal',
    }),
    servicesOfficer,
  ],
  delegations,
  casting,
  turns,
  times,
};
