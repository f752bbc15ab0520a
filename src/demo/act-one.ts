import { personCalled } from './cast.js';
import { evidenceLine, formOf, submitEvidence } from './evidence.js';
import { adoptLetterhead } from './letters.js';
import { mailAddressOf, officers } from './officers.js';
import type { Person } from './people.js';
import {
  administrator,
  AT_ONCE,
  completeProfile,
  decide,
  fileOf,
  focalPointOf,
  forEach,
  meetingPath,
  nominationOf,
  peopleCalled,
  type Play,
  verifierOf,
} from './play.js';
import { configureRoom } from './seats.js';
import type { DelegationPlan } from './script.js';
import { sideBySide } from './waiting.js';

/** The meeting is convened, delegations nominate, people complete their profiles. */
export async function playActOne(play: Play): Promise<void> {
  const { progress, cast, script } = play;
  const { turns, delegations, zones, secretariat } = script;
  const absent = [...turns.late.map(({ leaves }) => leaves), ...turns.renewed];
  const present = cast.people.filter(({ key }) => !absent.includes(key));
  const returned = peopleCalled(play, turns.returned);

  await progress.during('Meeting convened, rules adopted, zones and room configured', zones.length + 1, () =>
    convene(play),
  );
  await progress.during('Officers appointed, letterhead adopted', secretariat.length, () => appointOfficers(play));
  await progress.during('Delegations invited, focal points appointed', delegations.length, () =>
    forEach(play, delegations, (delegation) => invite(play, delegation)),
  );
  await progress.during('People nominated, with their letters and notes verbales', cast.people.length, () =>
    sideBySide(delegations, AT_ONCE, (delegation) => nominateAll(play, delegation)),
  );
  await progress.during(`A nomination beyond the quota refused (${turns.overQuota})`, 1, () =>
    nominateOneTooMany(play),
  );
  await progress.during('Profiles completed, most through the link in the e-mail', present.length, () =>
    forEach(play, present, (person) => completeProfile(play, person)),
  );
  await progress.during('Profiles returned for correction, and completed again', returned.length, () =>
    forEach(play, returned, (person) => returnAndCompleteAgain(play, person)),
  );
}

async function convene(play: Play): Promise<void> {
  const { api, progress, script } = play;
  const { meetingId, timeZone, convened, rules, zones } = script;
  await api.post(administrator, '/meetings', { meetingId, timeZone, ...convened });
  await api.post(administrator, `${meetingPath(play)}/rules`, rules);
  for (const zone of zones) {
    await api.post(administrator, `${meetingPath(play)}/zones`, zone);
    progress.tick();
  }
  await configureRoom(play);
}

/** One after the other: each is a decision on the meeting. */
async function appointOfficers(play: Play): Promise<void> {
  for (const { subject, role, name } of play.script.secretariat) {
    const body = { subject, role, name, email: mailAddressOf(subject), language: 'es' };
    await play.api.post(administrator, `${meetingPath(play)}/officers`, body);
    play.progress.tick();
  }
  await adoptLetterhead(play);
}

async function invite(play: Play, delegation: DelegationPlan): Promise<void> {
  const { api, cast, script } = play;
  const { entity, described, category, language, quota, quotaReason, delegationId } = delegation;
  await api.post(administrator, `${meetingPath(play)}/delegations`, {
    entity,
    ...(described === null ? {} : { described }),
    category,
    language,
    quota: { total: quota },
    reasonCode: quotaReason.code,
    reason: quotaReason.names[language],
  });
  const act = { form: formOf(play, delegation) ?? 'internal-note', date: script.times.papers.focalPoints };
  for (const focalPoint of cast.focalPoints.get(entity) ?? []) {
    await api.post(officers.registration, `/delegations/${delegationId}/focal-points`, { ...focalPoint, act });
  }
}

/** In the order of the list; one document names them all, and the registration officer accepts it. */
async function nominateAll(play: Play, delegation: DelegationPlan): Promise<void> {
  const { api, cast, files, progress, script } = play;
  const focalPoint = focalPointOf(play, delegation.entity).subject;
  const people = cast.people.filter((person) => person.delegation === delegation);
  for (const person of people) {
    const path = `/delegations/${delegation.delegationId}/nominations`;
    const { body } = await api.post<{ fileId: string }>(focalPoint, path, nominationOf(person));
    files.set(person.key, body.fileId);
    progress.tick();
  }
  const form = formOf(play, delegation);
  if (form === null) return;
  const lines = people.map((person) => ({ ...evidenceLine(person), fileId: fileOf(play, person) }));
  await submitEvidence(play, delegation, { form, issuedOn: script.times.papers.nominations, lines });
}

async function nominateOneTooMany(play: Play): Promise<void> {
  const { overQuota } = play.script.turns;
  const person = personCalled(play.cast, `${overQuota}.1`);
  const path = `/delegations/${person.delegation.delegationId}/nominations`;
  await play.api.refused(focalPointOf(play, overQuota).subject, path, 'quota-exceeded', oneMore(person));
}

/** Somebody nobody has a place for. */
export function oneMore(person: Person): object {
  const email = `una.mas@${person.delegation.entity.toLowerCase()}.example`;
  const nominee = { ...person.nominee, givenNames: 'Una Persona', email };
  return { ...nominationOf(person), capacity: 'adviser', nominee };
}

async function returnAndCompleteAgain(play: Play, person: Person): Promise<void> {
  const reason =
    person.language === 'es'
      ? 'La fecha de vencimiento del documento no coincide con la copia enviada.'
      : 'The date of expiry differs from the copy that was sent.';
  await decide(play, verifierOf(play, person), person, 'return', { reasonCode: 'document-data-differ', reason });
  await completeProfile(play, person, 2);
}
