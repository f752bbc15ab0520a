import type { Answer, Api, Who } from './api.js';
import { type Cast, personCalled } from './cast.js';
import type { Mailbox } from './mailbox.js';
import { officers } from './officers.js';
import type { FocalPoint, Person } from './people.js';
import { portraitOf } from './portraits.js';
import type { Progress } from './progress.js';
import type { MeetingScript } from './script.js';
import { sideBySide, until } from './waiting.js';

/** Delegations and people beside each other. */
export const AT_ONCE = 8;
export const administrator = 'administrator';

/** All that the acts share. */
export interface Play {
  readonly script: MeetingScript;
  readonly api: Api;
  /** Undefined with a real mail server: then focal points complete the profiles. */
  readonly mail: Mailbox | undefined;
  readonly progress: Progress;
  readonly cast: Cast;
  /** The accreditation file of each person, by key. */
  readonly files: Map<string, string>;
}

export const meetingPath = ({ script }: Play): string => `/meetings/${script.meetingId}`;

/** Delegations or people beside each other; each one done moves the progress. */
export const forEach = <T, R>({ progress }: Play, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  sideBySide(items, AT_ONCE, async (item) => {
    const result = await work(item);
    progress.tick();
    return result;
  });

export const peopleCalled = ({ cast }: Play, keys: readonly string[]): readonly Person[] =>
  keys.map((key) => personCalled(cast, key));

export interface FileView {
  readonly id: string;
  readonly delegationId: string;
  readonly stage: string;
  readonly late: boolean;
}

export function fileOf({ files }: Play, { key }: Person): string {
  const fileId = files.get(key);
  if (fileId === undefined) throw new Error(`${key} was not nominated yet.`);
  return fileId;
}

export function focalPointOf({ cast }: Play, entity: string): FocalPoint {
  const [first] = cast.focalPoints.get(entity) ?? [];
  if (first === undefined) throw new Error(`${entity} has no focal point.`);
  return first;
}

export const nominationOf = ({ nominee, capacity, language }: Person): object => ({ nominee, capacity, language });

/** The delegate uses the link of the n-th e-mail; where that cannot be, the focal point fills in the form. */
export async function completeProfile(play: Play, person: Person, nthLetter = 1): Promise<void> {
  const { api, mail } = play;
  const fileId = fileOf(play, person);
  const byOther = play.script.turns.completedByFocalPoint.includes(person.key);
  if (byOther || mail === undefined) {
    const focalPoint = focalPointOf(play, person.delegation.entity).subject;
    await until(`the file of ${person.key}`, () => api.find(focalPoint, `/files/${fileId}`));
    return fillIn(play, focalPoint, person);
  }
  const token = await mail.linkIn(nthLetter, person.nominee.email);
  const { body } = await api.post<{ accessToken: string }>(null, `/invitations/${token}`);
  await fillIn(play, { bearer: body.accessToken }, person);
}

async function fillIn(play: Play, who: Who, person: Person): Promise<void> {
  const path = `/files/${fileOf(play, person)}`;
  await play.api.upload(who, `${path}/photo`, await portraitOf(person.key), 'image/jpeg');
  await play.api.post(who, `${path}/profile`, person.profile);
}

/** A decision is on what the officer saw: the file is read, and its revision sent with the decision. */
export async function decide(
  play: Play,
  who: Who,
  person: Person,
  step: string,
  body?: object,
): Promise<Answer<unknown>> {
  const path = `/files/${fileOf(play, person)}`;
  const { etag } = await play.api.get(who, path);
  return play.api.post(who, `${path}/${step}`, body, etag);
}

export async function isRefused(play: Play, who: Who, person: Person, step: string, code: string): Promise<void> {
  const path = `/files/${fileOf(play, person)}`;
  const { etag } = await play.api.get(who, path);
  await play.api.refused(who, `${path}/${step}`, code, undefined, etag);
}

/** The work is spread evenly, and in the same way every time. */
const sharedOut = (among: readonly string[], { key }: Person): string => {
  const sum = [...key].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return among[sum % among.length] ?? '';
};

/** One of three verifies; the protagonist's file goes to the officer with two roles. */
export function verifierOf({ script }: Play, person: Person): string {
  return person.key === script.turns.protagonist
    ? officers.twoRoles
    : sharedOut([...officers.verifying, officers.twoRoles], person);
}

/** Somebody else than who verified. */
export function approverOf(play: Play, person: Person): string {
  const verifier = verifierOf(play, person);
  return sharedOut(
    [...officers.approving, officers.twoRoles].filter((officer) => officer !== verifier),
    person,
  );
}
