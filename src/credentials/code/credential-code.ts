import type { KeyObject } from 'node:crypto';
import { decodeBase45, encodeBase45 } from './base45.js';
import { ALGORITHM, EDDSA, KEY_ID, parseSign1, sealSign1, verifySign1, type Sign1 } from './cose-sign1.js';
import { decodeClaims, encodeClaims, type CredentialClaims } from './credential-claims.js';
import { CredentialCodeError } from './credential-code-error.js';
import { keyIdOf, keyObjectOf, type CredentialPublicKey } from './credential-keys.js';

/** Tells a credential from every other base45 code, and its version from the next. */
export const CODE_PREFIX = 'CRD1:';
const MAX_CODE_LENGTH = 2_000;

export interface CredentialSigner {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

export type CredentialVerdict = 'valid' | 'not-yet-valid' | 'expired';

/** `CRD1:` and the base45 of a COSE_Sign1 (RFC 9052) whose protected header holds exactly algorithm and key id. */
export function signCredential(claims: CredentialClaims, { keyId, privateKey }: CredentialSigner): string {
  if (keyIdOf(privateKey) !== keyId) throw new CredentialCodeError('key-unknown', `The key is not ${keyId}.`);
  const header = new Map<number, number | Uint8Array>([
    [ALGORITHM, EDDSA],
    [KEY_ID, Buffer.from(keyId, 'hex')],
  ]);
  const code = CODE_PREFIX + encodeBase45(sealSign1(header, encodeClaims(claims), privateKey));
  if (code.length > MAX_CODE_LENGTH) throw tooLong();
  return code;
}

/** The claims of a code that one of the keys signed; dates are for `judgeCredential`, revocation is for the gate. */
export function readCredential(
  code: string,
  keys: readonly CredentialPublicKey[],
): CredentialClaims & { readonly keyId: string } {
  if (code.length > MAX_CODE_LENGTH) throw tooLong();
  if (!code.startsWith(CODE_PREFIX)) {
    throw new CredentialCodeError('prefix-missing', `The code does not begin with ${CODE_PREFIX}`);
  }
  const sign1 = parseSign1(decodeBase45(code.slice(CODE_PREFIX.length)));
  const keyId = keyIdIn(sign1);
  const key = keys.find(({ kid }) => kid === keyId);
  if (!key) throw new CredentialCodeError('key-unknown', `The key ${keyId} is not among the known ones.`);
  verifySign1(sign1, keyObjectOf(key));
  refuseOtherHeaders(sign1);
  return { ...decodeClaims(sign1.payload), keyId };
}

/** Of the dates alone; valid from its first second until just before its last (RFC 8392, sections 3.1.4 and 3.1.5). */
export function judgeCredential(claims: CredentialClaims, at: Date): CredentialVerdict {
  if (at.getTime() < Date.parse(claims.validFrom)) return 'not-yet-valid';
  if (at.getTime() >= Date.parse(claims.validUntil)) return 'expired';
  return 'valid';
}

function keyIdIn(sign1: Sign1): string {
  const keyId = sign1.protectedHeader.get(KEY_ID);
  if (!(keyId instanceof Uint8Array) || keyId.length !== 8) {
    throw new CredentialCodeError('key-unknown', 'The code does not name its key by eight bytes.');
  }
  return Buffer.from(keyId).toString('hex');
}

/** An unprotected header is outside the signature: were it allowed, one credential would have many codes. */
function refuseOtherHeaders({ protectedHeader, unprotectedHeader }: Sign1): void {
  if (protectedHeader.size !== 2 || unprotectedHeader.size !== 0) {
    throw new CredentialCodeError('header-unsupported', 'The code has headers besides algorithm and key id.');
  }
}

function tooLong(): CredentialCodeError {
  return new CredentialCodeError('code-too-long', `The code is longer than ${MAX_CODE_LENGTH} characters.`);
}
