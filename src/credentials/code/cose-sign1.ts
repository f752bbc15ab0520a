import { sign, verify, type KeyObject } from 'node:crypto';
import { CborTag, decodeCbor, encodeCbor, type CborMap, type CborValue } from './cbor.js';
import { CredentialCodeError } from './credential-code-error.js';

/** Header labels of RFC 9052, section 3.1; the tag of COSE_Sign1, section 4.2; EdDSA of RFC 9053, section 2.2. */
export const ALGORITHM = 1;
export const CRITICAL = 2;
export const KEY_ID = 4;
export const EDDSA = -8;
const SIGN1_TAG = 18;
const ED25519_SIGNATURE_BYTES = 64;

export interface Sign1 {
  readonly protectedBytes: Uint8Array;
  readonly protectedHeader: CborMap;
  readonly unprotectedHeader: CborMap;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Ed25519 has no random part (RFC 8032, section 5.1.6): the same header, payload and key make the same bytes. */
export function sealSign1(protectedHeader: CborMap, payload: Uint8Array, privateKey: KeyObject): Uint8Array {
  const protectedBytes = encodeCbor(protectedHeader);
  const signature = sign(null, signatureInput(protectedBytes, payload), privateKey);
  return encodeCbor(new CborTag(SIGN1_TAG, [protectedBytes, new Map(), payload, signature]));
}

/** The shape only: a parsed object proves nothing before `verifySign1`. */
export function parseSign1(bytes: Uint8Array): Sign1 {
  const item = decodeCbor(bytes);
  if (!(item instanceof CborTag) || item.tag !== SIGN1_TAG) throw notSign1('it does not carry tag 18');
  if (!Array.isArray(item.value) || item.value.length !== 4) throw notSign1('it is not an array of four');
  const [protectedBytes, unprotectedHeader, payload, signature] = item.value;
  if (!(protectedBytes instanceof Uint8Array)) throw notSign1('its protected header is not a byte string');
  if (!(unprotectedHeader instanceof Map)) throw notSign1('its unprotected header is not a map');
  if (payload === null) throw new CredentialCodeError('payload-detached', 'The code does not hold what it signs.');
  if (!(payload instanceof Uint8Array)) throw notSign1('its payload is not a byte string');
  if (!(signature instanceof Uint8Array)) throw notSign1('its signature is not a byte string');
  return { protectedBytes, protectedHeader: parseHeader(protectedBytes), unprotectedHeader, payload, signature };
}

/**
 * Refuses critical headers, every algorithm but EdDSA over Ed25519, and a wrong signature.
 * The algorithm counts only in the protected header, where nobody can exchange it.
 */
export function verifySign1(sign1: Sign1, publicKey: KeyObject): void {
  if (sign1.protectedHeader.has(CRITICAL) || sign1.unprotectedHeader.has(CRITICAL)) {
    throw new CredentialCodeError('header-critical', 'The code asks for an extension that is not understood here.');
  }
  if (sign1.protectedHeader.get(ALGORITHM) !== EDDSA || sign1.unprotectedHeader.has(ALGORITHM)) {
    throw new CredentialCodeError('algorithm-unsupported', 'The code is not signed with EdDSA (algorithm -8).');
  }
  if (publicKey.asymmetricKeyType !== 'ed25519') {
    throw new CredentialCodeError('algorithm-unsupported', 'The key is not an Ed25519 key.');
  }
  const input = signatureInput(sign1.protectedBytes, sign1.payload);
  const fits = sign1.signature.length === ED25519_SIGNATURE_BYTES && verify(null, input, publicKey, sign1.signature);
  if (!fits)
    throw new CredentialCodeError('signature-invalid', 'The signature does not fit: the code was changed or forged.');
}

/** The Sig_structure of RFC 9052, section 4.4, without external data. */
export function signatureInput(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedBytes, new Uint8Array(), payload]);
}

function parseHeader(bytes: Uint8Array): CborMap {
  const header: CborValue = bytes.length === 0 ? new Map() : decodeCbor(bytes);
  if (!(header instanceof Map)) throw notSign1('its protected header holds no map');
  return header;
}

function notSign1(why: string): CredentialCodeError {
  return new CredentialCodeError('not-cose-sign1', `The code is not a COSE_Sign1 object: ${why}.`);
}
