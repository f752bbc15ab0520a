import type { SubjectKeys } from '../event-sourcing/subject-keys.js';
import { lastFour, LetterCodes, letterNumber, readNumber } from './letter-codes.js';

const codesUnder = (key: string): LetterCodes =>
  new LetterCodes({ derive: () => Buffer.from(key.padEnd(32)) } as unknown as SubjectKeys);

describe('number and code of a letter', () => {
  it('V2 the number is its prefix and the first 40 bits of its id, without letters that look like digits', () => {
    expect(letterNumber('CONARE-2025', '00000000-ff00-4000-8000-000000000000')).toBe('CONARE-2025-0000007Z');
    expect(letterNumber('X', 'ffffffff-ff00-4000-8000-000000000000')).toBe('X-ZZZZZZZZ');
  });

  it('V4 the code is of this number under this key alone', () => {
    const codes = codesUnder('a');
    const code = codes.codeOf('CONARE-2025-7K3F9Q2D');
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/u);
    expect(codes.codeOf('CONARE-2025-7K3F9Q2D')).toBe(code);
    expect(codes.codeOf('CONARE-2025-7K3F9Q2E')).not.toBe(code);
    expect(codesUnder('b').codeOf('CONARE-2025-7K3F9Q2D')).not.toBe(code);
  });

  it('V4 what people type in their own way is understood', () => {
    const codes = codesUnder('a');
    const numbers = Array.from({ length: 200 }, (_, index) => `N-${index}`);
    const number = numbers.find((each) => /0.*1|1.*0/u.test(codes.codeOf(each))) ?? '';
    const code = codes.codeOf(number);
    for (const typed of [
      code,
      code.toLowerCase(),
      code.replaceAll('-', ' '),
      code.replaceAll('0', 'O').replaceAll('1', 'l'),
    ])
      expect(codes.matches(number, typed)).toBe(true);
    for (const wrong of ['', code.slice(1), `${code}0`, code.split('').toReversed().join('')])
      expect(codes.matches(number, wrong)).toBe(false);
    expect(readNumber(' conare–2025-7k3f9q2d '.trim())).toBe('CONARE-2025-7K3F9Q2D');
    expect(readNumber('CONARE-2O25-OoIil1QZ')).toBe('CONARE-2O25-001111QZ');
  });

  it('V4 the last four characters of a document are letters and digits, whatever stands between them', () => {
    expect(lastFour('aab 12-34.56')).toBe('3456');
    expect(lastFour('X1')).toBe('X1');
    expect(lastFour('МВ 1234567')).toBe('4567');
  });
});
