import { formatDays, formatInstant } from './format-times.js';

test.each([
  ['2025-09-24', '2025-09-24', '24 de septiembre de 2025', '24 September 2025'],
  ['2025-09-24', '2025-09-25', '24 y 25 de septiembre de 2025', '24 and 25 September 2025'],
  ['2025-09-24', '2025-09-26', 'del 24 al 26 de septiembre de 2025', '24 to 26 September 2025'],
  ['2025-09-30', '2025-10-01', '30 de septiembre y 1 de octubre de 2025', '30 September and 1 October 2025'],
  ['2025-09-29', '2025-10-02', 'del 29 de septiembre al 2 de octubre de 2025', '29 September to 2 October 2025'],
  ['2025-12-31', '2026-01-01', '31 de diciembre de 2025 y 1 de enero de 2026', '31 December 2025 and 1 January 2026'],
  [
    '2025-12-30',
    '2026-01-02',
    'del 30 de diciembre de 2025 al 2 de enero de 2026',
    '30 December 2025 to 2 January 2026',
  ],
  [
    '2025-09-24',
    '2026-09-25',
    'del 24 de septiembre de 2025 al 25 de septiembre de 2026',
    '24 September 2025 to 25 September 2026',
  ],
])('days from %s to %s', (startsOn, endsOn, spanish, english) => {
  expect(formatDays(startsOn, endsOn, 'es')).toBe(spanish);
  expect(formatDays(startsOn, endsOn, 'en')).toBe(english);
});

test('T1 an instant is shown in the time zone of the meeting, and D4 names the zone', () => {
  const instant = '2025-09-06T01:30:59.999Z';
  expect(formatInstant(instant, 'America/Panama', 'es')).toBe(
    '5 de septiembre de 2025, 20:30 (America/Panama, UTC−05:00)',
  );
  expect(formatInstant(instant, 'America/Panama', 'en')).toBe('5 September 2025, 20:30 (America/Panama, UTC−05:00)');
  expect(formatInstant(instant, 'Europe/Madrid', 'es')).toBe(
    '6 de septiembre de 2025, 03:30 (Europe/Madrid, UTC+02:00)',
  );
  expect(formatInstant('2025-09-05T20:30:00-05:00', 'UTC', 'en')).toBe('6 September 2025, 01:30 (UTC)');
});

test('an instant before midnight shows hours of two digits', () => {
  expect(formatInstant('2025-01-01T05:05:00Z', 'America/Panama', 'en')).toBe(
    '1 January 2025, 00:05 (America/Panama, UTC−05:00)',
  );
});
