/** Names to draw invented people from, by the language of a place. Any likeness to a person is chance. */
export interface NamePool {
  readonly given: readonly string[];
  readonly family: readonly string[];
  /** How many family names somebody bears. */
  readonly familyNames: 1 | 2;
}

/** A name whose document is in another script, and how it is written in Latin letters. */
export interface OwnScriptName {
  readonly given: string;
  readonly family: string;
  readonly own: string;
  /** ISO 3166-1 alpha-3. */
  readonly nationality: string;
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
  familyNames: 2,
};

export const portugueseNames: NamePool = {
  given: ['João', 'Conceição', 'Antônio', 'Luíza', 'Estêvão', 'Márcia', 'Otávio', 'Inês'],
  family: ['Assunção', 'Magalhães', 'Brandão', 'Gonçalves', 'Araújo', 'Falcão', 'Simões', 'Leitão'],
  familyNames: 2,
};

export const englishNames: NamePool = {
  given: ['Eleanor', 'Desmond', 'Renée', 'Winston', 'Chloë', 'Everard', 'Zoë', 'Marlon'],
  family: ['Ashcroft', 'Bradley-Usher', "O'Neil", 'Persaud', 'Cayetano', 'Thibodeaux', 'Ramdeen', 'Longsworth'],
  familyNames: 1,
};

export const germanNames: NamePool = {
  given: ['Jürgen', 'Anneliese', 'Götz', 'Ulrike', 'Sönke', 'Käthe', 'Rüdiger', 'Hannelore'],
  family: ['Möllendorf', 'Schönfelder', 'Grünewald', 'Böttcher', 'Krämer', 'Zürcher', 'Hägele', 'Röthlisberger'],
  familyNames: 1,
};

export const frenchNames: NamePool = {
  given: ['Hélène', 'Benoît', 'Anaïs', 'Gaëtan', 'Françoise', 'Rémi', 'Noëlle', 'Jérôme'],
  family: ['Lefèbvre', 'Châtelain', 'Beauséjour', 'Crêtenet', 'Saint-Onge', 'Pélissier', 'Gagné', 'Desrosiers'],
  familyNames: 1,
};

/** The States that are invited, from ISO 3166-1 alpha-2 to alpha-3. */
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
  CA: 'CAN',
  US: 'USA',
  ES: 'ESP',
  CH: 'CHE',
  DE: 'DEU',
};
