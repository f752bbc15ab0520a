import sharp from 'sharp';
import { exampleClaims, exampleKey } from '../../../test/vectors/credentials/credential-examples.js';
import { convened, MEETING, meetingAfter, zone } from '../../../test/examples/meeting.examples.js';
import { type Area, greysOf, heightsOfInk, pagesOf, type PdfPage, qrOf } from '../../../test/setup/pdf-pages.js';
import type { Bilingual, Language } from '../../meetings/meetings.events.js';
import type { MeetingState } from '../../meetings/meetings.state.js';
import { MissingGlyph, Typesetter } from '../../platform/typesetting/typesetter.js';
import { signCredential } from '../code/credential-code.js';
import { drawQrSvg, readQrImage } from '../code/credential-image.js';
import type { Credential } from '../credentials.entity.js';
import { sheetOf } from './badge-drawing.js';
import { type BadgePage, colours, pageOf } from './badge-page.js';

const typesetter = new Typesetter();
afterAll(() => typesetter.onApplicationShutdown());

const code = signCredential(exampleClaims, exampleKey);
const photo = sharp({ create: { width: 413, height: 531, channels: 3, background: '#996655' } })
  .jpeg()
  .toBuffer();

const longest: Bilingual = {
  es: 'Federación Internacional de Sociedades de la Cruz Roja y de la Media Luna Roja',
  en: 'International Federation of Red Cross and Red Crescent Societies',
};
const five = ['plenary', 'bilateral-rooms', 'press-centre', 'delegates-lounge', 'lunch-area'];
const inOneLanguage = meetingAfter(...five.map((each) => zone(each)));
const inTwo: MeetingState = {
  ...inOneLanguage,
  convened: { ...convened.data, workingLanguages: ['es', 'en'] },
};

const credential: Credential = {
  id: exampleClaims.serial,
  fileId: 'file-1',
  meetingId: MEETING,
  generation: 1,
  keyId: 'key-1',
  category: 'member',
  capacity: 'delegate',
  zones: ['plenary'],
  validFrom: exampleClaims.validFrom,
  validUntil: exampleClaims.validUntil,
  status: 'active',
  issuedAt: '',
  issuedBy: '',
  activatedAt: null,
  revokedAt: null,
  reasonCode: null,
  copies: 0,
  printedAt: null,
  handedOverAt: null,
  handedOverTo: null,
  suspended: null,
};

interface Drawn {
  readonly badgeName?: string;
  readonly latinName?: string;
  readonly entity?: Bilingual;
  readonly credential?: Partial<Credential>;
  readonly meeting?: MeetingState;
  readonly language?: Language;
}

function pageFor(drawn: Drawn): BadgePage {
  const { badgeName = 'Luz Rios', latinName = 'LUZ MARIA RIOS', meeting = inOneLanguage, language = 'es' } = drawn;
  const { entity = { es: 'Panamá', en: 'Panama' } } = drawn;
  const holder = {
    id: 'file-1',
    meetingId: MEETING,
    delegationId: 'd',
    badgeName,
    latinName,
    photo: null,
    sortName: '',
  };
  return {
    ...pageOf({ credential: { ...credential, ...drawn.credential }, holder, entity }, meeting, language),
    photo: 'photo.jpg',
    code: 'code.svg',
  };
}

async function pdfOf(drawn: Drawn): Promise<Buffer> {
  const images = { 'photo.jpg': await photo, 'code.svg': Buffer.from(await drawQrSvg(code)) };
  const { meeting = inOneLanguage, language = 'es' } = drawn;
  return typesetter.pdf(sheetOf([pageFor(drawn)], images, meeting, language));
}

async function draw(drawn: Drawn, density = 300): Promise<PdfPage> {
  const pages = await pagesOf(await pdfOf(drawn), density);
  expect(pages).toHaveLength(1);
  return pages[0]!;
}

/** Readers of a PDF take a hyphen at the end of a line for their own (U+0002, U+FFFE). */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u0002\ufffe]/gu, '-')
    .replace(/\s/gu, '');

const areas = {
  picture: { left: 5, top: 19.5, width: 30, height: 38.5 },
  code: { left: 41.5, top: 18, width: 41, height: 40 },
  name: { left: 0, top: 62.9, width: 86, height: 28.2 },
} satisfies Record<string, Area>;
/** Where there is never any ink: the sides, and the gaps between the boxes of the texts. */
const empty: readonly Area[] = [
  { left: 0, top: 17.2, width: 3.9, height: 96.6 },
  { left: 82.1, top: 17.2, width: 3.9, height: 96.6 },
  { left: 0, top: 62.4, width: 86, height: 0.4 },
  { left: 0, top: 91.1, width: 86, height: 0.3 },
  { left: 0, top: 106.1, width: 86, height: 0.3 },
  { left: 0, top: 113.7, width: 86, height: 0.2 },
];

const extremes: Readonly<Record<string, Drawn>> = {
  'the longest official name, in two languages': {
    badgeName: 'Maximiliano Hernández-Villavicencio Quis',
    entity: longest,
    meeting: inTwo,
    credential: { zones: five, generation: 2 },
  },
  'a name of 200 letters': { badgeName: 'Abcdefghi '.repeat(20).trim() },
  'a word of 100 wide letters': { badgeName: 'W'.repeat(100) },
  'texts as long as the edge takes them': {
    badgeName: 'Wilhelmina '.repeat(9).trim(),
    entity: { es: 'M'.repeat(300), en: 'Official name of a body '.repeat(12).trim() },
    meeting: inTwo,
    credential: { zones: five, generation: 12 },
  },
  'a name in Arabic': { badgeName: 'محمد بن عبد الرحمن الهاشمي', latinName: 'MUHAMMAD BIN ABDULRAHMAN' },
};

describe('the badge', () => {
  it.each([300, 150])('C2 is scanned from the page as it is printed at %i dots an inch', async (density) => {
    expect(await qrOf(await draw({ entity: longest, meeting: inTwo }, density))).toBe(code);
  });

  it.each([-7, 3, 90])('C2 is scanned from a poor picture of the print, turned by %i degrees', async (angle) => {
    const { png } = await draw({}, 150);
    const poor = await sharp(png)
      .rotate(angle, { background: '#bbb' })
      .blur(0.8)
      .modulate({ brightness: 0.8 })
      .jpeg({ quality: 60 })
      .toBuffer();
    expect(await readQrImage(poor)).toBe(code);
  });

  it('C2 is scanned from its PNG too', async () => {
    const images = { 'photo.jpg': await photo, 'code.svg': Buffer.from(await drawQrSvg(code)) };
    const png = await typesetter.png(sheetOf([pageFor({})], images, inOneLanguage, 'es'));
    const { width, height } = await sharp(png).metadata();
    expect([width, height]).toEqual([1016, 1465]);
    expect(await readQrImage(png)).toBe(code);
  });

  it('C2 the code is at least 34 mm wide, with four modules of quiet around it', async () => {
    const rows = await greysOf(await draw({}), areas.code);
    const [height] = heightsOfInk(rows);
    expect(height).toBeGreaterThanOrEqual(34);
    const columns = rows[0]!.length;
    const inked = Array.from({ length: columns }, (_, column) => rows.some((row) => row[column]! < 128));
    const [first, last] = [inked.indexOf(true), inked.lastIndexOf(true)];
    const module = (last - first + 1) / 61;
    // The edges of dots and modules differ.
    expect(Math.min(first, columns - 1 - last)).toBeGreaterThanOrEqual(4 * module - 2);
  });

  it.each(Object.keys(extremes))('I3 holds %s without touching anything else', async (what) => {
    const page = await draw(extremes[what]!);
    const usual = await draw({});
    for (const area of [areas.picture, areas.code])
      expect(Buffer.concat(await greysOf(page, area)).equals(Buffer.concat(await greysOf(usual, area)))).toBe(true);
    for (const area of empty) expect([area, heightsOfInk(await greysOf(page, area))]).toEqual([area, []]);
    expect(await qrOf(page)).toBe(code);
  });

  it.each([
    'María José Núñez Ordóñez',
    'Maximiliano Hernández-Villavicencio Quis',
    'Wolfeschlegelsteinhausenbergerdorff',
    'W'.repeat(100),
    'Abcdefghi '.repeat(20).trim(),
    'Łukasz Đặng O’Brien',
    'Дмитро Олександрович Шевченко',
    'Γεωργία Παπαδοπούλου',
    '歐陽王小明',
    '김철수',
  ])('I3 never cuts a name: %s', async (badgeName) => {
    const { text } = await draw({ badgeName });
    expect(bare(text)).toContain(bare(badgeName));
  });

  it.each(['محمد بن عبد الرحمن', 'שרה כהן', 'क्षितिज प्रसाद शर्मा'])(
    'I3 never cuts a name whose letters join or turn: %s',
    async (badgeName) => {
      // The order of their signs is that of the picture, and one sign may stand for several letters.
      const { text } = await draw({ badgeName });
      const left = [...bare(text)];
      for (const letter of bare(badgeName))
        expect([letter, left.splice(left.indexOf(letter), 1)]).toEqual([letter, [letter]]);
    },
  );

  it.each([
    'MARIA NUNEZ ORTEGA',
    'CARLOS ALBERTO GUTIERREZ',
    'FERNANDA ALTAMIRANO CASTELLANOS',
    'ANN-MARIE MC NAMARA',
    'MAXIMILIANO HERNANDEZ VILLAVICENCIO',
  ])('I3 is read at two metres: the capitals of %s are at least 5 mm high', async (badgeName) => {
    const heights = heightsOfInk(await greysOf(await draw({ badgeName }), areas.name));
    expect(heights.length).toBeGreaterThan(0);
    expect(Math.min(...heights.filter((height) => height > 1))).toBeGreaterThanOrEqual(5);
  });

  it.each([
    'محمد بن عبد الرحمن الهاشمي',
    'عبد الرحمن محمد إبراهيم آل الشيخ العمري',
    'Дмитро Олександрович Шевченко',
    'Дмитро Олександрович Шевченко-Яроцький',
    'Георгій Юрійович Щур',
    'क्षितिज प्रसाद शर्मा',
  ])('I3 keeps the letters of %s, however far they reach, off the Latin name below', async (badgeName) => {
    const page = await draw({ badgeName });
    expect(heightsOfInk(await greysOf(page, { left: 0, top: 83.5, width: 86, height: 2 }))).toEqual([]);
    expect(heightsOfInk(await greysOf(page, areas.name)).length).toBeGreaterThan(1);
  });

  it('I3 adds the Latin name under a name in another script, and only there', async () => {
    expect((await draw({ badgeName: 'Дмитро Шевченко', latinName: 'DMYTRO SHEVCHENKO' })).text).toContain(
      'DMYTRO SHEVCHENKO',
    );
    expect((await draw({ badgeName: 'Łukasz Đặng', latinName: 'LUKASZ DANG' })).text).not.toContain('LUKASZ');
  });

  it('says which character no font has, rather than leaving it out', async () => {
    await expect(pdfOf({ badgeName: 'María \u{13000}' })).rejects.toThrow(MissingGlyph);
  });
});

describe('what stands on a badge', () => {
  it('is in the first language, and then in the other working languages where they differ', () => {
    const of = (meeting: MeetingState, language: Language): readonly string[] =>
      pageFor({ meeting, language, entity: { es: 'Alemania', en: 'Germany' } }).entities;
    expect(of(inOneLanguage, 'es')).toEqual(['Alemania']);
    expect(of(inOneLanguage, 'en')).toEqual(['Germany', 'Alemania']);
    expect(of(inTwo, 'es')).toEqual(['Alemania', 'Germany']);
    expect(of(inTwo, 'en')).toEqual(['Germany', 'Alemania']);
    expect(pageFor({ meeting: inTwo, entity: { es: 'Argentina', en: 'Argentina' } }).entities).toEqual(['Argentina']);
  });

  it('tells zones and categories apart by a letter and a name, not by colour alone', () => {
    const { zones, category } = pageFor({ credential: { zones: ['plenary', 'lunch-area', 'gone'] } });
    expect(zones.map(({ letter, name }) => `${letter} ${name}`)).toEqual(['A plenary', 'E lunch-area', 'A gone']);
    expect(category.name).toBe('member');
  });

  it('marks every generation but the first', () => {
    expect(pageFor({}).generation).toBeNull();
    expect(pageFor({ credential: { generation: 2 } }).generation).toBe('Generación 2');
    expect(pageFor({ credential: { generation: 3 }, language: 'en' }).generation).toBe('Generation 3');
  });

  it('names place and days as each language does', async () => {
    expect((await draw({})).text).toContain('Ciudad de Panamá · 24–25 de septiembre de 2025');
    expect((await draw({ language: 'en' })).text).toContain('Panama City · 24–25 September 2025');
  });

  it.each(colours)('white on %s has a contrast of at least 5 to 1', (colour) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    // Relative luminance of WCAG 2.2.
    expect(1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)).toBeGreaterThanOrEqual(5);
  });
});
