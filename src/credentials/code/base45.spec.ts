import { readFileSync } from 'node:fs';
import { refusal } from '../../../test/vectors/credentials/credential-examples.js';
import { decodeBase45, encodeBase45 } from './base45.js';

interface Base45Vectors {
  readonly good: readonly { readonly hex: string; readonly base45: string }[];
  readonly bad: readonly string[];
}

const vectors = JSON.parse(readFileSync('test/vectors/base45/base45.json', 'utf8')) as Base45Vectors;

describe('base45 (RFC 9285)', () => {
  it('knows the published pairs', () => expect(vectors.good).toHaveLength(16));

  it.each(vectors.good)('writes and reads $base45', ({ hex, base45 }) => {
    expect(encodeBase45(Buffer.from(hex, 'hex'))).toBe(base45);
    expect(Buffer.from(decodeBase45(base45)).toString('hex')).toBe(hex);
  });

  it.each(vectors.bad)('refuses %j', (text) => {
    expect(() => decodeBase45(text)).toThrow(refusal('base45-malformed'));
  });

  it.each(['BB\u0138', '0\u{1F600}', 'BB8\n', 'bb8', 'BB\u{FF18}'])('refuses the foreign character in %j', (text) => {
    expect(() => decodeBase45(text)).toThrow(refusal('base45-malformed'));
  });

  it('encodes a view, not the buffer below it', () => {
    expect(encodeBase45(Buffer.from('..AB..').subarray(2, 4))).toBe('BB8');
  });
});
