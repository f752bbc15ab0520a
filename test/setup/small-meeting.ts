import { formWith, pdf } from './files.js';
import { done, decide, type Fields, linkIn, type TestClient, type TestPerson } from './client.js';

export interface SmallMeeting {
  readonly meetingId: string;
  /** Argentina, in Spanish; its focal point is `fp-ar`. */
  readonly delegationId: string;
  /** Belize, in English; its focal point is `fp-bz`. */
  readonly otherDelegationId: string;
  readonly appointments: Readonly<Record<string, string>>;
}

export const bilingual = (es: string, en: string): { readonly es: string; readonly en: string } => ({ es, en });

export const meetingBody = (meetingId: string): Fields => ({
  meetingId,
  title: bilingual('Reunión técnica', 'Technical meeting'),
  city: bilingual('Ciudad de Panamá', 'Panama City'),
  country: 'PA',
  timeZone: 'America/Panama',
  startsOn: '2099-03-01',
  endsOn: '2099-03-02',
  workingLanguages: ['es'],
});

export const rulesBody = {
  categories: [
    {
      code: 'member-state',
      names: bilingual('Estado miembro', 'Member State'),
      latePolicy: 'with-reason',
      evidence: { required: true, forms: ['note-verbale'] },
      travelDocumentRequired: true,
    },
  ],
  capacities: [
    { code: 'head-of-delegation', names: bilingual('Jefatura', 'Head of delegation') },
    { code: 'delegate', names: bilingual('Delegación', 'Delegate') },
  ],
  windows: {
    nominationsOpen: '2020-01-01T00:00:00-05:00',
    nominationsClose: '2099-02-01T00:00:00-05:00',
    substitutionsClose: '2099-02-20T00:00:00-05:00',
  },
  profile: {
    functionalTitles: ['director'],
    declarations: [{ code: 'experience', names: bilingual('Experiencia', 'Experience') }],
  },
  travelDocument: { identityCardsOf: [] as string[], passportValidityMonths: 6 },
  separation: { issuerMustNotBeApprover: true },
  credential: { activationRequired: true },
  badgeNameMaxLength: 40,
  rejectionToldToPerson: false,
};

/** The first day of the meeting: a credential is alive. */
export const firstDay = new Date('2099-03-01T15:00:00Z');

/** Rules under which everything is still possible on the first day. */
export const openNow = {
  ...rulesBody,
  windows: {
    nominationsOpen: '2099-01-01T00:00:00-05:00',
    nominationsClose: '2099-03-02T00:00:00-05:00',
    substitutionsClose: '2099-03-02T00:00:00-05:00',
  },
};

export const zoneBody = {
  code: 'plenary',
  names: bilingual('Plenaria', 'Plenary'),
  categories: [],
  capacities: [],
  travelDocumentRequired: false,
};

/** One seat at the table and one behind it for each delegation. */
export const roomBody = {
  code: 'plenary',
  names: bilingual('Salón plenario', 'Plenary hall'),
  language: 'es',
  capacity: 10,
  podium: 2,
  groups: [{ names: bilingual('Estados', 'States'), categories: ['member-state'] }],
  patterns: { 'member-state': { table: 1, behind: 1 } },
};

/** Subject of the token and role; `both` verifies and approves. */
export const officers = [
  ['chair', 'administrator'],
  ['registrar', 'registration-officer'],
  ['verifier', 'verifying-officer'],
  ['approver', 'approving-officer'],
  ['both', 'verifying-officer'],
  ['both', 'approving-officer'],
  ['issuer', 'credentials-officer'],
  ['protocol', 'protocol-officer'],
  ['gate', 'gate'],
  ['auditor', 'auditor'],
] as const;

const contactOf = (subject: string, language: string): Fields => ({
  subject,
  name: `Persona ${subject.replaceAll('-', ' ')}`,
  email: `${subject}@secretariat.example`,
  language,
});

/** A meeting with all officers and two delegations, by the routes that people use. */
export async function conveneSmallMeeting(
  { as }: Pick<TestClient, 'as'>,
  { meetingId = 'small-meeting', quota = 3, rules = {}, suffix = '' } = {},
): Promise<SmallMeeting> {
  const administrator = as('administrator');
  await done(administrator.post('/meetings', meetingBody(meetingId)));
  await done(administrator.post(`/meetings/${meetingId}/rules`, { ...rulesBody, ...rules }));
  await done(administrator.post(`/meetings/${meetingId}/zones`, zoneBody));
  const appointments: Record<string, string> = {};
  for (const [subject, role] of officers) {
    const body = { ...contactOf(`${subject}${suffix}`, 'es'), role };
    const { appointmentId } = (
      await done(administrator.post<{ appointmentId: string }>(`/meetings/${meetingId}/officers`, body))
    ).body;
    appointments[`${subject} ${role}`] = appointmentId;
  }
  for (const [entity, language] of [
    ['AR', 'es'],
    ['BZ', 'en'],
  ] as const) {
    const invitation = { entity, category: 'member-state', language, quota: { total: quota } };
    const reason = { reasonCode: 'standard', reason: 'The same for everybody' };
    await done(administrator.post(`/meetings/${meetingId}/delegations`, { ...invitation, ...reason }));
    const subject = `fp-${entity.toLowerCase()}`;
    const point = { ...contactOf(`${subject}${suffix}`, language), act: { form: 'note-verbale', date: '2026-10-01' } };
    const path = `/delegations/${meetingId}.${entity}/focal-points`;
    appointments[subject] = (await done(administrator.post<{ appointmentId: string }>(path, point))).body.appointmentId;
  }
  return { meetingId, delegationId: `${meetingId}.AR`, otherDelegationId: `${meetingId}.BZ`, appointments };
}

export const nomineeBody = (email: string, changed: Fields = {}): Fields => ({
  givenNames: 'María José',
  familyNames: 'Núñez',
  functionalTitle: 'Directora',
  email,
  ...changed,
});

/** Nominates and gives back the id of the file. */
export async function nominate(
  person: TestPerson,
  delegationId: string,
  email: string,
  changed: Fields = {},
): Promise<string> {
  const body = { nominee: nomineeBody(email), capacity: 'delegate', language: 'es', ...changed };
  return (await done(person.post<{ fileId: string }>(`/delegations/${delegationId}/nominations`, body))).body.fileId;
}

/** Puts a file among the documents of a delegation: its SHA-256. */
export async function uploadDocument(person: TestPerson, delegationId: string, bytes: Buffer): Promise<string> {
  const path = `/delegations/${delegationId}/documents`;
  return (await done(person.post<{ sha256: string }>(path, formWith(bytes)))).body.sha256;
}

/** Accepted evidence that names somebody. */
export async function cover(
  { as }: Pick<TestClient, 'as'>,
  delegationId: string,
  fileId: string,
  focalPoint: string,
): Promise<string> {
  const sha256 = await uploadDocument(as(focalPoint), delegationId, pdf(`Nota verbal ${fileId}`));
  const body = {
    form: 'note-verbale',
    issuedOn: '2026-10-05',
    issuer: 'Ministerio de Relaciones Exteriores',
    sha256,
    lines: [{ capacity: 'delegate', name: 'María José Núñez', fileId }],
  };
  const path = `/delegations/${delegationId}/evidence`;
  const { evidenceId } = (await done(as(focalPoint).post<{ evidenceId: string }>(path, body))).body;
  await done(as('registrar').post(`${path}/${evidenceId}/acceptance`, { reason: 'In order' }));
  return evidenceId;
}

export const profileBody = {
  legalName: 'María José Núñez',
  badgeName: 'María José Núñez',
  latinName: 'MARIA JOSE NUNEZ',
  functionalTitle: 'Directora',
  functionalTitleCode: 'director',
  declarations: ['experience'],
  dateOfBirth: '1980-01-02',
  nationality: 'ARG',
  phone: '+54 11 5555 0100',
  document: {
    type: 'passport',
    number: 'AAB123456',
    issuingCountry: 'ARG',
    issuedOn: '2024-01-01',
    expiresOn: '2099-12-31',
  },
};

/** Uses the link up: the bearer token of the delegate. */
export async function enter({ nobody }: TestClient, link: string): Promise<string> {
  return (await done(nobody.post<{ accessToken: string }>(`/invitations/${link}`))).body.accessToken;
}

export interface AccreditedPerson {
  readonly fileId: string;
  readonly token: string;
  readonly serial: string;
  readonly evidenceId: string;
}

/** Somebody with a living credential, the whole way from the nomination on. */
export async function accredit(
  client: TestClient,
  delegationId: string,
  email: string,
  focalPoint = 'fp-ar',
  profile: Fields = profileBody,
): Promise<AccreditedPerson> {
  const fileId = await nominate(client.as(focalPoint), delegationId, email);
  const evidenceId = await cover(client, delegationId, fileId, focalPoint);
  const [mail] = await client.mailTo(email);
  if (mail === undefined) throw new Error('No message came.');
  const token = await enter(client, linkIn(mail));
  await done(client.bearing(token).post(`/files/${fileId}/profile`, profile));
  await done(decide(client.as('verifier'), fileId, 'verification'));
  await done(decide(client.as('approver'), fileId, 'approval'));
  const { serial } = (await done(client.as('issuer').post<{ serial: string }>(`/files/${fileId}/credentials`))).body;
  await done(client.as('issuer').post(`/files/${fileId}/credentials/${serial}/activation`));
  return { fileId, token, serial, evidenceId };
}
