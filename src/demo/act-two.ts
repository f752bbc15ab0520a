import { evidenceLine, submitEvidence } from './act-one.js';
import { type Person, personCalled } from './people.js';
import { officers, turns } from './plan.js';
import {
  approverOf,
  AT_ONCE,
  completeProfile,
  decide,
  fileOf,
  focalPointOf,
  isRefused,
  nominationOf,
  type Play,
  verifierOf,
} from './play.js';
import { sideBySide, until } from './waiting.js';

export interface IssuedCredential {
  readonly person: Person;
  readonly serial: string;
  readonly png: Buffer;
}

/** 8 September 2025, after the deadline: late changes, decisions, credentials. */
export async function playActTwo(play: Play): Promise<readonly IssuedCredential[]> {
  const { progress, cast } = play;
  await progress.during('A withdrawal, and a late nomination admitted with a reason', 1, () => replaceLate(play));
  await progress.during('A person substituted, with a letter for the successor', 1, () => substitute(play));
  await progress.during('An unused invitation renewed, and the profile completed', 1, () => renew(play));
  await progress.during('A file put on hold and resumed', 1, () => holdAndResume(play));
  await progress.during('A profile that does not fit the meeting rejected', 1, () => reject(play));

  const gone: readonly string[] = [turns.withdrawn, turns.substituted, turns.rejected];
  const staying = [...cast.people.filter(({ key }) => !gone.includes(key)), cast.late, cast.successor];
  const each = <R>(label: string, work: (person: Person) => Promise<R>): Promise<readonly R[]> =>
    progress.during(label, staying.length, () =>
      sideBySide(staying, AT_ONCE, async (person) => {
        const result = await work(person);
        progress.tick();
        return result;
      }),
    );
  await each('Profiles verified by three officers', (person) =>
    decide(play, verifierOf(person), person, 'verification'),
  );
  await progress.during('An officer refused for approving what they verified', 1, () =>
    isRefused(play, officers.twoRoles, personCalled(staying, turns.protagonist), 'approval', 'verified-this-file'),
  );
  await each('Accreditations approved, each by another officer', (person) =>
    decide(play, approverOf(person), person, 'approval'),
  );
  const issued = await each('Credentials issued, activated, drawn as QR images', (person) => issue(play, person));
  await askAtTheGate(play, issued);
  return issued;
}

/** D4: too late for a focal point; a registration officer may, where the rules allow it, and says why. */
async function replaceLate(play: Play): Promise<void> {
  const { api, cast, files } = play;
  const leaving = personCalled(cast.people, turns.withdrawn);
  const { delegation } = leaving;
  const path = `/delegations/${delegation.delegationId}/nominations`;
  const focalPoint = focalPointOf(play, delegation.entity).subject;
  await api.post(focalPoint, `${path}/${fileOf(play, leaving)}/withdrawal`, {
    reasonCode: 'not-available',
    reason: 'La persona asumió otras funciones y no podrá viajar.',
  });
  await closed(play, leaving);
  await api.refused(focalPoint, path, 'late-nomination-needs-reason', nominationOf(cast.late));
  const evidenceId = await submitEvidence(play, delegation, 'letter', '2025-09-07', [evidenceLine(cast.late)]);
  const lateReason = 'Cambio de funciones notificado después del cierre; la plaza quedó libre.';
  const body = { ...nominationOf(cast.late), coveredBy: { evidenceId, line: 1 }, lateReason };
  const nominated = await api.post<{ fileId: string }>(officers.registration, path, body);
  files.set(cast.late.key, nominated.body.fileId);
  await completeProfile(play, cast.late);
}

/** D3: one fact; the successor takes slot, capacity and place. */
async function substitute(play: Play): Promise<void> {
  const { api, cast, files } = play;
  const predecessor = personCalled(cast.people, turns.substituted);
  const { delegation } = predecessor;
  const evidenceId = await submitEvidence(play, delegation, 'letter', '2025-09-07', [evidenceLine(cast.successor)]);
  const { nominee, language } = cast.successor;
  const path = `/delegations/${delegation.delegationId}/nominations/${fileOf(play, predecessor)}/substitution`;
  const { body } = await api.post<{ fileId: string }>(focalPointOf(play, delegation.entity).subject, path, {
    nominee,
    language,
    coveredBy: { evidenceId, line: 1 },
    reasonCode: 'illness',
    reason: 'Licencia médica.',
  });
  files.set(cast.successor.key, body.fileId);
  await closed(play, predecessor);
  await completeProfile(play, cast.successor);
}

const closed = (play: Play, person: Person): Promise<true> =>
  until(`the file of ${person.key} is closed`, async () => {
    const file = await play.api.get<{ stage: string }>(officers.registration, `/files/${fileOf(play, person)}`);
    return file.body.stage === 'closed' ? true : undefined;
  });

/** Only the newest link opens the profile. */
async function renew(play: Play): Promise<void> {
  const { api, mail, cast } = play;
  const person = personCalled(cast.people, turns.renewed);
  const focalPoint = focalPointOf(play, person.delegation.entity).subject;
  await api.post(focalPoint, `/files/${fileOf(play, person)}/invitations`);
  if (mail !== undefined) {
    const former = await mail.linkIn(1, person.nominee.email);
    await api.refused(null, `/invitations/${former}`, 'invitation-not-valid');
  }
  await completeProfile(play, person, 2);
}

async function holdAndResume(play: Play): Promise<void> {
  const person = personCalled(play.cast.people, turns.onHold);
  const [first, second] = officers.verifying;
  const reason = 'Se consulta a la organización sobre una posible homonimia.';
  await decide(play, first, person, 'hold', { reasonCode: 'identity-in-question', reason });
  await isRefused(play, second, person, 'verification', 'file-on-hold');
  await decide(play, second, person, 'resumption');
}

/** D7: a required declaration is missing, so it cannot be verified; the slot is free again. */
async function reject(play: Play): Promise<void> {
  const person = personCalled(play.cast.people, turns.rejected);
  const [first] = officers.verifying;
  await isRefused(play, first, person, 'verification', 'profile-does-not-fit-meeting');
  const reason = 'La persona no declara capacidad de decisión, que la reunión exige.';
  await decide(play, first, person, 'rejection', { reasonCode: 'profile-not-met', reason });
}

async function issue({ api, files }: Play, { key, ...rest }: Person): Promise<IssuedCredential> {
  const path = `/files/${files.get(key) ?? ''}/credentials`;
  const { body } = await api.post<{ serial: string }>(officers.credentials, path);
  const { serial } = body;
  await api.post(officers.credentials, `${path}/${serial}/activation`);
  const image = `/credentials/${serial}/qr.png`;
  const png = await until(
    `the image of credential ${serial}`,
    async () =>
      (await api.find(officers.credentials, `/files/${files.get(key) ?? ''}/credentials`)) &&
      api.bytes(officers.credentials, image),
  );
  return { person: { key, ...rest }, serial, png };
}

/** C1: issued and activated, a credential still opens nothing before the first day. */
async function askAtTheGate({ api }: Play, [first]: readonly IssuedCredential[]): Promise<void> {
  if (first === undefined) throw new Error('No credential was issued.');
  const { body } = await api.get<{ alive: boolean; reason: string }>(
    officers.gate,
    `/credentials/${first.serial}/status`,
  );
  if (body.alive || body.reason !== 'not-yet-valid')
    throw new Error(`Asked two weeks early, the gate learns: ${JSON.stringify(body)}.`);
}
