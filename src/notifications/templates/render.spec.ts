import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { messageKinds as kinds } from '../notifications.events.js';
import {
  type MessageKind,
  type MessageLanguage,
  type MessageValues,
  render,
  type RenderedMessage,
  seatName,
  templateVersion,
} from './render.js';

const languages: readonly MessageLanguage[] = ['es', 'en'];
const everyMessage = kinds.flatMap((kind) => languages.map((language) => [kind, language] as const));

const values = {
  meetingTitle:
    'Segunda Reunión Técnica Regional de Comisiones Nacionales de Refugiados (CONARE) y órganos equivalentes de las Américas',
  city: 'Ciudad de Panamá',
  days: '24 y 25 de septiembre de 2025',
  recipientName: 'Lucía Ñáñez O’Brien',
  honorific: 'Excma. Sra.',
  personName: 'Íñigo d’Ávila & Söhne',
  delegationName: 'Costa Rica',
  capacityName: 'Representante alterna',
  link: 'https://credence.example/p/abc?token=x-_9&lang=es',
  linkExpires: '1 de septiembre de 2025, 18:00 (America/Panama, UTC−05:00)',
  reasonLabel: 'Fotografía no válida',
  reason: 'La fotografía es oscura.\nEl rostro no se ve.',
  deadline: '5 de septiembre de 2025, 18:00 (America/Panama, UTC−05:00)',
  activationRequired: true,
  isWaiting: true,
  isWithoutSeat: true,
  details: [
    ['room', 'Salón Ñandú'],
    ['seat', 'Mesa, asiento 1'],
    ['nominated', '17'],
  ],
} satisfies Required<MessageValues>;

type TextField = Exclude<keyof MessageValues, 'activationRequired' | 'isWaiting' | 'isWithoutSeat' | 'details'>;

const always: readonly TextField[] = [
  'meetingTitle',
  'city',
  'days',
  'recipientName',
  'honorific',
  'personName',
  'delegationName',
  'capacityName',
];
const shownBy: Readonly<Record<MessageKind, readonly TextField[]>> = {
  invitation: [...always, 'link', 'linkExpires', 'deadline'],
  returned: [...always, 'link', 'linkExpires', 'deadline', 'reasonLabel', 'reason'],
  approved: [...always, 'link', 'linkExpires'],
  rejected: [...always, 'deadline', 'reasonLabel', 'reason'],
  'rejected-person': [...always, 'reasonLabel', 'reason'],
  reminder: [...always, 'link', 'linkExpires'],
  'on-hold': [...always, 'reasonLabel', 'reason'],
  'credential-ready': always,
  'letter-ready': always,
  substituted: always,
  'seat-assigned': always,
  'seat-changed': always,
  'quota-changed': [...always, 'reasonLabel', 'reason'],
  digest: always,
};

const typedFields = [...always, 'reasonLabel', 'reason', 'linkExpires', 'deadline'] as const;

function typedEverywhere(typed: string): MessageValues {
  const details = values.details.map(([name]) => [name, typed] as const);
  return { ...values, ...Object.fromEntries(typedFields.map((field) => [field, typed])), details };
}

const tagsOf = (html: string): readonly string[] => (html.match(/<[^>]*>/gu) ?? []).filter((tag) => tag !== '<br>');

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&#x60;': '`',
  '&#x3D;': '=',
};

function seen(html: string): string {
  const body = html.slice(html.indexOf('<body'));
  return body
    .replace(/<br>/gu, '\n')
    .replace(/<[^>]*>/gu, '')
    .replace(/&[#\w]+;/gu, (entity) => entities[entity] ?? entity);
}

// Wider than the mail clients' own: what this does not find, they do not either.
const autoLink = /\p{L}:[^\s\u2060]|:\/|\/\/|\\\\|\S[@＠][^\s\u2060]|[^\s.][.。．｡][\p{L}\p{N}]/u;

const nothingUnfilled = /undefined|\bnull\b|NaN|\[object|\{\{|\}\}/u;

const controlOrBidi = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

const naughty = JSON.parse(
  readFileSync(join(__dirname, '../../../test/vectors/naughty-strings/strings.json'), 'utf8'),
) as readonly string[];

const calmMessages = new Map(
  everyMessage.map(([kind, language]) => [`${kind} ${language}`, render(kind, language, typedEverywhere('x'))]),
);
const calmOf = (kind: MessageKind, language: MessageLanguage): RenderedMessage =>
  calmMessages.get(`${kind} ${language}`)!;

/** What rule N4 says, of every kind in every language, with this text in every field that somebody types. */
function expectInItsPlace(typed: string): void {
  for (const [kind, language] of everyMessage) {
    const hostile = render(kind, language, typedEverywhere(typed));
    const calm = calmOf(kind, language);
    const { subject, html, text } = hostile;

    expect(subject.length).toBeLessThanOrEqual(150);
    expect(subject).not.toMatch(controlOrBidi);
    expect(subject).not.toMatch(autoLink);
    expect(tagsOf(html).filter((tag) => !tagsOf(calm.html).includes(tag))).toEqual([]);
    expect(html.match(/href="[^"]*"/gu)).toEqual(calm.html.match(/href="[^"]*"/gu));
    for (const part of [text, seen(html)]) {
      expect(part.replaceAll(values.link, '')).not.toMatch(autoLink);

      expect(part).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e]/u);
    }
  }
}

describe('what a message says', () => {
  test.each(everyMessage)('%s in %s shows every value it takes in both parts', (kind, language) => {
    const { html, text } = render(kind, language, values);

    for (const field of shownBy[kind]) {
      for (const line of values[field].split('\n')) {
        expect(text).toContain(line);
        expect(seen(html)).toContain(line);
      }
    }
    for (const [, value] of values.details) for (const part of [text, seen(html)]) expect(part).toContain(value);
  });

  test('a detail stands after its label, in the language of the message', () => {
    expect(render('seat-assigned', 'es', values).text).toContain('  Sala: Salón Ñandú\n  Asiento: Mesa, asiento 1\n');
    expect(render('seat-assigned', 'en', values).text).toContain('  Room: Salón Ñandú\n  Seat: Mesa, asiento 1\n');
  });

  test('a message about a delegation speaks of no person', () => {
    const { personName: _person, capacityName: _capacity, ...ofDelegation } = values;
    for (const kind of ['quota-changed', 'digest'] as const) {
      const { text, html } = render(kind, 'en', ofDelegation);
      for (const part of [text, html]) expect(part).not.toMatch(/Name:|>Name<|Capacity/u);
    }
  });

  test('C1 that a credential has to be activated is said only where it has', () => {
    expect(render('credential-ready', 'en', values).text).toContain('when it is activated');
    expect(render('credential-ready', 'en', { ...values, activationRequired: false }).text).not.toContain('activated');
    expect(render('credential-ready', 'es', values).text).toContain('desde su activación');
  });

  test('P3 the waiting list is spoken of only to whoever is on it', () => {
    expect(render('seat-changed', 'es', values).text).toContain('ocupados');
    expect(render('seat-changed', 'es', { ...values, isWaiting: false }).text).not.toContain('ocupados');
    expect(render('seat-changed', 'es', values).text).toContain('ya no tiene asientos asignados en ella');
    expect(render('seat-changed', 'en', values).text).toContain('no longer has seats assigned in this room');
    expect(render('seat-changed', 'en', { ...values, isWithoutSeat: false }).text).not.toContain('no longer');
  });

  test.each([
    ['T1', 'Mesa, asiento 1', 'Table, seat 1'],
    ['B12', 'Segunda fila, asiento 12', 'Second row, seat 12'],
    [null, 'Lista de espera', 'Waiting list'],
    ['podium', 'podium', 'podium'],
  ])('the seat %s has a name in both languages', (seat, spanish, english) => {
    expect([seatName(seat, 'es'), seatName(seat, 'en')]).toEqual([spanish, english]);
  });

  test.each(everyMessage)(
    '%s in %s leaves nothing unfilled, with every value or only the necessary ones',
    (kind, language) => {
      const { meetingTitle, city, days, recipientName, personName, delegationName, capacityName, link } = values;
      const necessary = { meetingTitle, city, days, recipientName, personName, delegationName, capacityName, link };

      for (const given of [values, necessary, typedEverywhere('')]) {
        const { subject, html, text } = render(kind, language, given);
        for (const part of [subject, html, text]) expect(part).not.toMatch(nothingUnfilled);
        expect(text).not.toMatch(/\n{3}/u);
        expect(text).not.toMatch(/: +\n|: ?\.\n/u);
      }
    },
  );

  test('the link is a button and a text, and stands alone on its line', () => {
    const { html, text } = render('invitation', 'en', values);

    expect(html.match(/href="[^"]*"/gu)).toHaveLength(2);
    expect(seen(html).split('\n')).toContain(values.link);
    expect(text.split('\n')).toContain(values.link);
  });

  test('a rejection shows no link, and an approval only where one is given', () => {
    const { link: _link, ...withoutLink } = values;

    expect(render('rejected', 'es', values).text).not.toContain('https');
    expect(render('rejected-person', 'es', values).html).not.toContain('href');
    expect(render('approved', 'es', values).text).toContain(values.link);
    expect(render('approved', 'es', withoutLink).html).not.toContain('href');
    expect(render('approved', 'es', withoutLink).text).not.toContain(values.linkExpires);
  });

  test.each(['invitation', 'returned'] as const)('%s without a link is refused', (kind) => {
    const { link: _link, ...withoutLink } = values;
    expect(() => render(kind, 'en', withoutLink)).toThrow(TypeError);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', '/p/abc', 'https://who:secret@credence.example/', ''])(
    'the link %s is refused',
    (link) => expect(() => render('invitation', 'en', { ...values, link })).toThrow(TypeError),
  );

  test('a rejection points to the secretariat; only the focal point is addressed as such (N5)', () => {
    expect(render('rejected', 'en', values).text).toContain('contact the secretariat of the meeting');
    expect(render('rejected-person', 'en', values).text).toContain('the secretariat of the meeting');
    expect(render('rejected', 'es', values).text).toContain('En su calidad de punto focal');
    expect(render('rejected-person', 'es', values).text).not.toContain('En su calidad de punto focal');
  });

  test('the HTML part fetches nothing', () => {
    for (const [kind, language] of everyMessage) {
      expect(render(kind, language, values).html).not.toMatch(/\bsrc=|url\(|<link|<img|@import|<script|<table/u);
    }
  });

  test('the templates have a version', () => expect(templateVersion).toBe(3));
});

describe('N1 the language of correspondence', () => {
  test('N1 every message is in its recipient’s language, and names it', () => {
    for (const kind of kinds) {
      const [spanish, english] = [render(kind, 'es', values), render(kind, 'en', values)];
      expect(spanish.html).toContain('<html lang="es"');
      expect(english.html).toContain('<html lang="en"');
      expect(spanish.text).toContain('La secretaría de la reunión');
      expect(english.text).toContain('The secretariat of the meeting');
      expect(english.text).not.toMatch(/secretaría|acreditación|credencial|motivo|calidad/iu);
      expect(spanish.text).not.toMatch(/secretariat|accreditation|credential|reason|capacity/iu);
      expect(english.subject).not.toBe(spanish.subject);
    }
  });

  test('N1 Spanish presumes no gender', () => {
    for (const kind of kinds)
      expect(render(kind, 'es', values).text).not.toMatch(/estimad[oa]|bienvenid[oa]|invitad[oa]\b/iu);
  });
});

describe('N4 what a person typed stays in its place', () => {
  test.each(naughty.map((typed, index) => [index, typed] as const))('N4 naughty string %i', (_index, typed) =>
    expectInItsPlace(typed),
  );

  test.each([
    ['a header', 'Ana\r\nBcc: all@example.org\r\n\r\n<b>body</b>'],
    ['a header after other line breaks', 'Ana\u2028Bcc: a@example.org\u0085To: b@example.org\u000bCc: c@example.org'],
    ['markup', '<a href="https://evil.example">pulse aquí</a><style>*{display:none}</style>'],
    ['an attribute', '" onmouseover="alert(1)" x="'],
    ['an entity', '&lt;b&gt;&#60;i&#62;'],
    ['addresses', 'https://evil.example www.evil.example evil.example/p?x=1 a@evil.example mailto:a@evil.example'],
    ['other addresses', 'tel:+5071234 //evil.example \\\\evil.example\\share 10.0.0.1 ＠evil．example sub.i❤.ws'],
    ['an address in pieces', 'https:\u200b//evil\u0007.ex\u00adample\u202e.com a\u2060@\u2060evil.\u200bcom'],
    ['a template', '{{constructor}} {{#with this}}{{lookup . "link"}}{{/with}} {{{link}}} {{> layout}} {{link}}'],
    ['direction', '\u202egnp.exe\u202c \u2067abc\u2069 \u061c\u200f'],
    ['a broken surrogate', 'Ana \ud800 \udc00 Pérez'],
    ['a long name', `${'Ana María de los Ángeles '.repeat(80)}${'x'.repeat(5000)}`],
  ])('N4 %s', (_name, typed) => expectInItsPlace(typed));

  test('N4 any text', () => {
    const part = fc.constantFrom(
      '<',
      '>',
      '"',
      '&',
      '://',
      'www.',
      '.com',
      '@',
      '\r\n',
      '\u2028',
      '\u202e',
      '{{',
      '}}',
      ':',
      '/',
      '\\',
      'a',
      ' ',
    );
    const typed = fc.array(fc.oneof(part, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
    fc.assert(fc.property(typed, expectInItsPlace), { numRuns: 150, examples: [['.com\u0656']] });
  });

  test('N4 template syntax is shown as it was typed', () => {
    const { subject, html, text } = render('rejected', 'en', { ...values, personName: '{{constructor}} {{link}}' });
    for (const part of [subject, seen(html), text]) expect(part).toContain('{{constructor}} {{link}}');
  });

  test('N4 markup is shown as it was typed', () => {
    const { html, text } = render('rejected', 'en', { ...values, personName: '<b>Ana</b> & "Co"' });
    expect(html).toContain('&lt;b&gt;Ana&lt;/b&gt; &amp; &quot;Co&quot;');
    expect(text).toContain('<b>Ana</b> & "Co"');
  });

  test('N4 a reason keeps its lines, each indented, and cannot end the message', () => {
    const reason = '\n\nPrimera línea.\r\n\r\n\r\n\r\n-- \nLa secretaría de la reunión\n';
    const { html, text } = render('returned', 'es', { ...values, reason });

    expect(text).toContain('    Primera línea.\n    \n    --\n    La secretaría de la reunión\n');
    expect(html).toContain('Primera línea.<br><br>--<br>La secretaría de la reunión</p>');
  });

  test('N4 a name with a line break takes one line', () => {
    const { text } = render('approved', 'en', { ...values, personName: 'Ana\r\nDelegation: Honduras' });
    expect(text).toContain('  Name: Ana Delegation: Honduras\n');
  });

  test('N4 a subject holds the title that fits, and shows where it is cut', () => {
    const long = render('rejected', 'es', { ...values, personName: 'Ana '.repeat(60) });
    expect(long.subject).toMatch(/^Acreditación no concedida: (Ana )+Ana… – Segunda .*…$/u);
    expect(long.text).toContain('Ana '.repeat(60).trim());
  });

  test('N4 a subject cuts no emoji in two', () => {
    const { subject } = render('approved', 'en', { ...values, meetingTitle: '👨🏿‍🦰'.repeat(60) });
    expect(subject).toMatch(/: (👨🏿‍🦰)+…$/u);
  });

  test.each(['نجيب محفوظ', 'בְּרֵאשִׁית', 'علی‌رضا', '🇺🇾 Ana 👨‍👩‍👧', 'Nguyễn Thị Ánh', '小野 瀬'])(
    'I3 the name %s arrives whole',
    (name) => {
      const { html, text, subject } = render('rejected', 'en', { ...values, personName: name });
      for (const part of [html, text, subject]) expect(part).toContain(name);
    },
  );

  test('a right-to-left name does not turn the words around it', () => {
    const { text } = render('approved', 'en', { ...values, recipientName: 'نجيب محفوظ', honorific: '' });
    expect(text).toContain('Dear \u2068نجيب محفوظ\u2069,');
  });

  test('a name of which nothing is left greets nobody in particular', () => {
    const unnamed = { ...values, recipientName: '\u202e\u200b' };
    expect(render('approved', 'en', unnamed).text).toMatch(/^To whom it may concern,\n/u);
    expect(render('approved', 'es', unnamed).text).toMatch(/^A quien corresponda:\n/u);
  });
});
