import { CredentialCodeError } from './credential-code-error.js';

/**
 * The part of CBOR (RFC 8949) that COSE and the claims need: integers, bytes, text, arrays, maps, tags and null,
 * only in the deterministic encoding of section 4.2.1, so that a value has one encoding and an encoding one value.
 */
export type CborValue = number | string | null | Uint8Array | CborTag | CborValue[] | CborMap;
export type CborMap = Map<number | string, CborValue>;

export class CborTag {
  constructor(
    readonly tag: number,
    readonly value: CborValue,
  ) {}
}

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const NULL = 0xf6;
const MAX_DEPTH = 8;

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** @throws TypeError for an unsafe integer or ill-formed text. */
export function encodeCbor(value: CborValue): Uint8Array {
  if (value === null) return Uint8Array.of(NULL);
  if (typeof value === 'number') return value < 0 ? head(NEGATIVE, -1 - value) : head(UNSIGNED, value);
  if (typeof value === 'string') return encodeText(value);
  if (value instanceof Uint8Array) return Buffer.concat([head(BYTES, value.length), value]);
  if (value instanceof CborTag) return Buffer.concat([head(TAG, value.tag), encodeCbor(value.value)]);
  if (Array.isArray(value)) return Buffer.concat([head(ARRAY, value.length), ...value.map(encodeCbor)]);
  return encodeMap(value);
}

/** @throws CredentialCodeError `cbor-malformed` for anything but one whole item in its only encoding. */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const cursor: Cursor = { bytes, at: 0 };
  const value = readItem(cursor, 0);
  if (cursor.at !== bytes.length) throw malformed('bytes follow its end');
  return value;
}

function head(major: number, argument: number): Uint8Array {
  if (!Number.isSafeInteger(argument)) throw new TypeError(`Not a safe integer: ${argument}`);
  const type = major << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  if (argument <= 0xff) return Uint8Array.of(type | 24, argument);
  const large = argument > 0xffffffff;
  const width = large ? 8 : argument > 0xffff ? 4 : 2;
  const bytes = Buffer.alloc(1 + width, type | (large ? 27 : width === 4 ? 26 : 25));
  if (large) bytes.writeBigUInt64BE(BigInt(argument), 1);
  else bytes.writeUIntBE(argument, 1, width);
  return bytes;
}

function encodeText(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.toString('utf8') !== text) throw new TypeError('Text with half a surrogate pair has no UTF-8.');
  return Buffer.concat([head(TEXT, bytes.length), bytes]);
}

function encodeMap(map: CborMap): Uint8Array {
  const entries = [...map].map(([key, value]) => ({ key: encodeCbor(key), value: encodeCbor(value) }));
  entries.sort((one, other) => Buffer.compare(one.key, other.key));
  return Buffer.concat([head(MAP, map.size), ...entries.flatMap(({ key, value }) => [key, value])]);
}

function readItem(cursor: Cursor, depth: number): CborValue {
  if (depth > MAX_DEPTH) throw malformed('it is nested too deep');
  const initial = readUnsigned(cursor, 1);
  if (initial === NULL) return null;
  const argument = readArgument(cursor, initial & 31);
  switch (initial >> 5) {
    case UNSIGNED:
      return argument;
    case NEGATIVE:
      return safe(-1 - argument);
    case BYTES:
      return take(cursor, argument);
    case TEXT:
      return readText(take(cursor, argument));
    case ARRAY:
      return readArray(cursor, argument, depth + 1);
    case MAP:
      return readMap(cursor, argument, depth + 1);
    case TAG:
      return new CborTag(argument, readItem(cursor, depth + 1));
  }
  throw malformed('it holds a float or a simple value');
}

function readArgument(cursor: Cursor, information: number): number {
  if (information < 24) return information;
  if (information > 27) throw malformed('a length is indefinite or reserved');
  const width = 1 << (information - 24);
  const argument = readUnsigned(cursor, width);
  const shorter = width === 1 ? 24 : 2 ** (4 * width);
  if (argument < shorter) throw malformed('a number is longer than it needs to be');
  return argument;
}

function readUnsigned(cursor: Cursor, width: number): number {
  return take(cursor, width).reduce((number, byte) => safe(number * 256 + byte), 0);
}

function readText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('a text is not UTF-8');
  }
}

function readArray(cursor: Cursor, length: number, depth: number): CborValue[] {
  const items: CborValue[] = [];
  // The length is a claim of the sender: nothing is reserved for it, and the bytes end before it does.
  while (items.length < length) items.push(readItem(cursor, depth));
  return items;
}

function readMap(cursor: Cursor, size: number, depth: number): CborMap {
  const map = new Map<number | string, CborValue>();
  let previous: Uint8Array | undefined;
  while (map.size < size) {
    const start = cursor.at;
    const key = readItem(cursor, depth);
    if (typeof key !== 'number' && typeof key !== 'string') throw malformed('a key is neither integer nor text');
    const encoded = cursor.bytes.subarray(start, cursor.at);
    if (previous && Buffer.compare(previous, encoded) >= 0) throw malformed('keys are repeated or out of order');
    previous = encoded;
    map.set(key, readItem(cursor, depth));
  }
  return map;
}

function take(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw malformed('it ends too early');
  const bytes = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}

function safe(number: number): number {
  if (!Number.isSafeInteger(number)) throw malformed('a number is too large');
  return number;
}

function malformed(why: string): CredentialCodeError {
  return new CredentialCodeError('cbor-malformed', `The code is not deterministic CBOR: ${why}.`);
}
