import { convened, type DelegationPlan, delegations, rules, zones } from './meeting.js';
import { type Person, personCalled } from './people.js';
import { officers, turns } from './plan.js';
import {
  administrator,
  AT_ONCE,
  completeProfile,
  decide,
  fileOf,
  focalPointOf,
  meetingPath,
  nominationOf,
  type Play,
  verifierOf,
} from './play.js';
import { smallPdf } from './small-pdf.js';
import { sideBySide } from './waiting.js';

const ACT = { form: 'note-verbale', date: '2025-08-04' };

/** 25 August 2025: the meeting is convened, delegations nominate, people complete their profiles. */
export async function playActOne(play: Play): Promise<void> {
  const { progress, cast } = play;
  const absent: readonly string[] = [turns.withdrawn, turns.renewed];
  const present = cast.people.filter(({ key }) => !absent.includes(key));
  const appointments = officersToAppoint();

  await progress.during('Meeting convened, rules adopted, zones configured', zones.length, () => convene(play));
  await progress.during('Officers appointed', appointments.length, () => appointOfficers(play, appointments));
  await progress.during('Delegations invited, focal points appointed', delegations.length, () =>
    forEach(play, delegations, (delegation) => invite(play, delegation)),
  );
  await progress.during('People nominated, with their notes verbales', cast.people.length, () =>
    sideBySide(delegations, AT_ONCE, (delegation) => nominateAll(play, delegation)),
  );
  await progress.during(`A nomination beyond the quota refused (${turns.overQuota})`, 1, () =>
    nominateOneTooMany(play),
  );
  await progress.during('Profiles completed, most through the link in the e-mail', present.length, () =>
    forEach(play, present, (person) => completeProfile(play, person)),
  );
  await progress.during('Profiles returned for correction, and completed again', turns.returned.length, () =>
    forEach(play, turns.returned, (key) => returnAndCompleteAgain(play, personCalled(cast.people, key))),
  );
}

const forEach = <T>({ progress }: Play, items: readonly T[], work: (item: T) => Promise<void>): Promise<unknown> =>
  sideBySide(items, AT_ONCE, async (item) => {
    await work(item);
    progress.tick();
  });

async function convene({ api, progress }: Play): Promise<void> {
  await api.post(administrator, '/meetings', convened);
  await api.post(administrator, `${meetingPath}/rules`, rules);
  for (const zone of zones) {
    await api.post(administrator, `${meetingPath}/zones`, zone);
    progress.tick();
  }
}

type Appointment = readonly [subject: string, role: string, name: string];

function officersToAppoint(): readonly Appointment[] {
  const [firstVerifier, secondVerifier] = officers.verifying;
  const [firstApprover, secondApprover] = officers.approving;
  return [
    [officers.registration, 'registration-officer', 'Graciela Ferreyra Luz'],
    [firstVerifier, 'verifying-officer', 'Damián Oyarzún Vega'],
    [secondVerifier, 'verifying-officer', 'Teresa Umaña Rojas'],
    [firstApprover, 'approving-officer', 'Leonor Batista Cruz'],
    [secondApprover, 'approving-officer', 'Ignacio Valverde Mora'],
    [officers.twoRoles, 'verifying-officer', 'Renata Ibarra Sáenz'],
    [officers.twoRoles, 'approving-officer', 'Renata Ibarra Sáenz'],
    [officers.credentials, 'credentials-officer', 'Fabián Castrejón Díaz'],
    [officers.auditor, 'auditor', 'Olga Quirós Pinto'],
    [officers.gate, 'gate', 'Puerta principal'],
  ];
}

/** One after the other: each is a decision on the meeting. */
async function appointOfficers({ api, progress }: Play, appointments: readonly Appointment[]): Promise<void> {
  for (const [subject, role, name] of appointments) {
    const email = `${subject}@secretariat.example`;
    await api.post(administrator, `${meetingPath}/officers`, { subject, role, name, email, language: 'es' });
    progress.tick();
  }
}

async function invite({ api, cast }: Play, delegation: DelegationPlan): Promise<void> {
  const { entity, category, language, quota, delegationId } = delegation;
  const reason = `La sala plenaria dispone de ${quota} plazas para esta delegación.`;
  const body = { entity, category, language, quota: { total: quota }, reasonCode: 'room-capacity', reason };
  await api.post(administrator, `${meetingPath}/delegations`, body);
  for (const focalPoint of cast.focalPoints.get(entity) ?? []) {
    await api.post(officers.registration, `/delegations/${delegationId}/focal-points`, { ...focalPoint, act: ACT });
  }
}

/** In the order of the list; one note verbale names them all, and the registration officer accepts it. */
async function nominateAll(play: Play, delegation: DelegationPlan): Promise<void> {
  const { api, cast, files, progress } = play;
  const focalPoint = focalPointOf(play, delegation.entity).subject;
  const people = cast.people.filter((person) => person.delegation === delegation);
  for (const person of people) {
    const path = `/delegations/${delegation.delegationId}/nominations`;
    const { body } = await api.post<{ fileId: string }>(focalPoint, path, nominationOf(person));
    files.set(person.key, body.fileId);
    progress.tick();
  }
  const lines = people.map((person) => ({ ...evidenceLine(person), fileId: fileOf(play, person) }));
  await submitEvidence(play, delegation, 'note-verbale', '2025-08-22', lines);
}

export interface EvidenceLine {
  readonly capacity: string;
  readonly name: string;
  readonly fileId?: string;
}

export const evidenceLine = ({ capacity, profile }: Person): EvidenceLine => ({ capacity, name: profile.legalName });

/** @returns the id of evidence that is submitted by the focal point and accepted by the registration officer */
export async function submitEvidence(
  play: Play,
  { delegationId, entity, names }: DelegationPlan,
  form: 'note-verbale' | 'letter',
  issuedOn: string,
  lines: readonly EvidenceLine[],
): Promise<string> {
  const focalPoint = focalPointOf(play, entity).subject;
  const file = new FormData();
  file.set('file', new Blob([smallPdf(`${form} ${issuedOn} ${delegationId}`)]), `${form}.pdf`);
  const { sha256 } = (
    await play.api.post<{ sha256: string }>(focalPoint, `/delegations/${delegationId}/documents`, file)
  ).body;
  const issuer = `Cancillería o sede central, ${names.es}`;
  const path = `/delegations/${delegationId}/evidence`;
  const body = { form, issuedOn, issuer, sha256, lines };
  const answer = await play.api.post<{ evidenceId: string }>(focalPoint, path, body);
  const { evidenceId } = answer.body;
  const reason = 'Forma admitida, firma y sello conformes.';
  await play.api.post(officers.registration, `${path}/${evidenceId}/acceptance`, { reason });
  return evidenceId;
}

async function nominateOneTooMany(play: Play): Promise<void> {
  const { api, cast } = play;
  const person = personCalled(cast.people, `${turns.overQuota}.1`);
  const nominee = {
    ...person.nominee,
    givenNames: 'Una Persona',
    email: `una.mas@${turns.overQuota.toLowerCase()}.example`,
  };
  const path = `/delegations/${person.delegation.delegationId}/nominations`;
  const body = { ...nominationOf(person), capacity: 'adviser', nominee };
  await api.refused(focalPointOf(play, turns.overQuota).subject, path, 'quota-exceeded', body);
}

async function returnAndCompleteAgain(play: Play, person: Person): Promise<void> {
  const reason =
    person.language === 'es'
      ? 'La fecha de vencimiento del documento no coincide con la copia enviada.'
      : 'The date of expiry differs from the copy that was sent.';
  await decide(play, verifierOf(person), person, 'return', { reasonCode: 'document-data-differ', reason });
  await completeProfile(play, person, 2);
}
