import { readCredential } from '../../src/credentials/code/credential-code.js';
import { readQrImage } from '../../src/credentials/code/credential-image.js';
import type { CredentialPublicKey } from '../../src/credentials/code/credential-keys.js';
import { personIdOf } from '../../src/access/sign-in.js';
import { clockFrom } from '../../src/platform/clock.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, decide, done, type Fields, linkIn, refusal, type TestClient } from '../setup/client.js';
import { atRest } from '../setup/at-rest.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import {
  conveneSmallMeeting,
  cover,
  enter,
  firstDay,
  nominate,
  nomineeBody,
  openNow,
  profileBody,
  type SmallMeeting,
} from '../setup/small-meeting.js';

interface Entry {
  readonly fact: string;
  readonly position: string;
  readonly revision: number;
  readonly actorId: string;
  readonly actorName: string | null;
  readonly power: { readonly role: string; readonly appointmentId?: string };
  readonly consulted: Readonly<Record<string, number>>;
  readonly data: Fields;
}

const because = (reason: string): Fields => ({ reasonCode: 'name-incomplete', reason });

describe('the main job, from the nomination to the badge and the audit', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let fileId: string;
  let serial: string;
  let evidenceId: string;

  beforeAll(async () => {
    // On the first day of the meeting, so that a credential is alive.
    client = clientOf(await startTestApp({ clock: clockFrom(firstDay) }));
    meeting = await conveneSmallMeeting(client, { rules: openNow });
  });
  afterAll(() => client.app.stop());

  const stageOf = (id: string, stage: string): Promise<Fields> =>
    eventually(async () => {
      const { body } = await client.as('auditor').get(`/files/${id}`);
      return body['stage'] === stage ? body : undefined;
    });
  /** Transactions of other tests hide the newest facts from all readers of the cluster for a while. */
  const statusOf = (of: string): Promise<Fields> =>
    eventually(async () => {
      const { status, body } = await client.as('gate').get(`/credentials/${of}/status`);
      return status === 404 ? undefined : body;
    });
  const dossierOf = async (id: string): Promise<readonly Entry[]> =>
    (await done(client.as('auditor').get<{ entries: readonly Entry[] }>(`/files/${id}/dossier`))).body.entries;

  it('N1 an invitation comes in the language of the person: Spanish for the one, English for the other', async () => {
    fileId = await nominate(client.as('fp-ar'), meeting.delegationId, 'mj@ar.example');
    await nominate(client.as('fp-bz'), meeting.otherDelegationId, 'ann@bz.example', { language: 'en' });
    const [spanish] = await client.mailTo('mj@ar.example');
    const [english] = await client.mailTo('ann@bz.example');
    expect(spanish?.subject).toBe('Complete su perfil de acreditación: Reunión técnica');
    expect(spanish?.headers['content-language']).toBe('es');
    expect(spanish?.text).toContain('Completar el perfil');
    expect(english?.subject).toBe('Please complete your accreditation profile: Technical meeting');
    expect(english?.headers['content-language']).toBe('en');
    expect(english?.text).toContain('Complete the profile');
  });

  it('a program that follows the link does no harm; the button works once, and the second time is gone', async () => {
    const [mail] = await client.mailTo('mj@ar.example');
    const path = `/invitations/${linkIn(mail!)}`;
    for (let looks = 0; looks < 3; looks += 1) {
      const page = await client.nobody.get<string>(path);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toContain('text/html');
      expect(page.body).toContain(`<form method="post" action="${path}">`);
    }
    const token = await enter(client, linkIn(mail!));
    expect(await refusal(client.nobody.post(path))).toBe('410 invitation-not-valid');
    const person = client.bearing(token);
    expect((await done(person.get('/me'))).body).toMatchObject({ fileId, administrator: false });
    await done(person.post(`/files/${fileId}/profile`, profileBody));
    await stageOf(fileId, 'submitted');
  });

  it('a returned profile is told with its reason, and is completed again by a new link', async () => {
    await done(decide(client.as('verifier'), fileId, 'return', because('Falta el segundo apellido')));
    const mail = (await client.mailTo('mj@ar.example', 2))[1];
    expect(mail?.subject).toBe('Su perfil requiere correcciones: Reunión técnica');
    expect(mail?.text).toContain('Falta el segundo apellido');
    expect(mail?.text).toContain('El nombre está incompleto');
    const token = await enter(client, linkIn(mail!));
    await done(client.bearing(token).post(`/files/${fileId}/profile`, profileBody));
    await stageOf(fileId, 'submitted');
  });

  it('S1 S2 who verified does not approve, whatever their roles, and the attempt is a fact', async () => {
    expect(await refusal(decide(client.as('both'), fileId, 'verification'))).toBe('409 evidence-missing');
    evidenceId = await cover(client, meeting.delegationId, fileId, 'fp-ar');
    await done(decide(client.as('both'), fileId, 'verification'));
    expect(await refusal(decide(client.as('both'), fileId, 'approval'))).toBe('409 verified-this-file');
    const refused = (await dossierOf(fileId)).findLast(({ fact }) => fact !== 'NotificationSent');
    expect(refused).toMatchObject({
      fact: 'DecisionRefused',
      actorId: personIdOf(
        client.app.services.issuer.kind === 'embedded' ? client.app.services.issuer.issuer.issuer : '',
        'both',
      ),
      power: { role: 'approving-officer' },
      data: { attempted: 'ApproveAccreditation', rule: 'S1' },
    });
    await done(decide(client.as('approver'), fileId, 'approval'));
    const mail = (await client.mailTo('mj@ar.example', 3))[2];
    expect(mail?.subject).toBe('Acreditación aprobada: Reunión técnica');
  });

  it('C1 C2 the code of an issued credential is verified without the network, and opens nothing before activation', async () => {
    expect(await refusal(client.as('issuer').post(`/files/${fileId}/credentials/${fileId}/activation`))).toBe(
      '404 credential-unknown',
    );
    const issued = await done(client.as('issuer').post<{ serial: string }>(`/files/${fileId}/credentials`));
    ({ serial } = issued.body);
    await done(
      client.as('issuer').get(`/files/${fileId}/credentials`, {
        'credence-after': issued.headers.get('credence-position') ?? '',
      }),
    );
    expect(await statusOf(serial)).toMatchObject({ alive: false, reason: 'not-activated', zones: [] });
    await done(client.as('issuer').post(`/files/${fileId}/credentials/${serial}/activation`));
    expect(await statusOf(serial)).toMatchObject({ alive: true, reason: null, zones: ['plenary'] });
    const { keys } = (await done(client.nobody.get<{ keys: CredentialPublicKey[] }>('/.well-known/credence-keys.json')))
      .body;
    const { code } = (await done(client.as('issuer').get<{ code: string }>(`/credentials/${serial}/code`))).body;
    expect(readCredential(code, keys)).toMatchObject({
      serial,
      generation: 1,
      meeting: meeting.meetingId,
      category: 'member-state',
      capacity: 'delegate',
      zones: ['plenary'],
      validFrom: '2099-03-01T05:00:00Z',
      validUntil: '2099-03-03T05:00:00Z',
    });
    const png = await done(client.as('issuer').get(`/credentials/${serial}/qr.png`));
    expect(png.headers.get('content-type')).toBe('image/png');
    expect(await readQrImage(png.bytes)).toBe(code);
    // A message that is still on its way would be told no more once the file is closed.
    await client.mailTo('mj@ar.example', 4);
  });

  it('D3 a substitution closes the file of the predecessor before it opens that of the successor, and the badge is dead at once', async () => {
    const body = {
      nominee: nomineeBody('succ@ar.example', { givenNames: 'Ana' }),
      language: 'es',
      ...because('Cambio de funciones'),
    };
    const path = `/delegations/${meeting.delegationId}/nominations/${fileId}/substitution`;
    const successor = (await done(client.as('fp-ar').post<{ fileId: string }>(path, body))).body.fileId;
    expect((await statusOf(serial))['alive']).toBe(false);
    const [mail] = await client.mailTo('succ@ar.example');
    expect(mail?.subject).toContain('Complete su perfil');
    const closed = (await dossierOf(fileId)).find(({ fact }) => fact === 'FileClosed');
    const opened = (await dossierOf(successor)).find(({ fact }) => fact === 'FileOpened');
    expect(closed?.data).toEqual({ cause: 'substituted' });
    expect(opened?.data).toMatchObject({ substitutesFileId: fileId });
    expect(closed!.position < opened!.position).toBe(true);
    const { people } = (
      await done(client.as('fp-ar').get<{ people: { fileId: string }[] }>(`/delegations/${meeting.delegationId}/list`))
    ).body;
    expect(people.map((listed) => listed.fileId)).toEqual([successor]);
  });

  it('S3 the dossier holds every fact in order, with its power, the version of the rules and the evidence', async () => {
    const entries = await dossierOf(fileId);
    const ofStreams = entries.filter(({ fact }) => !fact.startsWith('Notification'));
    expect(ofStreams.map(({ fact }) => fact)).toEqual([
      'DelegateNominated',
      'FileOpened',
      'InvitationRedeemed',
      'ProfileCompleted',
      'ProfileReturned',
      'InvitationRedeemed',
      'ProfileCompleted',
      'EvidenceSubmitted',
      'EvidenceAccepted',
      'ProfileVerified',
      'DecisionRefused',
      'AccreditationApproved',
      'CredentialIssued',
      'CredentialActivated',
      'DelegateSubstituted',
      'FileClosed',
      ...ofStreams.slice(16).map(() => 'CredentialRevoked'),
    ]);
    expect(entries.map(({ position }) => position)).toEqual(entries.map(({ position }) => position).toSorted());
    const approved = entries.find(({ fact }) => fact === 'AccreditationApproved');
    expect(approved).toMatchObject({
      actorName: 'Persona approver',
      power: { role: 'approving-officer', appointmentId: meeting.appointments['approver approving-officer'] },
      data: { rulesVersion: 1, evidence: { evidenceId, line: 1 } },
    });
    expect(Object.keys(approved!.consulted).toSorted()).toEqual([
      `delegation-${meeting.delegationId}`,
      `meeting-${meeting.meetingId}`,
    ]);
    // Invited, returned, approved, credential ready, substituted.
    await untilTrue(
      async () => (await dossierOf(fileId)).filter(({ fact }) => fact === 'NotificationSent').length === 5,
    );
  });

  it('S2 decisions are listed as JSON and as a table, refused attempts with them', async () => {
    const path = `/meetings/${meeting.meetingId}/decisions?limit=200`;
    const { items } = (await done(client.as('auditor').get<{ items: Fields[] }>(path))).body;
    expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at as string).toSorted());
    const refused = items.find(({ kind }) => kind === 'DecisionRefused');
    expect(refused).toMatchObject({
      fileId,
      code: 'ApproveAccreditation: verified-this-file',
      role: 'approving-officer',
    });
    const csv = await done(client.as('auditor').get<string>(`${path}&format=csv`));
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = csv.body.trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      '\uFEFFat,kind,code,actorId,role,appointmentId,meetingId,delegationId,fileId,reasonCode,reason,rulesVersion,evidence,id',
    );
    expect(lines).toHaveLength(items.length + 1);
    expect(lines.filter((line) => line.includes('DecisionRefused'))).toHaveLength(1);
  });

  it('N2 one message per cause, kind and recipient, and all are sent', async () => {
    await atRest(client.app.app);
    const { items } = await eventually(async () => {
      const { body } = await client
        .as('auditor')
        .get<{ items: Fields[] }>(`/meetings/${meeting.meetingId}/messages?limit=200`);
      return body.items.every(({ status }) => status === 'sent') ? body : undefined;
    });
    const causes = items.map(({ causeId, kind, recipientId }) => [causeId, kind, recipientId].join(' '));
    expect(new Set(causes).size).toBe(causes.length);
    const mails = await client.app.inbox.listMessages();
    expect(mails).toHaveLength(items.length);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length);
    expect(
      items
        .map(({ kind }) => kind)
        .toSorted()
        .join(' '),
    ).toBe('approved credential-ready invitation invitation invitation returned substituted');
  });
});
