import { Temporal } from 'temporal-polyfill';
import type { MessageLanguage } from './message.js';

const words = {
  es: { of: ' de ', and: ' y ', from: 'del ', to: ' al ', locale: 'es' },
  en: { of: ' ', and: ' and ', from: '', to: ' to ', locale: 'en-GB' },
} as const;

/** Calendar days (ISO 8601), both included: «24 y 25 de septiembre de 2025», "24 to 26 September 2025". */
export function formatDays(startsOn: string, endsOn: string, language: MessageLanguage): string {
  const first = Temporal.PlainDate.from(startsOn);
  const last = Temporal.PlainDate.from(endsOn);
  const end = dayMonthYear(last, language);
  if (first.equals(last)) return end;

  const { and, from, to } = words[language];
  const start = untilItDiffers(first, last, language);
  return first.add({ days: 1 }).equals(last) ? `${start}${and}${end}` : `${from}${start}${to}${end}`;
}

function untilItDiffers(first: Temporal.PlainDate, last: Temporal.PlainDate, language: MessageLanguage): string {
  if (first.year !== last.year) return dayMonthYear(first, language);
  return first.month === last.month ? String(first.day) : dayMonth(first, language);
}

function dayMonthYear(date: Temporal.PlainDate, language: MessageLanguage): string {
  return `${dayMonth(date, language)}${words[language].of}${date.year}`;
}

function dayMonth(date: Temporal.PlainDate, language: MessageLanguage): string {
  const { of, locale } = words[language];
  return `${date.day}${of}${date.toLocaleString(locale, { month: 'long' })}`;
}

/**
 * An instant (ISO 8601 with offset or Z) in the time of an IANA zone, with the zone by its identifier: the names that
 * Intl gives («hora estándar oriental» in Panama) are not the ones people there use.
 */
export function formatInstant(instant: string, timeZone: string, language: MessageLanguage): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const zone = timeZone === 'UTC' ? 'UTC' : `${timeZone}, UTC${local.offset.replace('-', '−')}`;
  return `${dayMonthYear(local.toPlainDate(), language)}, ${time} (${zone})`;
}
