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
  given: [
    'João',
    'Conceição',
    'Antônio',
    'Luíza',
    'Estêvão',
    'Márcia',
    'Otávio',
    'Inês',
    'Caetano',
    'Flávia',
    'Lúcio',
    'Tânia',
  ],
  family: [
    'Assunção',
    'Magalhães',
    'Brandão',
    'Gonçalves',
    'Araújo',
    'Falcão',
    'Simões',
    'Leitão',
    'Guimarães',
    'Valadão',
    'Queirós',
    'Seabra',
  ],
  familyNames: 2,
};

export const englishNames: NamePool = {
  given: [
    'Eleanor',
    'Desmond',
    'Renée',
    'Winston',
    'Chloë',
    'Everard',
    'Zoë',
    'Marlon',
    'Harriet',
    'Nigel',
    'Beatrice',
    'Clement',
    'Rosalind',
    'Leroy',
    'Imogen',
    'Gareth',
  ],
  family: [
    'Ashcroft',
    'Bradley-Usher',
    "O'Neil",
    'Persaud',
    'Cayetano',
    'Thibodeaux',
    'Ramdeen',
    'Longsworth',
    'Castleford',
    'McAllister',
    'Harcourt',
    'Bynoe',
    'Whitmore',
    "D'Aguilar",
    'Pemberton',
    'Sinclair',
  ],
  familyNames: 1,
};

export const germanNames: NamePool = {
  given: [
    'Jürgen',
    'Anneliese',
    'Götz',
    'Ulrike',
    'Sönke',
    'Käthe',
    'Rüdiger',
    'Hannelore',
    'Björn',
    'Gesine',
    'Lüder',
    'Maren',
  ],
  family: [
    'Möllendorf',
    'Schönfelder',
    'Grünewald',
    'Böttcher',
    'Krämer',
    'Zürcher',
    'Hägele',
    'Röthlisberger',
    'Brünjes',
    'Wölfflin',
    'Dörfler',
    'Kühn',
  ],
  familyNames: 1,
};

export const frenchNames: NamePool = {
  given: [
    'Hélène',
    'Benoît',
    'Anaïs',
    'Gaëtan',
    'Françoise',
    'Rémi',
    'Noëlle',
    'Jérôme',
    'Maëlle',
    'Cédric',
    'Océane',
    'Thibault',
  ],
  family: [
    'Lefèbvre',
    'Châtelain',
    'Beauséjour',
    'Crêtenet',
    'Saint-Onge',
    'Pélissier',
    'Gagné',
    'Desrosiers',
    'Brûlé',
    'Garçon',
    'Maréchal',
    'Vasseur',
  ],
  familyNames: 1,
};
