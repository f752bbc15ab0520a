/** Names to draw invented people from, by the language of a place. Any likeness to a person is chance. */
export interface NamePool {
  readonly given: readonly string[];
  readonly family: readonly string[];
}

export const spanishNames: NamePool = {
  given: [
    'María José',
    'Íñigo',
    'Belén',
    'Andrés',
    'Ximena',
    'Óscar',
    'Lucía',
    'Tomás',
    'Noemí',
    'Julián',
    'Sofía',
    'Germán',
    'Inés',
    'Rubén',
    'Pilar',
    'Matías',
    'Verónica',
    'Ángel',
    'Rocío',
    'Hernán',
    'Mónica',
    'Joaquín',
    'Marisol',
    'Elías',
  ],
  family: [
    'Núñez',
    'Ibáñez',
    'Quiñones',
    'Peña',
    'Acuña',
    'Zúñiga',
    'Cárdenas',
    'Güell',
    'Benítez',
    'Sepúlveda',
    'Ordóñez',
    'Villagrán',
    'Mejía',
    'Arévalo',
    'Echeverría',
    'Solís',
    'Larraín',
    'Montúfar',
    'Pacheco',
    'Cisneros',
    'Bolaños',
    'Urrutia',
  ],
};

export const portugueseNames: NamePool = {
  given: ['João', 'Conceição', 'Antônio', 'Luíza', 'Estêvão', 'Márcia', 'Otávio', 'Inês'],
  family: ['Assunção', 'Magalhães', 'Brandão', 'Gonçalves', 'Araújo', 'Falcão', 'Simões', 'Leitão'],
};

export const englishNames: NamePool = {
  given: ['Eleanor', 'Desmond', 'Renée', 'Winston', 'Chloë', 'Everard', 'Zoë', 'Marlon'],
  family: ['Ashcroft', 'Bradley-Usher', "O'Neil", 'Persaud', 'Cayetano', 'Thibodeaux', 'Ramdeen', 'Longsworth'],
};

/** The functional titles that the meeting admits, as people write them; no gender is guessed. */
export const titles: Readonly<Record<string, Readonly<Record<'es' | 'pt' | 'en', string>>>> = {
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

export const alpha3: Readonly<Record<string, string>> = {
  AR: 'ARG',
  BZ: 'BLZ',
  BR: 'BRA',
  CL: 'CHL',
  CO: 'COL',
  CR: 'CRI',
  DO: 'DOM',
  EC: 'ECU',
  SV: 'SLV',
  GT: 'GTM',
  GY: 'GUY',
  HN: 'HND',
  MX: 'MEX',
  PA: 'PAN',
  PY: 'PRY',
  PE: 'PER',
  UY: 'URY',
};
