import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  CalendarDay,
  CountryAlpha3,
  InstantText,
  KebabCode,
  LanguageCode,
  Line,
  MailAddress,
  OneOf,
  Optional,
  PersonName,
  ReasonText,
  TextList,
  TimeZoneName,
  UuidText,
  WholeNumber,
} from './shapes.js';

function shapeOf(decorator: PropertyDecorator): (value: unknown) => { broken: string[]; value: unknown } {
  class Body {
    readonly field: unknown;
  }
  decorator(Body.prototype, 'field');
  return (value) => {
    const body = plainToInstance(Body, { field: value });
    return {
      broken: validateSync(body).flatMap(({ constraints = {} }) => Object.keys(constraints)),
      value: body.field,
    };
  };
}

const ROWS: [string, PropertyDecorator, unknown[], unknown[]][] = [
  [
    'PersonName',
    PersonName(),
    ['Ana', "D'Ávila-O’Neil Jr.", '山田 太郎', 'نور‌الدین', 'Ngũgĩ wa Thiong’o', 'X Æ A'],
    [
      '',
      '   ',
      'A\u0007',
      'A\nB',
      '\u202Eana',
      'www.a.b',
      'http://a',
      '123',
      'a@b',
      '<b>',
      'x'.repeat(121),
      1,
      null,
      ['Ana'],
    ],
  ],
  [
    'Line',
    Line(10),
    ['a', 'año 2027 ✓', '👩‍👩‍👧', 'x'.repeat(10), ' '.repeat(20) + 'a'],
    ['', 'a\nb', 'a\tb', 'a\u2066b', 'a\u2028b', 'a://b', 'WWW.x', 'x'.repeat(11), {}],
  ],
  [
    'ReasonText',
    ReasonText(20),
    ['a', 'a\nb', 'a\r\nb', 'see https://a.b'],
    ['', '\n', 'a\u0000', 'a\u202D', 'x'.repeat(21)],
  ],
  ['KebabCode', KebabCode(8), ['a', 'a-1', '2027'], ['', 'A', 'a_b', 'a--b', '-a', 'a-', 'a'.repeat(9), 'á']],
  [
    'MailAddress',
    MailAddress(),
    ['a@b.org', 'a.b+c@d-e.example'],
    [
      'a',
      'a@b',
      'a@b.org, c@d.org',
      'a@b.org\r\nBcc: c@d.org',
      'ñ@b.org',
      '"a b"@c.org',
      'A <a@b.org>',
      `${'a'.repeat(60)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.org`,
    ],
  ],
  [
    'CalendarDay',
    CalendarDay(),
    ['2027-03-01', '2028-02-29'],
    ['2027-02-29', '2027-2-1', '2027-13-01', '2027-03-01T00:00Z', '20270301', 20270301],
  ],
  [
    'InstantText',
    InstantText(),
    ['2027-03-01T09:00Z', '2027-03-01T09:00:00-03:00', '2027-03-01T09:00:00.123+05:45'],
    [
      '2027-03-01',
      '2027-03-01T09:00',
      '2027-02-30T09:00Z',
      '2027-03-01T24:00Z',
      '2027-03-01T09:00:60Z',
      '2027-03-01T09:00+0300',
      'now',
    ],
  ],
  ['TimeZoneName', TimeZoneName(), ['America/Montevideo', 'UTC', 'Etc/GMT+3'], ['Mars/Olympus', '+03:00', '', 'local']],
  [
    'UuidText',
    UuidText(),
    ['0189f3c4-0000-7000-8000-000000000000', '0189F3C4-0000-7000-8000-000000000000'],
    ['0189f3c4', '0189f3c4-0000-7000-8000-00000000000g', '{0189f3c4-0000-7000-8000-000000000000}'],
  ],
  ['LanguageCode', LanguageCode(), ['es', 'en'], ['ES', 'fr', '', null]],
  ['CountryAlpha3', CountryAlpha3(), ['URY'], ['UY', 'ury', 'URYY']],
  ['OneOf', OneOf(['a', 'b']), ['a', 'b'], ['c', 'toString', ['a'], null]],
  ['WholeNumber', WholeNumber(0, 5), [0, 5], [-1, 6, 1.5, '3', NaN, null, 1e308]],
  ['TextList', TextList(2, /^[a-z]$/), [[], ['a', 'b']], [['a', 'b', 'c'], ['A'], [1], 'a', null, {}]],
];

describe('shapes', () => {
  it.each(ROWS)('%s takes what is sound and refuses the rest', (_, decorator, good, bad) => {
    const check = shapeOf(decorator);
    expect(good.filter((value) => check(value).broken.length > 0)).toEqual([]);
    expect(bad.filter((value) => check(value).broken.length === 0)).toEqual([]);
    expect(check(undefined).broken).not.toEqual([]);
  });

  it('give texts one form', () => {
    expect(shapeOf(Line(10))(' Jose\u0301 ').value).toBe('Jos\u00e9');
    expect(shapeOf(ReasonText(10))('a\r\nb\r').value).toBe('a\nb');
    expect(shapeOf(UuidText())('0189F3C4-0000-7000-8000-000000000000').value).toBe(
      '0189f3c4-0000-7000-8000-000000000000',
    );
    expect(shapeOf(TextList(2, /^a$/))([' a ']).value).toEqual(['a']);
  });

  it('may be left away where they are optional, but not be null', () => {
    const both: PropertyDecorator = (target, key) => [Line(5), Optional()].forEach((decorate) => decorate(target, key));
    expect(shapeOf(both)(undefined).broken).toEqual([]);
    expect(shapeOf(both)(null).broken).not.toEqual([]);
  });
});
