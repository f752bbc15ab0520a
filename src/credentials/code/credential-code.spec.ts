import { sign } from 'node:crypto';
import fc from 'fast-check';
import { decodeBase45, encodeBase45 } from './base45.js';
import { CborTag, encodeCbor, type CborMap, type CborValue } from './cbor.js';
import { encodeClaims } from './credential-claims.js';
import { CredentialCodeError, type CredentialCodeProblem } from './credential-code-error.js';
import { judgeCredential, readCredential, signCredential } from './credential-code.js';
import {
  anyClaims,
  exampleClaims,
  exampleKey,
  refusal,
} from '../../../test/vectors/credentials/credential-examples.js';
import { generateCredentialKey } from './credential-keys.js';
import { signatureInput } from './cose-sign1.js';

const keys = [exampleKey.publicKey];
const code = signCredential(exampleClaims, exampleKey);
const bytes = decodeBase45(code.slice(5));
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const refused = (changed: string): void => expect(() => readCredential(changed, keys)).toThrow(CredentialCodeError);

/** A code signed with the right key over whatever headers and payload a forger with that key would choose. */
function sealed(header: CborMap, unprotected: CborMap, payload: Uint8Array = encodeClaims(exampleClaims)): string {
  const head = encodeCbor(header);
  const signature = sign(null, signatureInput(head, payload), exampleKey.privateKey);
  return `CRD1:${encodeBase45(encodeCbor(new CborTag(18, [head, unprotected, payload, signature])))}`;
}
const kid = Buffer.from(exampleKey.keyId, 'hex');
const header = (...more: [number, CborValue][]): CborMap => new Map<number, CborValue>([[1, -8], [4, kid], ...more]);

describe('code of a credential', () => {
  it('C2 holds the claims and the key id, and is read with public keys alone', () => {
    expect(readCredential(code, keys)).toEqual({ ...exampleClaims, keyId: '21fe31dfa154a261' });
  });

  it('C2 what is read is what was signed', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        const read = readCredential(signCredential(claims, exampleKey), keys);
        expect(read).toEqual({ ...claims, keyId: exampleKey.keyId });
      }),
    );
  });

  it('C2 the same claims and key make the same code, whatever the order of the fields', () => {
    const { serial, ...rest } = exampleClaims;
    expect(signCredential({ ...rest, serial }, exampleKey)).toBe(code);
  });

  it('C2 any flipped bit of the code is refused', () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Uint8Array.from(bytes, (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      refused(`CRD1:${encodeBase45(changed)}`);
    }
  });

  it('C2 any other character at any place is refused', () => {
    fc.assert(
      fc.property(
        fc.nat(code.length - 1),
        fc.oneof(fc.constantFrom(...ALPHABET), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
        (at, character) => {
          fc.pre(code[at] !== character);
          refused(code.slice(0, at) + character + code.slice(at + 1));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('C2 a missing, added or doubled piece is refused', () => {
    fc.assert(
      fc.property(fc.nat(code.length - 1), fc.constantFrom(1, 2, 3, 6), (at, length) => {
        const piece = code.slice(at, at + length);
        refused(code.slice(0, at) + code.slice(at + length));
        refused(code.slice(0, at) + piece + code.slice(at));
      }),
    );
  });

  it('C5 an old badge stays readable after a new key, and an unknown key is refused', () => {
    const newKey = generateCredentialKey();
    expect(readCredential(code, [newKey.publicKey, ...keys]).serial).toBe(exampleClaims.serial);
    expect(() => readCredential(code, [newKey.publicKey])).toThrow(refusal('key-unknown'));
    expect(() => readCredential(code, [])).toThrow(refusal('key-unknown'));
  });

  it('C5 another key under the same key id is refused', () => {
    const impostor = { ...generateCredentialKey().publicKey, kid: exampleKey.keyId };
    expect(() => readCredential(code, [impostor])).toThrow(refusal('signature-invalid'));
  });

  it('does not sign under the id of another key', () => {
    const { keyId } = generateCredentialKey();
    const signer = { keyId, privateKey: exampleKey.privateKey };
    expect(() => signCredential(exampleClaims, signer)).toThrow(refusal('key-unknown'));
  });

  it('the code of a forger with the right headers would be read', () => {
    expect(sealed(header(), new Map())).toBe(code);
  });

  it.each<[string, string, CredentialCodeProblem]>([
    ['a code without prefix', code.slice(5), 'prefix-missing'],
    ['a prefix in small letters', code.replace('CRD1', 'crd1'), 'prefix-missing'],
    ['a space before the code', ` ${code}`, 'prefix-missing'],
    ['nothing after the prefix', 'CRD1:', 'cbor-malformed'],
    ['a code that is cut off within a byte', code.slice(0, -1), 'base45-malformed'],
    ['a code that is cut off', code.slice(0, -2), 'cbor-malformed'],
    ['a code that is too long', code.padEnd(2_001, '0'), 'code-too-long'],
    ['CBOR that is not COSE', `CRD1:${encodeBase45(encodeCbor([1]))}`, 'not-cose-sign1'],
    ['a key id outside the signature', sealed(new Map([[1, -8]]), new Map([[4, kid]])), 'key-unknown'],
    [
      'a short key id',
      sealed(
        new Map<number, CborValue>([
          [1, -8],
          [4, kid.subarray(1)],
        ]),
        new Map(),
      ),
      'key-unknown',
    ],
    [
      'another algorithm',
      sealed(
        new Map<number, CborValue>([
          [1, -7],
          [4, kid],
        ]),
        new Map(),
      ),
      'algorithm-unsupported',
    ],
    ['a critical header', sealed(header([2, [4]]), new Map()), 'header-critical'],
    ['an unknown header', sealed(header([3, 0]), new Map()), 'header-unsupported'],
    ['an unprotected header', sealed(header(), new Map([[3, 0]])), 'header-unsupported'],
    [
      'signed claims of a wrong shape',
      sealed(header(), new Map(), encodeCbor(new Map([[1, 'x']]))),
      'claims-malformed',
    ],
  ])('refuses %s', (_, changed, problem) => {
    expect(() => readCredential(changed, keys)).toThrow(refusal(problem));
  });

  it('refuses to sign what would be too long to read', () => {
    const zones = Array.from({ length: 32 }, (_, number) => `${number}-`.padEnd(64, 'z'));
    expect(() => signCredential({ ...exampleClaims, zones }, exampleKey)).toThrow(refusal('code-too-long'));
  });

  it.each([
    ['2026-05-04T10:59:59.999Z', 'not-yet-valid'],
    ['2026-05-04T11:00:00Z', 'valid'],
    ['2026-05-09T02:59:59.999Z', 'valid'],
    ['2026-05-09T03:00:00Z', 'expired'],
  ])('C2 at %s the credential is %s', (at, verdict) => {
    expect(judgeCredential(exampleClaims, new Date(at))).toBe(verdict);
  });
});
