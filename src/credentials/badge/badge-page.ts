import type { Bilingual, Language } from '../../meetings/meetings.events.js';
import type { MeetingState } from '../../meetings/meetings.state.js';
import type { Credential } from '../credentials.entity.js';
import type { BadgeHolder } from './badge-holders.entity.js';
import { badgeWords } from './badge-words.js';

/** All that a badge is drawn from. */
export interface Badge {
  readonly credential: Credential;
  readonly holder: BadgeHolder;
  readonly entity: Bilingual;
}

/** What the template reads of one badge. */
export interface BadgePage {
  readonly name: string;
  readonly rightToLeft: boolean;
  /** Whether its script puts marks far above or below its letters. */
  readonly hasMarks: boolean;
  /** Under a name that is not in Latin letters. */
  readonly latinName: string | null;
  /** Names of images; null: none. */
  readonly photo: string | null;
  readonly code: string | null;
  readonly serial: string;
  readonly generation: string | null;
  /** In the language of the badge, then in the other working languages where they differ. */
  readonly capacities: readonly string[];
  readonly entities: readonly string[];
  readonly zones: readonly { readonly letter: string; readonly name: string; readonly colour: string }[];
  readonly category: { readonly name: string; readonly colour: string };
}

/** White on each of them has a contrast of at least 5 to 1 (WCAG 2.2, 1.4.3 asks for 4.5). */
export const colours = [
  '#0b4f8a',
  '#7a1f3d',
  '#1f6b3a',
  '#5b3a9e',
  '#8a4b08',
  '#00626b',
  '#9c1c1c',
  '#3d4650',
] as const;

const LATIN = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u;
const STARTS_RIGHT_TO_LEFT =
  /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const WITHOUT_MARKS =
  /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Common}\p{Script=Inherited}]*$/u;

const isLatin = (name: string): boolean => LATIN.test(name);

/** The badge of a meeting is in its first working language, unless another one is asked for. */
export const languageOfBadges = ({ convened }: MeetingState, asked?: Language): Language =>
  asked ?? convened?.workingLanguages[0] ?? 'es';

export function pageOf({ credential, holder, entity }: Badge, meeting: MeetingState, language: Language): BadgePage {
  const { rules, zones, convened } = meeting;
  const languages = [...new Set([language, ...(convened?.workingLanguages ?? [])])];
  const categories = rules?.categories ?? [];
  const category = categories.findIndex(({ code }) => code === credential.category);
  const capacity = rules?.capacities.find(({ code }) => code === credential.capacity);
  const zoneCodes = [...zones.keys()];
  const name = holder.badgeName ?? '';
  return {
    name,
    rightToLeft: STARTS_RIGHT_TO_LEFT.test(name),
    hasMarks: !WITHOUT_MARKS.test(name),
    latinName: isLatin(name) ? null : holder.latinName,
    photo: null,
    code: null,
    serial: credential.id.slice(-8).toUpperCase(),
    generation: credential.generation > 1 ? `${badgeWords[language].generation} ${credential.generation}` : null,
    capacities: inAll(capacity?.names, languages, credential.capacity),
    entities: inAll(entity, languages, ''),
    zones: credential.zones.map((code) => {
      const place = Math.max(0, zoneCodes.indexOf(code));
      return { letter: letterOf(place), name: zones.get(code)?.names[language] ?? code, colour: colourOf(place) };
    }),
    category: { name: categories[category]?.names[language] ?? credential.category, colour: colourOf(category) },
  };
}

/** In each language once; what the rules no longer name is called by its code. */
const inAll = (names: Bilingual | undefined, languages: readonly Language[], code: string): readonly string[] =>
  names === undefined ? [code] : [...new Set(languages.map((language) => names[language]))];

const colourOf = (place: number): string => colours.at(place % colours.length) ?? colours[0];

/** A to Z, then AA, AB, … */
const letterOf = (place: number): string =>
  (place < 26 ? '' : letterOf(Math.floor(place / 26) - 1)) + String.fromCharCode(65 + (place % 26));
