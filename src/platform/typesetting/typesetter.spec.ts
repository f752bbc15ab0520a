import sharp from 'sharp';
import { PlatformProblem } from '../edge/platform-problems.js';
import { Typesetter } from './typesetter.js';

const typesetter = new Typesetter();
afterAll(() => typesetter.onApplicationShutdown());

const source = `#set document(title: "Test")
#set text(lang: "es")
#set page(width: 90mm, height: 60mm, margin: 5mm)
#data.name

#if "photo" in data [#image(data.photo, width: 20mm, alt: "Foto")]`;

const scripts = {
  latin: 'María José Núñez Ordóñez Łukasz Đặng',
  greek: 'Γεωργία Παπαδοπούλου',
  cyrillic: 'Дмитро Шевченко',
  arabic: 'محمد بن عبد الرحمن',
  hebrew: 'שרה כהן',
  devanagari: 'क्षितिज शर्मा',
  bengali: 'শেখ রহমান',
  tamil: 'கண்ணன்',
  thai: 'กิตติศักดิ์',
  georgian: 'გიორგი',
  armenian: 'Գրիգոր',
  ethiopic: 'ኃይለ ሥላሴ',
  chinese: '王小明 歐陽',
  japanese: 'さくら カタカナ',
  korean: '김철수',
};

describe('the typesetter', () => {
  it('sets an archivable, tagged page', async () => {
    const pdf = await typesetter.pdf({ source, data: { name: 'María' } });
    const text = pdf.toString('latin1');
    expect(text).toContain('pdfaid:part');
    expect(text).toContain('/StructTreeRoot');
  });

  it('gives the same bytes for the same sheet', async () => {
    const sheet = { source, data: { name: 'María José' } };
    const first = await typesetter.pdf(sheet);
    await typesetter.pdf({ source, data: { name: 'somebody else' } });
    expect(await typesetter.pdf(sheet)).toEqual(first);
  });

  it.each(Object.entries(scripts))('has the letters of %s', async (_, name) => {
    expect((await typesetter.pdf({ source, data: { name } })).length).toBeGreaterThan(1_000);
  });

  it('says which character has no glyph, rather than leaving it out', async () => {
    const sheet = { source, data: { name: 'María \u{13000}' } };
    for (const format of ['pdf', 'svg', 'png'] as const)
      await expect(typesetter[format](sheet)).rejects.toMatchObject({ name: 'MissingGlyph', characters: ['U+13000'] });
  });

  it('says at once all characters that have none', async () => {
    const sheet = { source: '#for name in data.names [#name #pagebreak(weak: true)]', data: { names: [] } };
    const names = ['María \u{13000}', 'José', 'Ana \u{13001} y \u{13000}'];
    await expect(typesetter.pdf({ ...sheet, data: { names } })).rejects.toMatchObject({
      texts: ['\u{13000}', '\u{13001}'],
      characters: ['U+13000', 'U+13001'],
    });
  });

  it('asks whoever comes while too many wait to come again', async () => {
    const set = (): Promise<string> =>
      typesetter.pdf({ source, data: { name: 'María' } }).then(
        () => 'set',
        (error: unknown) => (error instanceof PlatformProblem ? error.code : 'failed'),
      );
    const outcomes = await Promise.all(Array.from({ length: 70 }, set));
    expect(outcomes).toEqual([...Array<string>(64).fill('set'), ...Array<string>(6).fill('typesetting-busy')]);
    expect(await set()).toBe('set');
  });

  it('takes what people type as text, never as markup', async () => {
    const names = ['#panic("x")', '*bold* _x_ $x$', '= title', '@ref <label>', '"); #read("/etc/passwd")', '\\ // /*'];
    for (const name of names) expect((await typesetter.pdf({ source, data: { name } })).length).toBeGreaterThan(1_000);
  });

  it('draws an image in pixels of the density asked for', async () => {
    const photo = await sharp({ create: { width: 200, height: 300, channels: 3, background: '#c00' } })
      .jpeg()
      .toBuffer();
    const sheet = { source, data: { name: 'x', photo: 'photo.jpg' }, images: { 'photo.jpg': photo } };
    const png = await typesetter.png(sheet, 300);
    const { width, height } = await sharp(png).metadata();
    expect([width, height]).toEqual([1063, 709]);
    const pixel = await sharp(png).extract({ left: 160, top: 300, width: 1, height: 1 }).raw().toBuffer();
    expect(pixel[0]).toBeGreaterThan(180);
    expect(pixel[1]).toBeLessThan(40);
  });

  it('tells a template that is wrong from a text that is', async () => {
    await expect(typesetter.pdf({ source: '#nonsense', data: {} })).rejects.toThrow('The page could not be set.');
  });
});
