import fc from 'fast-check';
import type { CredentialClaims } from '../../../src/credentials/code/credential-claims.js';
import type { CredentialCodeProblem } from '../../../src/credentials/code/credential-code-error.js';
import { importPrivateKey } from '../../../src/credentials/code/credential-keys.js';

export const exampleClaims: CredentialClaims = {
  serial: '0198a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b',
  generation: 1,
  meeting: 'quito-process-2026',
  category: 'member-state',
  capacity: 'head-of-delegation',
  zones: ['plenary', 'bilateral-rooms', 'delegates-lounge'],
  validFrom: '2026-05-04T11:00:00Z',
  validUntil: '2026-05-09T03:00:00Z',
};

/** The public test key 1 of RFC 8032, section 7.1, after the PKCS#8 head of RFC 8410, section 10.3. */
export const exampleKey = importPrivateKey(
  Buffer.from(
    '302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'hex',
  ),
);

const text = fc.stringMatching(/^[a-z0-9áñ水 -]{1,64}$/);
const second = (iso: string): number => Date.parse(iso) / 1000;
const instant = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

export const anyClaims: fc.Arbitrary<CredentialClaims> = fc
  .record({
    serial: fc.uuid(),
    generation: fc.integer({ min: 1, max: 65_535 }),
    meeting: text,
    category: text,
    capacity: text,
    zones: fc.uniqueArray(text, { maxLength: 6 }),
    from: fc.integer({ min: 0, max: second('9990-01-01T00:00:00Z') }),
    length: fc.integer({ min: 1, max: 100_000_000 }),
  })
  .map(({ from, length, ...rest }) => ({ ...rest, validFrom: instant(from), validUntil: instant(from + length) }));

/** For `toThrow`: a refusal is known by its code. */
export function refusal(code: CredentialCodeProblem): Error {
  return expect.objectContaining({ name: 'CredentialCodeError', code }) as Error;
}
