import fc from 'fast-check';
import { type CalendarEvent, calendarFile } from './calendar.js';

const event: CalendarEvent = {
  uid: 'meeting-conare-2025@credence.example',
  language: 'es',
  title: 'Segunda Reunión Técnica; comisiones, órganos y \\ equivalentes',
  place: 'Ciudad de Panamá, Panamá',
  startsOn: '2025-09-24',
  endsOn: '2025-09-25',
  stamp: '2025-08-10T12:34:56.789Z',
};

/** Lines unfolded (RFC 5545, 3.1), by name with parameters. */
function propertiesOf(file: string): ReadonlyMap<string, string> {
  const lines = file.replaceAll('\r\n ', '').split('\r\n');
  return new Map(
    lines.filter(Boolean).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

const unescaped = (text = ''): string => text.replace(/\\(.)/gu, (_, character: string) => character);

describe('the calendar file of a meeting', () => {
  it('T1 has the days of the meeting, the last one included', () => {
    const properties = propertiesOf(calendarFile(event));
    expect(properties.get('DTSTART;VALUE=DATE')).toBe('20250924');
    expect(properties.get('DTEND;VALUE=DATE')).toBe('20250926');
    expect(propertiesOf(calendarFile({ ...event, endsOn: '2025-12-31' })).get('DTEND;VALUE=DATE')).toBe('20260101');
  });

  it('names itself always the same, asks for no answer and speaks its language', () => {
    const properties = propertiesOf(calendarFile(event));
    expect(properties.get('UID')).toBe(event.uid);
    expect(properties.get('METHOD')).toBe('PUBLISH');
    expect(properties.get('DTSTAMP')).toBe('20250810T123456Z');
    expect(properties.get('SUMMARY;LANGUAGE=es')).toBe(
      'Segunda Reunión Técnica\\; comisiones\\, órganos y \\\\ equivalentes',
    );
    expect(unescaped(properties.get('LOCATION;LANGUAGE=es'))).toBe(event.place);
    expect(calendarFile(event)).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VEVENT\r\nEND:VCALENDAR\r\n$/u);
  });

  it('N4 what somebody typed adds no line, and no line is longer than 75 octets', () => {
    const typed = fc.string({ unit: 'binary', maxLength: 300 });
    const examples: [string][] = [
      ['a\r\nATTENDEE:mailto:x@y.example'],
      ['الاجتماع 会议 '.repeat(30)],
      ['👩‍👩‍👧‍👦'.repeat(30)],
    ];
    const property = fc.property(typed, (title) => {
      const lines = calendarFile({ ...event, title }).split('\r\n');
      expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
      expect(lines.filter((line) => /[\r\n]/u.test(line))).toEqual([]);
      expect(propertiesOf(lines.join('\r\n')).size).toBe(propertiesOf(calendarFile(event)).size);
    });
    fc.assert(property, { examples });
  });

  it('a text in another script comes back as it was', () => {
    const title = 'الاجتماع الفني الإقليمي للجان الوطنية المعنية باللاجئين، 难民委员会区域技术会议';
    expect(unescaped(propertiesOf(calendarFile({ ...event, title })).get('SUMMARY;LANGUAGE=es'))).toBe(title);
  });
});
