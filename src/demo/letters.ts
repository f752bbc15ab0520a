import { CredentialCodeError } from '../credentials/code/credential-code-error.js';
import { readQrImage } from '../credentials/code/credential-image.js';
import { personCalled } from './cast.js';
import { officers } from './officers.js';
import { pagesOf, says } from './pdfs.js';
import type { Person } from './people.js';
import { fileOf, focalPointOf, forEach, meetingPath, type Play } from './play.js';
import { until } from './waiting.js';

/** What somebody at a consulate reads in the letter that lies before them. */
export interface VisaLetter {
  readonly person: Person;
  readonly number: string;
  readonly code: string;
  readonly pdf: Buffer;
}

/** V1, V3: the letterhead, and the standing authorisation under which letters are signed. */
export async function adoptLetterhead(play: Play): Promise<void> {
  const path = `${meetingPath(play)}/letterhead`;
  await play.api.post(officers.protocol, path, play.script.letters.letterhead);
  await play.api.post(officers.protocol, `${path}/authorisations`, {
    reason: 'Las cartas de las personas acreditadas se firman sin otro trámite hasta el final de la reunión.',
  });
}

export const requestLetters = (play: Play): Promise<readonly VisaLetter[]> =>
  forEach(play, Object.entries(play.script.letters.consulates), ([key, consulate]) =>
    requestLetter(play, personCalled(play.cast, key), consulate),
  );

async function requestLetter(play: Play, person: Person, consulate: object): Promise<VisaLetter> {
  const { api, script } = play;
  const path = `/files/${fileOf(play, person)}/visa-letter`;
  const focalPoint = focalPointOf(play, person.delegation.entity).subject;
  const { stay } = script.letters;
  await api.post(focalPoint, path, { language: person.language, consulate, stay, costs: 'delegation' });
  await until(`the visa letter of ${person.key}`, async () => {
    const { body } = await api.get<{ status: string }>(focalPoint, path);
    if (body.status === 'failed') throw new Error(`The visa letter of ${person.key} could not be made.`);
    return body.status === 'issued' ? true : undefined;
  });
  return readLetter(await api.bytes(focalPoint, `${path}/letter.pdf`), person);
}

/** In dots an inch, as an office scanner has it. */
const LETTER_DENSITY = 200;

/** V2: the code leads to the check, and the text says whom the letter is for. */
async function readLetter(pdf: Buffer, person: Person): Promise<VisaLetter> {
  let text = '';
  let address: string | undefined;
  for await (const page of pagesOf(pdf)) {
    text += page.text;
    address ??= await qrIn(await page.image(LETTER_DENSITY));
  }
  const query = new URL(address ?? 'about:blank').searchParams;
  const [number, code] = [query.get('number') ?? '', query.get('code') ?? ''];
  const { latinName, document } = person.profile;
  const missing = [number, code, latinName, document?.number ?? ''].filter(
    (words) => words === '' || !says(text, words),
  );
  if (missing.length > 0) throw new Error(`The visa letter of ${person.key} does not say ${missing.join(', ')}.`);
  return { person, number, code, pdf };
}

const qrIn = async (image: Buffer): Promise<string | undefined> =>
  readQrImage(image).catch((error: unknown) => {
    if (error instanceof CredentialCodeError && error.code === 'image-without-code') return undefined;
    throw error;
  });

/** V4: anybody may ask, with what stands on the letter and on the document. @returns how many got this verdict */
export async function checkLetters(
  { api }: Play,
  letters: readonly VisaLetter[],
  wanted: 'valid' | 'cancelled',
): Promise<number> {
  const verdicts = letters.map(async ({ person, number, code }) => {
    const documentLast4 = person.profile.document?.number.slice(-4) ?? '';
    const { body } = await api.post<{ verdict: string }>(null, '/check/visa-letters', { number, code, documentLast4 });
    return body.verdict;
  });
  return (await Promise.all(verdicts)).filter((verdict) => verdict === wanted).length;
}
