import { decode, encode } from '@digitalbazaar/base45';
import { CredentialCodeError } from './credential-code-error.js';

/** The alphabet of base45 (RFC 9285, table 1), which is exactly that of a QR code's alphanumeric mode. */
const BASE45 = /^[0-9A-Z $%*+\-./:]*$/;

export function isAlphanumeric(text: string): boolean {
  return BASE45.test(text);
}

export function encodeBase45(bytes: Uint8Array): string {
  // A copy, because the library reads the whole buffer below a view, and a Buffer is often a view of a pool.
  return encode(Uint8Array.from(bytes));
}

export function decodeBase45(text: string): Uint8Array {
  // The library takes characters beyond U+00FF for zero, so that one code would have many spellings.
  if (!isAlphanumeric(text)) {
    throw new CredentialCodeError('base45-malformed', 'The code has a character that base45 does not have.');
  }
  try {
    return decode(text);
  } catch {
    throw new CredentialCodeError('base45-malformed', 'The code is not whole base45: it is cut off or misread.');
  }
}
