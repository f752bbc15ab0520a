import { officers } from './officers.js';
import type { Person } from './people.js';
import { approverOf, decide, fileOf, forEach, type Play, verifierOf } from './play.js';
import { until } from './waiting.js';

export interface IssuedCredential {
  readonly person: Person;
  readonly serial: string;
  readonly png: Buffer;
}

export const verifyAll = (play: Play, people: readonly Person[]): Promise<unknown> =>
  play.progress.during('Profiles verified by three officers', people.length, () =>
    forEach(play, people, (person) => decide(play, verifierOf(play, person), person, 'verification')),
  );

export const approveAll = (play: Play, people: readonly Person[]): Promise<unknown> =>
  play.progress.during('Accreditations approved, each by another officer', people.length, () =>
    forEach(play, people, (person) => decide(play, approverOf(play, person), person, 'approval')),
  );

export const issueAll = (play: Play, people: readonly Person[]): Promise<readonly IssuedCredential[]> =>
  play.progress.during('Credentials issued, activated, drawn as QR images', people.length, () =>
    forEach(play, people, (person) => issue(play, person)),
  );

async function issue(play: Play, person: Person): Promise<IssuedCredential> {
  const { api } = play;
  const path = `/files/${fileOf(play, person)}/credentials`;
  const { body } = await api.post<{ serial: string }>(officers.credentials, path);
  const { serial } = body;
  await api.post(officers.credentials, `${path}/${serial}/activation`);
  const image = `/credentials/${serial}/qr.png`;
  const png = await until(
    `the image of credential ${serial}`,
    async () => (await api.find(officers.credentials, path)) && api.bytes(officers.credentials, image),
  );
  return { person, serial, png };
}

/** C1, C4: the gate learns why a badge opens nothing; the reason may follow its fact a moment later. */
export const opensNothing = ({ api }: Play, { serial }: IssuedCredential, because: string): Promise<true> =>
  until(`credential ${serial} opens nothing: ${because}`, async () => {
    const path = `/credentials/${serial}/status`;
    const { body } = await api.get<{ alive: boolean; reason: string }>(officers.gate, path);
    return !body.alive && body.reason === because ? true : undefined;
  });
