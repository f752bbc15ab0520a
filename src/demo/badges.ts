import { readQrImage } from '../credentials/code/credential-image.js';
import type { IssuedCredential } from './decisions.js';
import { officers } from './officers.js';
import { pagesOf } from './pdfs.js';
import { fileOf, forEach, meetingPath, type Play } from './play.js';

/** One badge a page, in the order of pick-up. */
export const drawBadges = (play: Play): Promise<readonly Buffer[]> =>
  play.api.allBytes(officers.credentials, `${meetingPath(play)}/badges.pdf?limit=100`);

/** C7: printing and handing over are facts. */
export const handOverBadges = (play: Play, credentials: readonly IssuedCredential[]): Promise<unknown> =>
  forEach(play, credentials, async ({ person, serial }) => {
    const path = `/files/${fileOf(play, person)}/credentials/${serial}`;
    await play.api.post(officers.credentials, `${path}/prints`, { printer: 'Mesa de acreditación 1' });
    await play.api.post(officers.credentials, `${path}/hand-over`, { to: 'holder' });
  });

/** In dots an inch: about what a telephone sees of a badge in front of it. */
const BADGE_DENSITY = 150;

/** The code of every badge, page by page. */
export async function codesIn(badges: readonly Buffer[]): Promise<readonly string[]> {
  const codes: string[] = [];
  for (const pdf of badges)
    for await (const { image } of pagesOf(pdf)) codes.push(await readQrImage(await image(BADGE_DENSITY)));
  return codes;
}
