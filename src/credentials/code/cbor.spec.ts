import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { refusal } from '../../../test/vectors/credentials/credential-examples.js';
import { CborTag, decodeCbor, encodeCbor, type CborValue } from './cbor.js';

interface AppendixItem {
  readonly hex: string;
  readonly roundtrip: boolean;
  readonly decoded?: unknown;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(`test/vectors/cbor/${file}`, 'utf8')) as T;
const appendix = read<AppendixItem[]>('appendix_a.json');
const notWellFormed = read<{ hex: string; desc: string }[]>('not_well_formed.json');

const decodeHex = (hex: string): CborValue => decodeCbor(Buffer.from(hex, 'hex'));
const encodeHex = (value: CborValue): string => Buffer.from(encodeCbor(value)).toString('hex');

/** Floats and simple values but null, integers beyond 2^53, and indefinite lengths (which do not round-trip). */
const isBeyondUs = ({ hex, roundtrip }: AppendixItem): boolean =>
  !roundtrip || (/^(f|c1fb)/.test(hex) && hex !== 'f6') || /^[13]bf{16}$/.test(hex);

function plain(value: CborValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

describe('CBOR (RFC 8949), deterministic', () => {
  const ours = appendix.filter((item) => !isBeyondUs(item));
  const others = appendix.filter(isBeyondUs);

  it('meets all of appendix A', () => expect([ours.length, others.length]).toEqual([40, 42]));

  it.each(ours)('appendix A: reads and writes $hex', ({ hex, decoded }) => {
    const value = decodeHex(hex);
    expect(encodeHex(value)).toBe(hex);
    if (decoded !== undefined && !(value instanceof CborTag)) expect(plain(value)).toEqual(decoded);
  });

  it.each(others)('appendix A: refuses $hex', ({ hex }) =>
    expect(() => decodeHex(hex)).toThrow(refusal('cbor-malformed')),
  );

  it('knows the published items that are not well-formed', () => expect(notWellFormed).toHaveLength(61));

  it.each(notWellFormed)('refuses $hex: $desc', ({ hex }) =>
    expect(() => decodeHex(hex)).toThrow(refusal('cbor-malformed')),
  );

  it.each([
    ['1817', 'a number in two bytes instead of one'],
    ['1900ff', 'a number in three bytes instead of two'],
    ['1a0000ffff', 'a number in five bytes instead of three'],
    ['1b00000000ffffffff', 'a number in nine bytes instead of five'],
    ['5801aa', 'a long length'],
    ['a201000100', 'a repeated key'],
    ['a2010001000200', 'a repeated key, and one more to fill the size'],
    ['a202000100', 'keys out of order'],
    ['a1410000', 'a key of bytes'],
    ['0000', 'bytes after the end'],
    ['', 'nothing'],
    ['62c328', 'text that is not UTF-8'],
    ['63eda080', 'half a surrogate pair'],
    ['9bffffffffffffffff00', 'an absurd length'],
    ['bb001fffffffffffff0000', 'a map that ends before its size'],
    ['81'.repeat(9) + '00', 'nine arrays, one in another'],
  ])('refuses %s: %s', (hex) => expect(() => decodeHex(hex)).toThrow(refusal('cbor-malformed')));

  it('keeps a byte order mark, so that a text has one encoding', () => {
    expect(encodeHex(decodeHex('64efbbbf41'))).toBe('64efbbbf41');
  });

  it.each([1.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, '\ud800'])('does not write %p', (value) => {
    expect(() => encodeCbor(value)).toThrow(TypeError);
  });

  it('reads back every value that it writes', () => {
    const leaf = fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), fc.uint8Array(), fc.constant(null));
    const keys = fc.oneof(fc.maxSafeInteger(), fc.string());
    const branch = fc.oneof(
      fc.array(leaf),
      fc.uniqueArray(fc.tuple(keys, leaf), { selector: ([key]) => key }).map((entries) => new Map(entries)),
      fc.tuple(fc.nat(), leaf).map(([tag, value]) => new CborTag(tag, value)),
    );
    fc.assert(
      fc.property(fc.oneof(leaf, branch), (value) => {
        const bytes = encodeCbor(value);
        const back = decodeCbor(bytes);
        expect(normal(back)).toEqual(normal(value));
        expect(encodeHex(back)).toBe(Buffer.from(bytes).toString('hex'));
      }),
    );
  });

  it('whatever it reads is the only encoding of its value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        let value: CborValue;
        try {
          value = decodeCbor(bytes);
        } catch (error) {
          expect(error).toEqual(refusal('cbor-malformed'));
          return;
        }
        expect(encodeHex(value)).toBe(Buffer.from(bytes).toString('hex'));
      }),
      { numRuns: 5_000 },
    );
  });
});

/** Map order and the class of a byte array say nothing about the value. */
function normal(value: CborValue): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (value instanceof CborTag) return { tag: value.tag, value: normal(value.value) };
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [key, normal(inner)]));
  return Array.isArray(value) ? value.map(normal) : value;
}
