import { Temporal } from 'temporal-polyfill';
import type { Language } from '../../meetings/meetings.events.js';

const locales = { es: 'es', en: 'en-GB' } as const;

/** «24 de septiembre de 2025», "24 September 2025". */
export const day = (date: string, language: Language): string =>
  Temporal.PlainDate.from(date).toLocaleString(locales[language], { day: 'numeric', month: 'long', year: 'numeric' });

/** With the preposition that the sentence needs: «del 24 al 25 de septiembre de 2025», "from 24 to 25 September 2025". */
export function period(from: string, until: string, language: Language): string {
  if (from === until) return language === 'es' ? `el ${day(from, language)}` : `on ${day(from, language)}`;
  const first = firstDay(from, until, language);
  return language === 'es' ? `del ${first} al ${day(until, language)}` : `from ${first} to ${day(until, language)}`;
}

/** Month and year are not said twice. */
function firstDay(from: string, until: string, language: Language): string {
  const [start, end] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(until)];
  if (start.year !== end.year) return day(from, language);
  if (start.month === end.month) return String(start.day);
  return start.toLocaleString(locales[language], { day: 'numeric', month: 'long' });
}
