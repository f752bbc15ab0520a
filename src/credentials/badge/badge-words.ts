import { Temporal } from 'temporal-polyfill';
import type { Bilingual, Language } from '../../meetings/meetings.events.js';

interface BadgeWords {
  readonly photo: string;
  readonly code: string;
  readonly generation: string;
  readonly notDrawable: string;
}

/** What the product itself says on a badge. */
export const badgeWords: Readonly<Record<Language, BadgeWords>> = {
  es: {
    photo: 'Fotografía del titular',
    code: 'Código QR de la credencial',
    generation: 'Generación',
    notDrawable: 'Sin signo para',
  },
  en: {
    photo: 'Photo of the holder',
    code: 'QR code of the credential',
    generation: 'Generation',
    notDrawable: 'No sign for',
  },
};

const locales = { es: 'es', en: 'en-GB' } as const;

/** «Ciudad de Panamá · 24–25 de septiembre de 2025», "Panama City · 24–25 September 2025". */
export function placeAndDays(
  { city, startsOn, endsOn }: { readonly city: Bilingual; readonly startsOn: string; readonly endsOn: string },
  language: Language,
): string {
  const days = new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'UTC' });
  const [first, last] = [startsOn, endsOn].map((day) => Date.parse(Temporal.PlainDate.from(day).toString()));
  // Intl puts thin spaces, which not every font has; between two days there is none.
  const range = days.formatRange(first ?? 0, last ?? 0).replace(/[\u2009\u202f]/gu, ' ');
  return `${city[language]} · ${range.replace(/(?<=\d) – (?=\d+ \p{L})/u, '–')}`;
}
