import type { Bilingual } from '../../meetings/meetings.events.js';
import {
  englishNames,
  frenchNames,
  germanNames,
  type NamePool,
  type OwnScriptName,
  portugueseNames,
  spanishNames,
} from '../names.js';
import type { CastingPlan, DelegationPlan } from '../script.js';

const title = (es: string, en: string): Bilingual => ({ es, en });

/** The countries of the framework come with a minister and a vice-minister, the cooperating States with a vice-minister. */
const FRAMEWORK = ['BZ', 'CR', 'GT', 'MX', 'PA', 'HN'];
const minister = title('Titular del Ministerio de Relaciones Exteriores', 'Minister of Foreign Affairs');
const viceMinister = title('Titular del Viceministerio de Relaciones Exteriores', 'Vice-Minister of Foreign Affairs');

/** As people write them; no gender is guessed. */
const titles: Readonly<Record<string, readonly Bilingual[]>> = {
  government: [
    title('Titular de la Dirección de Asuntos Consulares y Migratorios', 'Director, Consular and Migration Affairs'),
    title('Titular de la Comisión Nacional para los Refugiados', 'Head, National Commission for Refugees'),
    title('Asesoría Jurídica del Ministerio de Gobernación', 'Legal Adviser, Ministry of the Interior'),
    title('Responsable de Asilo y Protección Complementaria', 'Head, Asylum and Complementary Protection'),
    title('Dirección de Derechos Humanos de la Cancillería', 'Director, Human Rights'),
    title('Asesoría del Despacho Ministerial', "Adviser to the Minister's Office"),
  ],
  'international-organisation': [
    title('Representación Regional', 'Regional Representative'),
    title('Coordinación de Protección', 'Protection Coordinator'),
    title('Especialista en Soluciones Duraderas', 'Durable Solutions Specialist'),
    title('Asesoría en Movilidad Humana', 'Human Mobility Adviser'),
  ],
  IDB: [
    title('Representación en el país', 'Country Representative'),
    title('Especialista en Migración', 'Migration Specialist'),
  ],
  WB: [title('Representación en el país', 'Country Manager'), title('Economía Social', 'Social Economist')],
  IACHR: [
    title('Relatoría sobre Movilidad Humana', 'Rapporteur on Human Mobility'),
    title('Secretaría Ejecutiva', 'Executive Secretariat'),
    title('Asesoría Jurídica', 'Legal Adviser'),
  ],
  IACTHR: [title('Magistratura', 'Judge'), title('Secretaría de la Corte', 'Registry')],
  SICA: [
    title('Secretaría General', 'Secretary-General'),
    title('Dirección de Seguridad Democrática', 'Director, Democratic Security'),
    title('Dirección de Asuntos Jurídicos', 'Director, Legal Affairs'),
  ],
  ICRC: [
    title('Delegación Regional', 'Head of Regional Delegation'),
    title('Protección', 'Protection Coordinator'),
    title('Restablecimiento del Contacto entre Familiares', 'Restoring Family Links'),
  ],
  IFRC: [
    title('Delegación Regional', 'Regional Director'),
    title('Migración y Desplazamiento', 'Migration and Displacement Lead'),
    title('Diplomacia Humanitaria', 'Humanitarian Diplomacy'),
  ],
  'regional-network': [
    title('Secretaría Ejecutiva', 'Executive Secretary'),
    title('Coordinación Regional de Incidencia', 'Regional Advocacy Coordinator'),
    title('Delegación Regional', 'Regional Delegate'),
  ],
  CSO: [
    title('Dirección Ejecutiva', 'Executive Director'),
    title('Coordinación de Programas', 'Programme Coordinator'),
    title('Asistencia Jurídica a Personas Refugiadas', 'Legal Aid for Refugees'),
  ],
  ACADEMIA: [
    title('Cátedra de Estudios Migratorios', 'Chair of Migration Studies'),
    title('Investigación en Derecho de los Refugiados', 'Researcher, Refugee Law'),
  ],
  PRIVATE: [
    title('Responsabilidad Social Empresarial', 'Corporate Social Responsibility'),
    title('Dirección de Empleo Inclusivo', 'Director, Inclusive Employment'),
  ],
  media: [
    title('Corresponsal', 'Correspondent'),
    title('Prensa escrita', 'Press reporter'),
    title('Fotografía de prensa', 'Press photographer'),
    title('Cámara de televisión', 'Television camera operator'),
  ],
  interpreters: [title('Intérprete de conferencias', 'Conference interpreter')],
  'host-country-staff': [
    title('Protocolo', 'Protocol'),
    title('Logística', 'Logistics'),
    title('Atención a delegaciones', 'Delegation liaison'),
  ],
  security: [title('Seguridad de la sede', 'Venue security'), title('Protección de delegaciones', 'Close protection')],
};

const worldwide = [spanishNames, spanishNames, englishNames, frenchNames, germanNames, portugueseNames];
const pools: Readonly<Record<string, readonly NamePool[]>> = {
  BR: [portugueseNames],
  CA: [englishNames, frenchNames],
  US: [englishNames],
  BZ: [englishNames],
  CH: [germanNames, frenchNames],
  DE: [germanNames],
  INTERPRETERS: [spanishNames, englishNames],
  SICA: [spanishNames],
  IACHR: [spanishNames, portugueseNames, englishNames],
  IACTHR: [spanishNames],
  IDB: [spanishNames, portugueseNames],
  NRC: worldwide,
  ICRC: worldwide,
  IFRC: worldwide,
};

const ownScript: Readonly<Record<string, OwnScriptName>> = {
  'UNHCR.3': { given: 'Layla', family: 'Haddad', own: 'ليلى حداد', nationality: 'JOR' },
  'UNHCR.6': { given: 'Olena', family: 'Kovalenko', own: 'Олена Коваленко', nationality: 'UKR' },
  'IOM.3': { given: 'Lihua', family: 'Chen', own: '陈丽华', nationality: 'CHN' },
  'UNDP.2': { given: 'Karim', family: 'Nasser', own: 'كريم ناصر', nationality: 'LBN' },
  'ICRC.2': { given: 'Dragan', family: 'Petrović', own: 'Драган Петровић', nationality: 'SRB' },
  'IFRC.3': { given: 'Mingzhe', family: 'Wang', own: '王明哲', nationality: 'CHN' },
};

const capacityOfKind: Readonly<Record<string, string>> = {
  media: 'media',
  interpreters: 'interpreter',
  'host-country-staff': 'host-country-staff',
  security: 'security',
  'civil-society-academia-private-sector': 'observer',
};

function postTitles({ entity, category }: DelegationPlan, place: number): readonly Bilingual[] {
  if (category === 'government' && isOfMinisterialLevel(entity, place))
    return [FRAMEWORK.includes(entity) && place === 1 ? minister : viceMinister];
  return titles[entity] ?? titles[category] ?? [];
}

/** Ministers and vice-ministers, who never fill in a form themselves. */
const isOfMinisterialLevel = (entity: string, place: number): boolean =>
  place === 1 || (place === 2 && FRAMEWORK.includes(entity));

export const ministersIn = (delegations: readonly DelegationPlan[]): readonly string[] =>
  delegations
    .filter(({ category }) => category === 'government')
    .flatMap(({ entity }) =>
      [1, 2].filter((place) => isOfMinisterialLevel(entity, place)).map((place) => `${entity}.${place}`),
    );

const hosts = ['host-country-staff', 'security'];
const nationalities = [
  'HND',
  'GTM',
  'MEX',
  'CRI',
  'PAN',
  'COL',
  'ARG',
  'PER',
  'ESP',
  'FRA',
  'DEU',
  'CHE',
  'GBR',
  'USA',
  'CAN',
  'BRA',
];

export const casting: CastingPlan = {
  seed: 20_171_026,
  poolOf: ({ entity, category }, random) =>
    random.of(pools[entity] ?? (category === 'international-organisation' ? worldwide : [spanishNames])),
  capacityOf: ({ category }, place) =>
    capacityOfKind[category] ??
    ['head-of-delegation', 'alternate-representative', 'delegate', 'adviser', 'expert'][place - 1] ??
    'delegate',
  postOf: (delegation, place) => {
    const posts = postTitles(delegation, place);
    // States send different officials beside their ministers; elsewhere the first of the list comes first.
    const shift = delegation.category === 'government' ? delegation.entity.charCodeAt(1) : 0;
    return { code: null, title: posts[(place - 1 + shift) % posts.length]?.[delegation.language] ?? '' };
  },
  nationalitiesOf: ({ category }) => (hosts.includes(category) ? ['HND'] : nationalities),
  ownScript,
};
