import { Temporal } from 'temporal-polyfill';
import { typedLine } from './templates/typed-values.js';

export interface CalendarEvent {
  readonly uid: string;
  readonly language: string;
  readonly title: string;
  readonly place: string;
  /** Calendar days, both included. */
  readonly startsOn: string;
  readonly endsOn: string;
  /** Instant at which the file was made. */
  readonly stamp: string;
}

const OCTETS = 75;

/** The days of a meeting as an iCalendar file (RFC 5545) for everybody's own calendar; it keeps no time free, and asks for no answer. */
export function calendarFile({ uid, language, title, place, startsOn, endsOn, stamp }: CalendarEvent): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Credence//Accreditation//${language.toUpperCase()}`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${stamp.replaceAll(/[-:]|\.\d+/gu, '')}`,
    `DTSTART;VALUE=DATE:${dayOf(startsOn)}`,
    // The end is the first day that is no longer part of it (3.6.1).
    `DTEND;VALUE=DATE:${dayOf(Temporal.PlainDate.from(endsOn).add({ days: 1 }).toString())}`,
    `SUMMARY;LANGUAGE=${language}:${escaped(title)}`,
    `LOCATION;LANGUAGE=${language}:${escaped(place)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

const dayOf = (date: string): string => date.replaceAll('-', '');

/** TEXT of RFC 5545, 3.3.11; a typed text has one line. */
const escaped = (text: string): string => typedLine(text).replace(/[\\;,]/gu, '\\$&');

/** Lines of at most 75 octets, and no character is cut (3.1). */
function folded(line: string): string {
  let text = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}
