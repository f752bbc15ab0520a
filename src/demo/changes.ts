import { personCalled } from './cast.js';
import { evidenceLine, formOf, submitEvidence } from './evidence.js';
import { officers } from './officers.js';
import type { Person } from './people.js';
import { completeProfile, fileOf, focalPointOf, nominationOf, type Play } from './play.js';
import type { Exchange } from './script.js';
import { until } from './waiting.js';

export interface Reason {
  readonly reasonCode: string;
  readonly reason: string;
}

const nominationsOf = ({ delegation }: Person): string => `/delegations/${delegation.delegationId}/nominations`;
const focalPointFor = (play: Play, { delegation }: Person): string => focalPointOf(play, delegation.entity).subject;

export async function withdraw(play: Play, person: Person, reason: Reason): Promise<void> {
  const path = `${nominationsOf(person)}/${fileOf(play, person)}/withdrawal`;
  await play.api.post(focalPointFor(play, person), path, reason);
  await closed(play, person);
}

/** D4: too late for a focal point; a registration officer may, where the rules allow it, and says why. */
export async function replaceLate(play: Play, { leaves, comes }: Exchange): Promise<void> {
  const { api, cast, files } = play;
  const [leaving, newcomer] = [personCalled(cast, leaves), personCalled(cast, comes)];
  await withdraw(play, leaving, {
    reasonCode: 'not-available',
    reason: 'La persona asumió otras funciones y no podrá viajar.',
  });
  const path = nominationsOf(newcomer);
  await api.refused(focalPointFor(play, newcomer), path, 'late-nomination-needs-reason', nominationOf(newcomer));
  const covered = await coverOf(play, newcomer, play.script.times.papers.changes);
  const lateReason = 'Cambio de funciones notificado después del cierre; la plaza quedó libre.';
  const body = { ...nominationOf(newcomer), ...covered, lateReason };
  const nominated = await api.post<{ fileId: string }>(officers.registration, path, body);
  files.set(comes, nominated.body.fileId);
  await completeProfile(play, newcomer);
}

/** D3: one fact; the successor takes slot, capacity and place. */
export async function substitute(play: Play, { leaves, comes }: Exchange, letterOf: string): Promise<void> {
  const { api, cast, files } = play;
  const [predecessor, successor] = [personCalled(cast, leaves), personCalled(cast, comes)];
  const { nominee, language } = successor;
  const path = `${nominationsOf(predecessor)}/${fileOf(play, predecessor)}/substitution`;
  const { body } = await api.post<{ fileId: string }>(focalPointFor(play, predecessor), path, {
    nominee,
    language,
    ...(await coverOf(play, successor, letterOf)),
    reasonCode: 'illness',
    reason: 'Licencia médica.',
  });
  files.set(comes, body.fileId);
  await closed(play, predecessor);
  await completeProfile(play, successor);
}

/** A letter for the newcomer, where the category asks for one. */
async function coverOf(
  play: Play,
  person: Person,
  issuedOn: string,
): Promise<{ readonly coveredBy?: { readonly evidenceId: string; readonly line: number } }> {
  if (formOf(play, person.delegation) === null) return {};
  const paper = { form: 'letter', issuedOn, lines: [evidenceLine(person)] };
  return { coveredBy: { evidenceId: await submitEvidence(play, person.delegation, paper), line: 1 } };
}

const closed = (play: Play, person: Person): Promise<true> =>
  until(`the file of ${person.key} is closed`, async () => {
    const file = await play.api.get<{ stage: string }>(officers.registration, `/files/${fileOf(play, person)}`);
    return file.body.stage === 'closed' ? true : undefined;
  });
