import { toString as drawQr } from 'qrcode';
import { Temporal } from 'temporal-polyfill';
import type { DelegationState } from '../delegations/delegations.state.js';
import type { Language, MeetingConvened } from '../meetings/meetings.events.js';
import type { MeetingState } from '../meetings/meetings.state.js';
import { fill, type Values } from '../platform/edge/languages.js';
import { type Sheet, templateAt } from '../platform/typesetting/typesetter.js';
import { countryName, ofCountry } from './country-names.js';
import { day, period } from './templates/days.js';
import { joined, wording } from './templates/wording.js';
import type { LetterheadAdopted, LetterPerson } from './visa-letters.events.js';
import type { Letter } from './visa-letters.state.js';

/** Of the layout and the wording together; the fact of every letter names it (V4). */
export const templateVersion = 1;

/** All that a letter is made of: facts, and no clock. */
export interface LetterContent {
  readonly letter: Letter;
  readonly person: LetterPerson;
  readonly meeting: Pick<MeetingState, 'convened' | 'rules'>;
  readonly delegation: Pick<DelegationState, 'invited'>;
  readonly letterhead: LetterheadAdopted['data'];
  readonly signatory: string;
  readonly number: string;
  readonly code: string;
  /** Where anybody can check it, without a query. */
  readonly checkAddress: string;
}

type Field = readonly [label: string, value: string];

const source = templateAt(__dirname, 'templates/letter.typ');
const QR = 'qr.svg';

/** The day of the signature, where the meeting is (T1). */
export const issueDay = ({ signed }: Letter, { convened }: Pick<MeetingState, 'convened'>): string =>
  Temporal.Instant.from(signed?.at ?? '')
    .toZonedDateTimeISO(convened?.timeZone ?? 'UTC')
    .toPlainDate()
    .toString();

export async function letterSheet(content: LetterContent): Promise<Sheet> {
  const { letter, person, meeting, letterhead, number, code, checkAddress } = content;
  const { convened } = meeting;
  if (convened === undefined) throw new Error('The meeting is not convened.');
  const { language, consulate } = letter;
  const words = wording[language];
  const issued = issueDay(letter, meeting);
  const date = day(issued, language);
  const values = { ...valuesOf(convened, language), number, date, name: person.latinName };
  const filled = (text: string): string => fill(text, values);
  const data = {
    ...words,
    language,
    issued,
    title: filled(words.title),
    organisers: letterhead.organisers.map((name) => name[language]),
    address: letterhead.address,
    contact: `${letterhead.contact.email} · ${letterhead.contact.phone}`,
    number: `${words.number} ${number}`,
    date: `${convened.city[language]}, ${date}`,
    addressee: [filled(words.office), `${consulate.city}, ${countryName(consulate.country, language)}`],
    subject: filled(words.subject),
    opening: filled(words.opening),
    person: personFields(content).map(breakable),
    participation: meetingFields(content).map(breakable),
    signatory: content.signatory,
    signatoryTitle: letterhead.signatoryTitle[language],
    behalf: `${words.onBehalf}: ${joined(letterhead.organisers, language)}`,
    signed: filled(words.signed),
    checkAddress,
    codes: [
      [words.number, number],
      [words.code, code],
    ],
    qr: QR,
    qrText: words.qr,
  };
  return { source, data, images: { [QR]: await codeOf(content) } };
}

/** What the sentences of a letter say of the meeting. */
const valuesOf = (convened: MeetingConvened['data'], language: Language): Values => ({
  meeting: convened.title[language],
  city: convened.city[language],
  country: countryName(convened.country, language),
  host: ofCountry(convened.country, language),
  days: period(convened.startsOn, convened.endsOn, language),
});

/** Leads to the check, with number and code filled in. */
async function codeOf({ number, code, checkAddress }: LetterContent): Promise<Buffer> {
  const query = new URLSearchParams({ number, code });
  const svg = { type: 'svg', margin: 0, errorCorrectionLevel: 'M' } as const;
  return Buffer.from(await drawQr(`${checkAddress}?${query.toString()}`, svg));
}

/** Rows of one field, or of two short ones. */
function personFields({ person, letter: { language } }: LetterContent): readonly (readonly Field[])[] {
  const { labels, documents } = wording[language];
  const { document } = person;
  const sameName = person.legalName.toUpperCase() === person.latinName.toUpperCase();
  return [
    [[labels.legalName, person.legalName]],
    ...(sameName ? [] : [[[labels.latinName, person.latinName]] as const]),
    [
      [labels.dateOfBirth, day(person.dateOfBirth, language)],
      [labels.nationality, countryName(person.nationality, language)],
    ],
    [
      [labels.document, documents[document.type]],
      [labels.issuingCountry, countryName(document.issuingCountry, language)],
    ],
    [[labels.documentNumber, document.number]],
    [
      [labels.issuedOn, day(document.issuedOn, language)],
      [labels.expiresOn, day(document.expiresOn, language)],
    ],
  ];
}

function meetingFields({
  person,
  letter,
  meeting,
  delegation,
  letterhead,
}: LetterContent): readonly (readonly Field[])[] {
  const { language, stay } = letter;
  const { labels, costs } = wording[language];
  const { convened, rules } = meeting;
  const capacity = rules?.capacities.find(({ code }) => code === letter.capacity)?.names[language] ?? letter.capacity;
  const place = [letterhead.venue[language], convened?.city[language], countryName(convened?.country ?? '', language)];
  return [
    [[labels.functionalTitle, person.functionalTitle]],
    [[labels.capacity, capacity]],
    [[labels.delegation, delegation.invited?.entity.names[language] ?? '']],
    [[labels.place, place.join(', ')]],
    [[labels.days, period(convened?.startsOn ?? '', convened?.endsOn ?? '', language)]],
    [[labels.stay, period(stay.from, stay.until, language)]],
    [[labels.costs, costs[letter.costs]]],
  ];
}

/** A word longer than its column may be broken anywhere, rather than run out of the page. */
const breakable = (row: readonly Field[]): readonly Field[] =>
  row.map(([label, value]) => [label, value.replace(/\S{24}(?=\S)/gu, '$&\u200B')]);
