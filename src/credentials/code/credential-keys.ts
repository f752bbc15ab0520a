import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CredentialCodeError } from './credential-code-error.js';

/** A public key as gates fetch it: a JSON Web Key (RFC 7517) of the kind OKP (RFC 8037). */
export interface CredentialPublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** The 32 bytes of the key in base64url. */
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

export interface CredentialKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: CredentialPublicKey;
}

const RAW_KEY_BYTES = 32;
const MAX_KEY_SET_LENGTH = 100_000;

export function generateCredentialKey(): CredentialKey {
  return credentialKeyOf(generateKeyPairSync('ed25519').privateKey);
}

/** PKCS#8 in DER (RFC 8410), not encrypted: whoever stores it, protects it. */
export function exportPrivateKey(privateKey: KeyObject): Buffer {
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

export function importPrivateKey(der: Uint8Array): CredentialKey {
  try {
    return credentialKeyOf(createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }));
  } catch {
    throw new CredentialCodeError('key-malformed', 'The private key is not an Ed25519 key in PKCS#8 DER.');
  }
}

/** The first 8 bytes of the SHA-256 of the raw public key, in hexadecimal; of a private key, that of its public one. */
export function keyIdOf(key: KeyObject): string {
  return keyIdOfRaw(Buffer.from(rawPublicKey(key), 'base64url'));
}

export function keyObjectOf(key: CredentialPublicKey): KeyObject {
  return createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: 'jwk' });
}

/** @param document the text of a JWK set (RFC 7517, section 5); keys of other kinds in it are passed over, as asked there. */
export function parseKeySet(document: string): CredentialPublicKey[] {
  if (document.length > MAX_KEY_SET_LENGTH) throw malformed('it is too long');
  const set = parseJson(document);
  if (!isRecord(set) || !Array.isArray(set['keys'])) throw malformed('it has no list "keys"');
  const entries: readonly unknown[] = set['keys'];
  const keys = entries.filter(isEd25519).map(parseKey);
  if (keys.length === 0) throw malformed('it holds no Ed25519 key');
  if (new Set(keys.map(({ kid }) => kid)).size !== keys.length) throw malformed('a key id stands in it twice');
  return keys;
}

function credentialKeyOf(privateKey: KeyObject): CredentialKey {
  const keyId = keyIdOf(privateKey);
  const x = rawPublicKey(privateKey);
  return { keyId, privateKey, publicKey: { kty: 'OKP', crv: 'Ed25519', x, kid: keyId, alg: 'EdDSA', use: 'sig' } };
}

function rawPublicKey(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const x = publicKey.asymmetricKeyType === 'ed25519' ? publicKey.export({ format: 'jwk' }).x : undefined;
  if (x === undefined) throw new CredentialCodeError('key-malformed', 'The key is not an Ed25519 key.');
  return x;
}

function keyIdOfRaw(raw: Uint8Array): string {
  return createHash('sha256').update(raw).digest('hex').slice(0, 16);
}

function isEd25519(entry: unknown): entry is Record<string, unknown> {
  return isRecord(entry) && entry['kty'] === 'OKP' && entry['crv'] === 'Ed25519';
}

function parseKey(entry: Record<string, unknown>): CredentialPublicKey {
  const { x, kid, alg, use } = entry;
  if ('d' in entry) throw malformed('it publishes a private key, which must be replaced');
  if (alg !== 'EdDSA' || use !== 'sig') throw malformed('a key is not for EdDSA signatures');
  if (typeof x !== 'string') throw malformed('a key has no "x"');
  const raw = Buffer.from(x, 'base64url');
  if (raw.length !== RAW_KEY_BYTES || raw.toString('base64url') !== x) {
    throw malformed('the "x" of a key is not 32 bytes in base64url');
  }
  if (typeof kid !== 'string' || kid !== keyIdOfRaw(raw)) throw malformed('the "kid" of a key does not belong to it');
  return { kty: 'OKP', crv: 'Ed25519', x, kid, alg, use };
}

function parseJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw malformed('it is not JSON');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(why: string): CredentialCodeError {
  return new CredentialCodeError('key-set-malformed', `The document of keys is refused: ${why}.`);
}
