import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  letterContent,
  letterheadData,
  letterPerson,
  requestedLetter,
} from '../../test/examples/visa-letter.examples.js';
import { pagesOf, qrOf, textOf } from '../../test/setup/pdf-pages.js';
import type { Language } from '../meetings/meetings.events.js';
import { Typesetter } from '../platform/typesetting/typesetter.js';
import { type LetterContent, letterSheet } from './letter-sheet.js';

const typesetter = new Typesetter();
afterAll(() => typesetter.onApplicationShutdown());

const base = letterContent();
const title = {
  es: 'Segunda Reunión Técnica Regional de las Comisiones Nacionales para los Refugiados (CONARE) y Órganos Equivalentes en las Américas',
  en: 'Second Regional Technical Meeting of National Refugee Commissions (CONAREs) and Equivalent Bodies in the Americas',
};
const { convened, rules } = base.meeting;
const meeting = { convened: convened && { ...convened, title }, rules };
const delegationOf = (es: string, en: string): LetterContent['delegation'] => ({
  invited: base.delegation.invited && {
    ...base.delegation.invited,
    entity: { code: 'X', kind: 'organisation', iso3166: null, names: { es, en } },
  },
});

const longName = [
  'María de los Ángeles Guadalupe Fernández-Concheiro y Álvarez de Toledo-Montemayor Viuda de Santisteban',
  'de la Santísima Trinidad Nepomuceno Cipriano de los Remedios Ruiz y Picasso de Altamirano Ordóñez Ñ',
].join(' ');
const longTitle =
  'Subsecretaria Técnica Adjunta de Coordinación Interinstitucional para la Determinación de la Condición de Persona Refugiada, Apátrida y en Necesidad de Protección Internacional del Ministerio de Gobierno';

const usual = {
  ...letterPerson,
  legalName: 'María José Núñez Ordóñez',
  latinName: 'MARIA JOSE NUNEZ ORDONEZ',
  nationality: 'ARG',
  functionalTitle: 'Directora Nacional de Población',
  document: { ...letterPerson.document, number: 'AAB123456', issuingCountry: 'ARG' },
};
const longest: Partial<LetterContent> = {
  person: {
    ...usual,
    legalName: longName,
    latinName: longName.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase(),
    nationality: 'SGS',
    functionalTitle: longTitle,
    document: { ...usual.document, type: 'identity-card', number: 'W'.repeat(20), issuingCountry: 'COD' },
  },
  delegation: delegationOf(
    'Federación Internacional de Sociedades de la Cruz Roja y de la Media Luna Roja',
    'International Federation of Red Cross and Red Crescent Societies',
  ),
  letterhead: {
    ...letterheadData,
    organisers: [
      ...letterheadData.organisers,
      {
        es: 'Oficina del Alto Comisionado de las Naciones Unidas para los Refugiados',
        en: 'Office of the United Nations High Commissioner for Refugees',
      },
    ],
  },
};

/** In the script of the document, as it can be copied out of the letter. */
const scripts = {
  arabic: { legalName: 'محمد بن عبد الرحمن آل سعود', latinName: 'MOHAMMED BIN ABDULRAHMAN', nationality: 'SAU' },
  cyrillic: { legalName: 'Дмитро Шевченко', latinName: 'DMYTRO SHEVCHENKO', nationality: 'UKR' },
  chinese: { legalName: '歐陽小明', latinName: 'OUYANG XIAOMING', nationality: 'CHN' },
};

const languages = ['es', 'en'] as const satisfies readonly Language[];
const folder = process.env['CREDENCE_LOOKS'];

/** With CREDENCE_LOOKS set to a folder, the letters are left there to be looked at. */
async function letterIn(language: Language, name: string, changed: Partial<LetterContent> = {}): Promise<Buffer> {
  const content = { ...base, meeting, person: usual, ...changed, letter: { ...requestedLetter, language } };
  const pdf = await typesetter.pdf(await letterSheet(content));
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}-${language}.pdf`), pdf);
  }
  return pdf;
}

describe.each(languages)('the letter in %s', (language) => {
  it('V3 is one page for usual data, archivable, tagged and in its language', async () => {
    const pdf = await letterIn(language, 'usual');
    expect(await pagesOf(pdf)).toHaveLength(1);
    const text = pdf.toString('latin1');
    expect(text).toMatch(/pdfaid:part[^<]*>\s*2/u);
    expect(text).toContain('/StructTreeRoot');
    expect(text).toContain(`/Lang (${language}`);
  });

  it('has the same bytes however often it is made', async () => {
    const first = await letterIn(language, 'usual');
    await letterIn(language, 'longest', longest);
    expect(await letterIn(language, 'usual')).toEqual(first);
  });

  it('V2 names the day of the signature where the meeting is, the consulate and who bears the costs', async () => {
    const [page = ''] = (await pagesOf(await letterIn(language, 'usual'))).map(textOf);
    const said = {
      es: [
        'Ciudad de Panamá, 12 de agosto de 2025',
        'Oficina Consular de Panamá',
        'Los sufraga la delegación',
        'Panamá',
      ],
      en: ['Panama City, 12 August 2025', 'Consular Section of Panama', 'Borne by the delegation', 'Panama'],
    };
    for (const text of said[language]) expect(page).toContain(text);
  });

  it('I3 never cuts a name: the longest flows to a second page, where signature and check stay together', async () => {
    const drawn = await pagesOf(await letterIn(language, 'longest', longest));
    const pages = drawn.map(textOf);
    expect(pages).toHaveLength(2);
    const letters = (text: string): string => text.replace(/[^\p{L}]/gu, '');
    const all = letters(pages.join(''));
    for (const text of [longName, longTitle, 'W'.repeat(20), title[language]]) expect(all).toContain(letters(text));
    for (const text of ['Ana Pérez de la Vega', base.code, base.checkAddress]) expect(pages[1]).toContain(text);
    expect(await qrOf(drawn[1]!)).toBe(`${base.checkAddress}?number=${base.number}&code=${base.code}`);
  });

  it.each(Object.entries(scripts))('V2 has the name of the document in its %s letters', async (script, names) => {
    const pages = (await pagesOf(await letterIn(language, script, { person: { ...usual, ...names } }))).map(textOf);
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain(names.latinName);
    // Letters that are joined come out of a page in any order, and more than once.
    const signs = (text: string): string =>
      [...new Set(text.normalize('NFKC').replace(/\s/gu, ''))].toSorted().join('');
    const inScript = pages[0]?.match(/[\p{Script=Arabic}\p{Script=Cyrillic}\p{Script=Han}]/gu)?.join('') ?? '';
    expect(signs(inScript)).toBe(signs(names.legalName));
  });
});
