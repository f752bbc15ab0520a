import { judgeCredential, readCredential } from '../credentials/code/credential-code.js';
import { readQrImage } from '../credentials/code/credential-image.js';
import { parseKeySet } from '../credentials/code/credential-keys.js';
import type { IssuedCredential } from './decisions.js';
import type { Person } from './people.js';
import type { MeetingScript } from './script.js';
import { sideBySide } from './waiting.js';

const AT_ONCE = 4;

/**
 * What a gate without a network does: the image, the published keys and its own clock are all that it has.
 * @returns how many are valid; the first reason against one is thrown
 */
export async function verifyOffline(
  script: MeetingScript,
  credentials: readonly IssuedCredential[],
  keySet: string,
  at: Date,
): Promise<number> {
  const keys = parseKeySet(keySet);
  const serials = new Set<string>();
  const verify = async ({ serial, png, person }: IssuedCredential): Promise<void> => {
    const claims = readCredential(await readQrImage(png), keys);
    const verdict = judgeCredential(claims, at);
    const fits =
      claims.meeting === script.meetingId &&
      claims.serial === serial &&
      sameZones(claims.zones, zonesOf(script, person));
    if (verdict !== 'valid' || !fits)
      throw new Error(`The QR image of ${person.key} says ${verdict}: ${JSON.stringify(claims)}`);
    serials.add(claims.serial);
  };
  await sideBySide(credentials, AT_ONCE, verify);
  return serials.size;
}

const sameZones = (some: readonly string[], others: readonly string[]): boolean =>
  some.toSorted().join(' ') === others.toSorted().join(' ');

/** As the secretariat configured them: no code means everybody. */
const zonesOf = ({ zones }: MeetingScript, { capacity, delegation }: Person): readonly string[] =>
  zones
    .filter(({ categories }) => categories.length === 0 || categories.includes(delegation.category))
    .filter(({ capacities }) => capacities.length === 0 || capacities.includes(capacity))
    .map(({ code }) => code);

/** The same for badges as they were printed: the code alone, and every serial once. @returns how many are valid */
export function verifyPrinted(
  { meetingId }: MeetingScript,
  codes: readonly string[],
  living: readonly IssuedCredential[],
  { keySet, at }: { readonly keySet: string; readonly at: Date },
): number {
  const keys = parseKeySet(keySet);
  const expected = new Set(living.map(({ serial }) => serial));
  const serials = codes.map((code) => {
    const claims = readCredential(code, keys);
    const verdict = judgeCredential(claims, at);
    if (verdict !== 'valid' || claims.meeting !== meetingId || !expected.has(claims.serial))
      throw new Error(`A printed badge says ${verdict}: ${JSON.stringify(claims)}`);
    return claims.serial;
  });
  return new Set(serials).size;
}
