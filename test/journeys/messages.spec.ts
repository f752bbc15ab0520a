import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { personIdOf } from '../../src/access/sign-in.js';
import type { VisaLetterIssued, VisaLetterRequested } from '../../src/visa-letters/visa-letters.events.js';
import { startTestApp } from '../setup/app.js';
import { atRest } from '../setup/at-rest.js';
import { putFacts } from '../setup/put-facts.js';
import { clientOf, decide, done, type Fields, type TestClient } from '../setup/client.js';
import { eventually } from '../setup/eventually.js';
import {
  accredit,
  conveneSmallMeeting,
  nominate,
  nomineeBody,
  roomBody,
  type SmallMeeting,
} from '../setup/small-meeting.js';
import type { InboxMessage } from '../../src/platform/embedded/inbox-message.js';

const because = { reasonCode: 'name-incomplete', reason: 'Secreto de la oficina' };
const focalPoint = { es: 'fp-ar@secretariat.example', en: 'fp-bz@secretariat.example' };

describe('the messages of the workflow', () => {
  let client: TestClient;
  let meeting: SmallMeeting;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    meeting = await conveneSmallMeeting(client, { quota: 9 });
  });
  afterAll(() => client.app.stop());

  /** Waits for the one message with this beginning of its subject. */
  const mailOf = (to: string, subject: string): Promise<InboxMessage> =>
    eventually(async () => {
      const mails = (await client.app.inbox.listMessages()).filter((mail) => mail.to.includes(to));
      return mails.find((mail) => mail.subject.startsWith(subject));
    });
  const inEnglish = { language: 'en' };

  it('N5 a hold is told to the focal points, each in their language, with the label of its reason and nothing that was typed', async () => {
    const spanish = await nominate(client.as('fp-ar'), meeting.delegationId, 'hold@ar.example');
    const english = await nominate(client.as('fp-bz'), meeting.otherDelegationId, 'hold@bz.example', inEnglish);
    for (const fileId of [spanish, english]) await done(decide(client.as('verifier'), fileId, 'hold', because));
    const toSpanish = await mailOf(focalPoint.es, 'Acreditación en espera: María José Núñez');
    const toEnglish = await mailOf(focalPoint.en, 'Accreditation on hold: María José Núñez');
    expect(toSpanish.text).toContain('El nombre está incompleto');
    expect(toEnglish.text).toContain('The name is incomplete');
    for (const mail of [toSpanish, toEnglish]) expect(mail.text + mail.html).not.toContain('Secreto');
    await atRest(client.app.app);
    const told = (await client.app.inbox.listMessages()).flatMap(({ to }) => to);
    expect(told.filter((to) => to.startsWith('hold@')).toSorted()).toEqual(['hold@ar.example', 'hold@bz.example']);
  });

  it('an approval brings the days of the meeting as a calendar file, and the credential is told when it was issued', async () => {
    await accredit(client, meeting.delegationId, 'calendar@ar.example');
    await mailOf('calendar@ar.example', 'Acreditación aprobada');
    const ready = await mailOf('calendar@ar.example', 'Su credencial ha sido expedida');
    expect(ready.text).toContain('desde su activación');
    const folder = join(client.app.dataFolder, 'inbox');
    const raws = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
    const mails = await Promise.all(raws.map((raw) => PostalMime.parse(raw)));
    const approved = mails.filter(({ subject }) => subject?.startsWith('Acreditación aprobada') === true);
    expect(approved).toHaveLength(1);
    const [calendar, ...others] = approved[0]!.attachments;
    expect(others).toEqual([]);
    expect(calendar).toMatchObject({ filename: 'reunion.ics', mimeType: 'text/calendar', disposition: 'attachment' });
    // The parser rewrites the ends of lines, so they are looked at in the mail itself.
    const raw = raws.map((bytes) => bytes.toString('latin1')).find((each) => each.includes('filename=reunion.ics'));
    const encoded = /filename=reunion\.ics[^]*?\r\n\r\n([\w+/=\r\n]+)/u.exec(raw ?? '')?.[1] ?? '';
    const text = Buffer.from(encoded, 'base64').toString('utf8');
    expect(text).toContain('UID:meeting-small-meeting@credence.example\r\n');
    expect(text).toContain('DTSTART;VALUE=DATE:20990301\r\nDTEND;VALUE=DATE:20990303\r\n');
    expect(text).toContain('SUMMARY;LANGUAGE=es:Reunión técnica\r\n');
    expect(mails.filter(({ attachments }) => attachments.length > 0)).toHaveLength(1);
  });

  it('D3 both are told of a substitution: the predecessor that they are replaced, the successor by an invitation', async () => {
    const fileId = await nominate(client.as('fp-bz'), meeting.otherDelegationId, 'before@bz.example', inEnglish);
    const body = { nominee: nomineeBody('after@bz.example', { givenNames: 'Ana' }), language: 'es', ...because };
    await done(
      client.as('fp-bz').post(`/delegations/${meeting.otherDelegationId}/nominations/${fileId}/substitution`, body),
    );
    const told = await mailOf('before@bz.example', 'Change in your delegation');
    expect(told.text).toContain('no longer valid');
    expect(told.text).not.toContain('Ana');
    await mailOf('after@bz.example', 'Complete su perfil');
  });

  it('Q4 a change of the quota is told to the focal points, from what to what and why', async () => {
    const quota = { total: 4, byCapacity: { delegate: 3 } };
    const reason = 'La sala es más pequeña.\nSe redujo para todas.';
    const path = `/delegations/${meeting.delegationId}/quota-adjustments`;
    await done(client.as('chair').post(path, { quota, reasonCode: 'room-capacity', reason }));
    const mail = await mailOf(focalPoint.es, 'Cambio del cupo de Argentina');
    expect(mail.text).toContain('  Cupo anterior: 9\n  Cupo actual: 4 (Delegación: 3)\n');
    expect(mail.text).toContain('Se redujo para todas.');
    expect(mail.text).not.toContain('Nombre:');
  });

  it('V1 a letter is told to the delegate, and to the focal point who asked for it', async () => {
    const { issuer } = client.app.services;
    const actorId = personIdOf(issuer.kind === 'embedded' ? issuer.issuer.issuer : '', 'fp-bz');
    const letter = async (email: string, requestedBy: 'delegate' | 'focal-point', number: string): Promise<void> => {
      const fileId = await nominate(client.as('fp-bz'), meeting.otherDelegationId, email, inEnglish);
      await client.mailTo(email);
      const { meetingId, otherDelegationId: delegationId } = meeting;
      const of = { letterId: `letter-${number}`, fileId, meetingId, delegationId, capacity: 'delegate', requestedBy };
      const how = { language: 'es' as const, costs: 'delegation' as const };
      const requested: VisaLetterRequested = { type: 'VisaLetterRequested', data: { ...of, ...how } };
      const made = {
        number,
        sha256: 'a'.repeat(64),
        templateVersion: 1,
        language: 'es' as const,
        issuedOn: '2099-01-10',
      };
      const issued: VisaLetterIssued = { type: 'VisaLetterIssued', data: { letterId: of.letterId, ...made } };
      await putFacts(client.app, `visa-letter-${fileId}`, meetingId, [requested, issued], { actorId });
    };
    await letter('letter-one@bz.example', 'focal-point', 'SMALL-0001');
    await letter('letter-two@bz.example', 'delegate', 'SMALL-0002');
    for (const [email, number] of [
      ['letter-one@bz.example', 'SMALL-0001'],
      ['letter-two@bz.example', 'SMALL-0002'],
      [focalPoint.en, 'SMALL-0001'],
    ] as const)
      expect((await mailOf(email, 'Visa support letter issued')).text).toContain(`Number of the letter: ${number}`);
    const toFocalPoint = (await client.mailTo(focalPoint.en)).filter(({ text }) => text.includes('SMALL-'));
    expect(toFocalPoint).toHaveLength(1);
  });

  it('P6 nobody hears of a seat before the plan is published, then everybody, and later whoever sits elsewhere', async () => {
    const protocol = client.as('protocol');
    const rooms = `/meetings/${meeting.meetingId}/rooms`;
    await done(protocol.post(rooms, roomBody));
    const delegationId = meeting.otherDelegationId;
    const emails = ['seat-a@bz.example', 'seat-b@bz.example', 'seat-c@bz.example'];
    const files: string[] = [];
    for (const email of emails) files.push((await accredit(client, delegationId, email, 'fp-bz')).fileId);
    const [a = '', b = '', c = ''] = files;
    await eventually(async () => {
      const { body } = await protocol.get(`/files/${c}/seats`);
      return JSON.stringify(body).includes('"waiting"') ? body : undefined;
    });
    const toldOfSeats = async (): Promise<readonly string[]> =>
      (await client.app.inbox.listMessages())
        .filter(({ subject }) => /asiento/u.test(subject))
        .map(({ to, text }) => `${to[0]?.slice(0, 6) ?? ''} ${/Asiento: (.*)/u.exec(text)?.[1] ?? ''}`)
        .toSorted();
    const tell = (...lines: readonly string[]): Promise<void> =>
      eventually(async () => ((await toldOfSeats()).length >= lines.length ? true : undefined)).then(async () =>
        expect(await toldOfSeats()).toEqual(lines.toSorted()),
      );
    expect(await toldOfSeats()).toEqual([]);
    const publish = (): Promise<unknown> => done(protocol.post(`${rooms}/plenary/plan/publication`));
    await publish();
    // Somebody of the other delegation was approved before.
    const first = ['calend Mesa, asiento 1', 'seat-a Mesa, asiento 1', 'seat-b Segunda fila, asiento 1'];
    await tell(...first);
    const { people } = (
      await done(client.as('fp-bz').get<{ people: { fileId: string }[] }>(`/delegations/${delegationId}/list`))
    ).body;
    const others = people.map(({ fileId }) => fileId).filter((fileId) => !files.includes(fileId));
    await done(client.as('fp-bz').post(`/delegations/${delegationId}/order`, { order: [...others, c, a, b] }));
    const second = ['seat-c Mesa, asiento 1', 'seat-a Segunda fila, asiento 1', 'seat-b Lista de espera'];
    await tell(...first, ...second);
    const waiting = await mailOf('seat-b@bz.example', 'Cambio de su asiento');
    expect(waiting.text).toContain('  Asiento: Lista de espera\n  Asiento anterior: Segunda fila, asiento 1\n');
    expect(waiting.text).toContain('están ocupados');
    // A second publication changes nobody's seat; what follows it shows that it was dealt with.
    await publish();
    await done(client.as('fp-bz').post(`/delegations/${delegationId}/nominations/${c}/withdrawal`, because));
    const third = ['seat-a Mesa, asiento 1', 'seat-b Segunda fila, asiento 1'];
    await tell(...first, ...second, ...third);
    // Whoever left is told nothing of the room; whoever loses the seat that they had is.
    await done(protocol.post(rooms, { ...roomBody, patterns: {} }));
    await tell(...first, ...second, ...third, 'calend ', 'seat-a ', 'seat-b ');
    const without = await mailOf('calendar@ar.example', 'Cambio de su asiento');
    expect(without.text).toContain('  Asiento anterior: Mesa, asiento 1\n');
    expect(without.text).toContain('ya no tiene asientos asignados');
    expect(without.text).not.toContain('ocupados');
  });

  it('N2 every message was sent once, under the version of its template, and can be found by kind and status', async () => {
    const path = `/meetings/${meeting.meetingId}/messages?limit=200`;
    await atRest(client.app.app);
    const { items } = (await done(client.as('auditor').get<{ items: Fields[] }>(path))).body;
    // Whoever was substituted before their invitation went out gets none.
    const unsent = items.filter(({ status }) => status !== 'sent');
    expect(unsent.filter((each) => each['suppressedBecause'] !== 'outdated')).toEqual([]);
    const mails = await client.app.inbox.listMessages();
    expect(mails).toHaveLength(items.length - unsent.length);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length);
    expect(new Set(items.map(({ templateVersion }) => templateVersion))).toEqual(new Set([3]));
    const ofKind = async (kind: string): Promise<readonly Fields[]> =>
      (await done(client.as('auditor').get<{ items: Fields[] }>(`${path}&kind=${kind}&status=sent`))).body.items;
    expect((await ofKind('on-hold')).map(({ recipient }) => recipient).toSorted()).toEqual(Object.values(focalPoint));
    expect((await ofKind('quota-changed'))[0]).toMatchObject({ fileId: null, capacity: null, language: 'es' });
    expect((await ofKind('seat-assigned')).map(({ details }) => details)).toContainEqual({
      room: 'plenary',
      seat: 'B1',
    });
    expect((await client.as('auditor').get(`${path}&status=lost`)).status).toBe(400);
    expect((await client.as('auditor').get<{ items: Fields[] }>(`${path}&status=failed`)).body.items).toEqual([]);
  });
});
