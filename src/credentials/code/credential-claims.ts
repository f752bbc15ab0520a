import { decodeCbor, encodeCbor, type CborMap, type CborValue } from './cbor.js';
import { CredentialCodeError } from './credential-code-error.js';

/** What a gate may know without a network: nothing of the person, nothing of a document (C2). */
export interface CredentialClaims {
  /** A UUID in lower case. */
  readonly serial: string;
  /** From 1; a replacement is the next generation. */
  readonly generation: number;
  readonly meeting: string;
  readonly category: string;
  readonly capacity: string;
  readonly zones: readonly string[];
  /** Instants in UTC with whole seconds: `2026-05-04T08:00:00Z`. Valid from the first, no longer at the second. */
  readonly validFrom: string;
  readonly validUntil: string;
}

/** Labels: RFC 8392, section 3.1; those below -65536 are for private use (RFC 8392, section 9.1.1). */
const LABEL = {
  validUntil: 4,
  validFrom: 5,
  serial: 7,
  generation: -65537,
  meeting: -65538,
  category: -65539,
  capacity: -65540,
  zones: -65541,
} as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
/** Control, formatting and line characters could deceive whoever reads a verdict on a screen. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;
const MAX_GENERATION = 65_535;
const MAX_TEXT = 64;
const MAX_ZONES = 32;

export function encodeClaims(claims: CredentialClaims): Uint8Array {
  checkClaims(claims);
  const map = new Map<number, CborValue>([
    [LABEL.validUntil, secondsOf(claims.validUntil)],
    [LABEL.validFrom, secondsOf(claims.validFrom)],
    [LABEL.serial, Buffer.from(claims.serial.replaceAll('-', ''), 'hex')],
    [LABEL.generation, claims.generation],
    [LABEL.meeting, claims.meeting],
    [LABEL.category, claims.category],
    [LABEL.capacity, claims.capacity],
    [LABEL.zones, [...claims.zones]],
  ]);
  return encodeCbor(map);
}

export function decodeClaims(bytes: Uint8Array): CredentialClaims {
  const map = decodeCbor(bytes);
  if (!(map instanceof Map)) throw malformed('they are not a map');
  const labels: readonly number[] = Object.values(LABEL);
  const unknown = [...map.keys()].find((key) => !labels.some((label) => label === key));
  if (unknown !== undefined) throw malformed(`claim ${JSON.stringify(unknown)} is unknown`);
  const claims = {
    serial: serialFrom(map),
    generation: numberFrom(map, 'generation'),
    meeting: textFrom(map, 'meeting'),
    category: textFrom(map, 'category'),
    capacity: textFrom(map, 'capacity'),
    zones: zonesFrom(map),
    validFrom: instantFrom(map, 'validFrom'),
    validUntil: instantFrom(map, 'validUntil'),
  };
  checkClaims(claims);
  return claims;
}

/** An instant as the claims write it, without its milliseconds. */
export function wholeSecond(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** The one check for both ways: what can be encoded can be decoded, and nothing else. */
function checkClaims(claims: CredentialClaims): void {
  if (!UUID.test(claims.serial)) throw malformed('the serial is not a UUID in lower case');
  if (!Number.isInteger(claims.generation) || claims.generation < 1 || claims.generation > MAX_GENERATION) {
    throw malformed(`the generation is not between 1 and ${MAX_GENERATION}`);
  }
  for (const name of ['meeting', 'category', 'capacity'] as const) checkText(name, claims[name]);
  if (claims.zones.length > MAX_ZONES) throw malformed(`there are more than ${MAX_ZONES} zones`);
  for (const zone of claims.zones) checkText('zone', zone);
  if (new Set(claims.zones).size !== claims.zones.length) throw malformed('a zone is repeated');
  if (secondsOf(claims.validFrom) >= secondsOf(claims.validUntil))
    throw malformed('the validity ends before it begins');
}

function checkText(name: string, text: string): void {
  if (text.length === 0 || text.length > MAX_TEXT) throw malformed(`the ${name} has not 1 to ${MAX_TEXT} characters`);
  if (UNPRINTABLE.test(text)) throw malformed(`the ${name} has an unprintable character`);
}

function secondsOf(instant: string): number {
  const seconds = INSTANT.test(instant) ? Date.parse(instant) / 1000 : Number.NaN;
  const real = seconds >= 0 && wholeSecond(new Date(seconds * 1000)) === instant;
  if (!real) throw malformed('a time is not an instant like 2026-05-04T08:00:00Z');
  return seconds;
}

function valueFrom(map: CborMap, name: keyof typeof LABEL): CborValue {
  const value = map.get(LABEL[name]);
  if (value === undefined) throw malformed(`the claim ${name} is missing`);
  return value;
}

function serialFrom(map: CborMap): string {
  const bytes = valueFrom(map, 'serial');
  if (!(bytes instanceof Uint8Array) || bytes.length !== 16) throw malformed('the serial is not 16 bytes');
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function numberFrom(map: CborMap, name: keyof typeof LABEL): number {
  const value = valueFrom(map, name);
  if (typeof value !== 'number') throw malformed(`the claim ${name} is not a number`);
  return value;
}

function textFrom(map: CborMap, name: keyof typeof LABEL): string {
  const value = valueFrom(map, name);
  if (typeof value !== 'string') throw malformed(`the claim ${name} is not a text`);
  return value;
}

function zonesFrom(map: CborMap): string[] {
  const value = valueFrom(map, 'zones');
  const zones = Array.isArray(value) ? value.filter((zone) => typeof zone === 'string') : undefined;
  if (!Array.isArray(value) || zones?.length !== value.length) throw malformed('the zones are not a list of texts');
  return zones;
}

function instantFrom(map: CborMap, name: 'validFrom' | 'validUntil'): string {
  const seconds = numberFrom(map, name);
  if (seconds < 0 || seconds > LAST_SECOND) throw malformed(`the claim ${name} is no time between 1970 and 9999`);
  return wholeSecond(new Date(seconds * 1000));
}

function malformed(why: string): CredentialCodeError {
  return new CredentialCodeError('claims-malformed', `The claims of the credential are refused: ${why}.`);
}
