import { createHash, generateKeyPairSync } from 'node:crypto';
import { exampleKey, refusal } from '../../../test/vectors/credentials/credential-examples.js';
import {
  exportPrivateKey,
  generateCredentialKey,
  importPrivateKey,
  keyIdOf,
  keyObjectOf,
  parseKeySet,
} from './credential-keys.js';

const setOf = (...keys: unknown[]): string => JSON.stringify({ keys });
const jwk = exampleKey.publicKey;

describe('keys of credentials', () => {
  it('the key id is the first 8 bytes of the SHA-256 of the raw public key', () => {
    // Test key 1 of RFC 8032, section 7.1.
    const raw = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
    expect(jwk.x).toBe(raw.toString('base64url'));
    expect(jwk.kid).toBe(createHash('sha256').update(raw).digest().subarray(0, 8).toString('hex'));
    expect(keyIdOf(keyObjectOf(jwk))).toBe(jwk.kid);
  });

  it('C5 a private key survives its export', () => {
    const key = generateCredentialKey();
    const back = importPrivateKey(exportPrivateKey(key.privateKey));
    expect(back.publicKey).toEqual(key.publicKey);
    expect(back.privateKey.equals(key.privateKey)).toBe(true);
  });

  it('each generated key is another', () => {
    expect(generateCredentialKey().keyId).not.toBe(generateCredentialKey().keyId);
  });

  it('refuses a private key of another kind, and what is no key', () => {
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const malformed = refusal('key-malformed');
    expect(() => importPrivateKey(elliptic.export({ format: 'der', type: 'pkcs8' }))).toThrow(malformed);
    expect(() => importPrivateKey(Buffer.from('key'))).toThrow(malformed);
  });

  it('C5 reads a set of several keys, and passes over keys of other kinds and over other members', () => {
    const other = generateCredentialKey().publicKey;
    expect(parseKeySet(setOf({ kty: 'RSA', n: 'AQ', e: 'AQAB' }, jwk, { ...other, status: 'retired' }))).toEqual([
      jwk,
      other,
    ]);
  });

  it.each([
    ['what is not JSON', '{'],
    ['a list', '[]'],
    ['no keys', '{}'],
    ['an empty set', setOf()],
    ['only other kinds', setOf({ kty: 'EC' }, null, 1)],
    ['a published private key', setOf({ ...jwk, d: 'AAAA' })],
    ['another algorithm', setOf({ ...jwk, alg: 'ES256' })],
    ['another use', setOf({ ...jwk, use: 'enc' })],
    ['a key without x', setOf({ ...jwk, x: undefined })],
    ['a short key', setOf({ ...jwk, x: jwk.x.slice(2) })],
    ['padding', setOf({ ...jwk, x: `${jwk.x}=` })],
    ['the id of another key', setOf({ ...jwk, kid: '0000000000000000' })],
    ['the same key twice', setOf(jwk, jwk)],
    ['an endless document', setOf(jwk).padEnd(100_001)],
  ])('refuses %s', (_, document) => {
    expect(() => parseKeySet(document)).toThrow(refusal('key-set-malformed'));
  });
});
