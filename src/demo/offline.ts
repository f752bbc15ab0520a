import { judgeCredential, readCredential } from '../credentials/code/credential-code.js';
import { readQrImage } from '../credentials/code/credential-image.js';
import { parseKeySet } from '../credentials/code/credential-keys.js';
import type { IssuedCredential } from './act-two.js';
import { meetingId } from './meeting.js';
import { sideBySide } from './waiting.js';

const AT_ONCE = 4;

/**
 * What a gate without a network does: the image, the published keys and its own clock are all that it has.
 * @returns how many are valid; the first reason against one is thrown
 */
export async function verifyOffline(
  credentials: readonly IssuedCredential[],
  keySet: string,
  at: Date,
): Promise<number> {
  const keys = parseKeySet(keySet);
  const serials = new Set<string>();
  const verify = async ({ serial, png, person }: IssuedCredential): Promise<void> => {
    const claims = readCredential(await readQrImage(png), keys);
    const verdict = judgeCredential(claims, at);
    const fits = claims.meeting === meetingId && claims.serial === serial && claims.zones.includes('plenary');
    if (verdict !== 'valid' || !fits)
      throw new Error(`The QR image of ${person.key} says ${verdict}: ${JSON.stringify(claims)}`);
    serials.add(claims.serial);
  };
  await sideBySide(credentials, AT_ONCE, verify);
  return serials.size;
}
