import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import PostalMime from 'postal-mime';
import { deliveryReport } from '../examples/delivery-reports.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, done, type Fields, linkIn, refusal, type TestClient } from '../setup/client.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { type ReceivedMail, startMailServer, type TestMailServer } from '../setup/mail-server.js';
import { conveneSmallMeeting, enter, nominate, type SmallMeeting } from '../setup/small-meeting.js';

interface Listed {
  readonly id: string;
  readonly recipient: string;
  readonly status: string;
  readonly reason: string | null;
  readonly resends: number;
  readonly bounceStatus: string | null;
  readonly suppressedBecause: string | null;
}

const focalPoint = 'fp-ar@secretariat.example';

describe('N3 what did not arrive', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let server: TestMailServer;

  beforeAll(async () => {
    server = await startMailServer();
    client = clientOf(await startTestApp({ smtpUrl: server.url }));
    meeting = await conveneSmallMeeting(client, { quota: 20 });
  });
  afterAll(async () => {
    await client.app.stop();
    await server.stop();
  });

  const path = (): string => `/meetings/${meeting.meetingId}/messages`;
  const listed = async (query: string): Promise<readonly Listed[]> =>
    (await done(client.as('auditor').get<{ items: Listed[] }>(`${path()}?limit=200&${query}`))).body.items;
  /** Waits for a message to an address in a state. */
  const messageTo = (address: string, status: string): Promise<Listed> =>
    eventually(async () => (await listed(`status=${status}`)).find(({ recipient }) => recipient === address));
  const receivedBy = (address: string): readonly ReceivedMail[] => server.received.filter(({ to }) => to === address);
  const messageIdIn = ({ raw }: ReceivedMail): string => /^Message-ID: (.*)$/imu.exec(raw)?.[1] ?? '';
  const resend = (id: string, person = 'registrar'): ReturnType<ReturnType<TestClient['as']>['post']> =>
    client.as(person).post(`${path()}/${id}/resend`);
  const report = (raw: string, person = 'administrator'): ReturnType<ReturnType<TestClient['as']>['post']> =>
    client.as(person).post('/mail/bounces', raw, { 'content-type': 'message/rfc822' });
  const adjustQuota = (total: number): Promise<unknown> =>
    done(
      client.as('chair').post(`/delegations/${meeting.delegationId}/quota-adjustments`, {
        quota: { total },
        reasonCode: 'room-capacity',
        reason: 'Room',
      }),
    );

  it('N3 a refused message is listed with what the server said, and sent again from the record with the same Message-ID', async () => {
    const address = 'refused@ar.example';
    server.refused.set(address, 550);
    await nominate(client.as('fp-ar'), meeting.delegationId, address);
    const failed = await messageTo(address, 'failed');
    expect(failed).toMatchObject({ resends: 0, reason: expect.stringContaining('Refused') as string });
    expect(await refusal(resend(failed.id, 'fp-ar'))).toBe('403 not-allowed');
    expect(await refusal(resend(failed.id, 'auditor'))).toBe('403 not-allowed');
    // It fails again: once more listed, and the queue does not take it for the former job.
    await done(resend(failed.id));
    await eventually(async () => ((await messageTo(address, 'failed')).resends === 1 ? true : undefined));
    server.refused.delete(address);
    await done(resend(failed.id, 'chair'));
    expect(await messageTo(address, 'sent')).toMatchObject({ id: failed.id, resends: 2, reason: null });
    expect(receivedBy(address).map(messageIdIn)).toEqual([`<${failed.id}@credence.example>`]);
    expect(await refusal(resend(failed.id))).toBe('409 message-not-resendable');
    expect(await refusal(resend(crypto.randomUUID()))).toBe('404 message-unknown');
  });

  it('N3 a delivery status notification marks the message as bounced, and the address is not written to by itself any more', async () => {
    const address = 'gone@ar.example';
    const fileId = await nominate(client.as('fp-ar'), meeting.delegationId, address);
    const { id } = await messageTo(address, 'sent');
    const raw = deliveryReport({ to: address, messageId: messageIdIn(receivedBy(address)[0]!) });
    expect(await refusal(report(raw, 'registrar'))).toBe('403 not-allowed');
    await done(report(raw));
    expect(await messageTo(address, 'bounced')).toMatchObject({ id, bounceStatus: '5.1.1' });
    expect((await messageTo(address, 'bounced')).reason).toContain('User unknown in virtual mailbox table');
    await done(client.as('fp-ar').post(`/files/${fileId}/invitations`));
    const second = await messageTo(address, 'suppressed');
    expect(second).toMatchObject({ suppressedBecause: 'bounced-address' });
    expect(receivedBy(address)).toHaveLength(1);
    // An officer knows that the mailbox is there again.
    await done(resend(second.id));
    await untilTrue(() => receivedBy(address).length === 2);
    await untilTrue(async () => (await listed('status=sent')).some((message) => message.id === second.id));
    await done(client.as('fp-ar').post(`/files/${fileId}/invitations`));
    await untilTrue(() => receivedBy(address).length === 3);
  });

  it('N3 the same report again changes nothing, also after the message was sent again', async () => {
    const address = 'twice@ar.example';
    await nominate(client.as('fp-ar'), meeting.delegationId, address);
    const { id } = await messageTo(address, 'sent');
    const raw = deliveryReport({ to: address, messageId: `<${id}@credence.example>`, returned: 'text/rfc822-headers' });
    for (let times = 0; times < 2; times += 1) await done(report(raw));
    await messageTo(address, 'bounced');
    await done(resend(id));
    await untilTrue(() => receivedBy(address).length === 2);
    await messageTo(address, 'sent');
    const { position } = (await done(report(raw))).body as { position: string };
    const { body } = await client.as('auditor').get<{ items: Listed[] }>(`${path()}?status=sent&limit=200`, {
      'credence-after': position,
    });
    expect(body.items.map((message) => message.id)).toContain(id);
  });

  it('N3 what is no report of ours is refused with the reason', async () => {
    const { id } = (await listed('status=sent'))[0]!;
    const of = { to: 'x@ar.example', messageId: `<${id}@credence.example>` };
    expect(await refusal(report('Subject: Hello\r\n\r\nHow are you?'))).toBe('422 report-not-readable');
    expect(await refusal(report(deliveryReport({ ...of, action: 'delayed', status: '4.4.1' })))).toBe(
      '422 report-of-no-failure',
    );
    for (const messageId of ['<other@elsewhere.example>', `<${crypto.randomUUID()}@credence.example>`])
      expect(await refusal(report(deliveryReport({ ...of, messageId })))).toBe('422 bounce-of-unknown-message');
    expect(await refusal(client.as('administrator').post('/mail/bounces', { a: 1 }))).toBe(
      '415 unsupported-media-type',
    );
    expect(await refusal(report('x'.repeat(300_000)))).toBe('413 body-too-large');
    expect(await refusal(report(deliveryReport(of), 'fp-ar'))).toBe('403 not-allowed');
  });

  it('N2 what a newer message of the kind says better is not sent any more, and stays to be seen', async () => {
    const address = 'again@ar.example';
    server.refused.set(address, 451);
    const fileId = await nominate(client.as('fp-ar'), meeting.delegationId, address);
    await untilTrue(async () => (await client.as('fp-ar').get(`/files/${fileId}`)).status === 200);
    for (let times = 0; times < 2; times += 1) await done(client.as('fp-ar').post(`/files/${fileId}/invitations`));
    const to = async (query: string): Promise<readonly Listed[]> =>
      (await listed(query)).filter(({ recipient }) => recipient === address);
    await untilTrue(async () => (await to('kind=invitation')).length === 3);
    await untilTrue(async () => (await to('status=suppressed')).length === 2, 25_000);
    server.refused.delete(address);
    await untilTrue(async () => (await to('status=sent')).length === 1);
    const suppressed = await to('status=suppressed');
    expect(suppressed.map(({ suppressedBecause }) => suppressedBecause)).toEqual(['superseded', 'superseded']);
    expect(receivedBy(address)).toHaveLength(1);
    // The record of what was not sent can still be sent.
    await done(resend(suppressed[0]!.id));
    await untilTrue(() => receivedBy(address).length === 2);
    // Of three invitations only the newest opens the profile.
    const texts = await Promise.all(
      receivedBy(address).map(async ({ raw }) => (await PostalMime.parse(raw)).text ?? ''),
    );
    const links = texts.map((text) => linkIn({ text }));
    expect(links[1]).toBe(links[0]);
    await enter(client, links[1]!);
    await untilTrue(async () => (await to('status=sent')).length === 2);
    expect(await refusal(resend((await to('status=suppressed'))[0]!.id))).toBe('409 message-link-expired');
  });

  it('N2 what is no longer true when its turn comes is not sent', async () => {
    const address = 'withdrawn@ar.example';
    server.refused.set(address, 451);
    const fileId = await nominate(client.as('fp-ar'), meeting.delegationId, address);
    await messageTo(address, 'queued');
    const because = { reasonCode: 'other', reason: 'Other duties' };
    const path = `/delegations/${meeting.delegationId}/nominations/${fileId}/withdrawal`;
    await done(client.as('fp-ar').post(path, because));
    await untilTrue(async () => (await client.as('auditor').get(`/files/${fileId}`)).body['stage'] === 'closed');
    expect(await messageTo(address, 'suppressed')).toMatchObject({ suppressedBecause: 'outdated' });
    server.refused.delete(address);
    expect(receivedBy(address)).toEqual([]);
  });

  it('Q4 every change of the quota is told, each with its own figures', async () => {
    server.refused.set(focalPoint, 451);
    for (const total of [19, 18, 17]) await adjustQuota(total);
    await untilTrue(async () => (await listed('kind=quota-changed')).length === 3);
    server.refused.delete(focalPoint);
    await untilTrue(async () => (await listed('kind=quota-changed&status=sent')).length === 3, 25_000);
    expect(
      receivedBy(focalPoint)
        .flatMap(({ raw }) => /Cupo actual: (\d+)/u.exec(raw)?.[1] ?? [])
        .toSorted(),
    ).toEqual(['17', '18', '19']);
    expect(receivedBy(focalPoint)[0]?.from).toBe('no-reply@credence.example');
  });

  it('N3 a full mailbox is written to again', async () => {
    const address = 'full@ar.example';
    const fileId = await nominate(client.as('fp-ar'), meeting.delegationId, address);
    const { id } = await messageTo(address, 'sent');
    await done(report(deliveryReport({ to: address, messageId: `<${id}@credence.example>`, status: '5.2.2' })));
    expect(await messageTo(address, 'bounced')).toMatchObject({ bounceStatus: '5.2.2' });
    await done(client.as('fp-ar').post(`/files/${fileId}/invitations`));
    await untilTrue(() => receivedBy(address).length === 2);
  });

  it('N3 a server that refuses our sender is asked again until somebody has corrected it', async () => {
    const address = 'sender@ar.example';
    server.refuseSender(550);
    await nominate(client.as('fp-ar'), meeting.delegationId, address);
    await messageTo(address, 'queued');
    await sleep(1_500);
    expect((await listed('status=failed')).filter(({ recipient }) => recipient === address)).toEqual([]);
    server.refuseSender(undefined);
    expect(await messageTo(address, 'sent')).toMatchObject({ resends: 0 });
    expect(receivedBy(address)).toHaveLength(1);
  });

  it('N2 a mail whose note is not stored for a while goes out once all the same', async () => {
    const owner = new pg.Pool({ connectionString: client.app.services.databaseUrl });
    await owner.query(`
      create function refuse() returns trigger language plpgsql as $$ begin
        if new.type = 'NotificationSent' then raise exception 'not now'; end if;
        return new; end $$`);
    await owner.query('create trigger refuse before insert on log.facts for each row execute function refuse()');
    const address = 'once@ar.example';
    await nominate(client.as('fp-ar'), meeting.delegationId, address);
    await untilTrue(() => receivedBy(address).length === 1);
    // Longer than a decision waits for the log, and a failed job for its next try.
    await sleep(10_000);
    await owner.query('drop trigger refuse on log.facts');
    await owner.end();
    await messageTo(address, 'sent');
    expect(receivedBy(address)).toHaveLength(1);
  });

  it('N3 the dossier tells what became of a message', async () => {
    const { body } = await client.as('auditor').get<{ items: (Listed & { fileId: string })[] }>(`${path()}?limit=200`);
    const { fileId } = body.items.find(({ recipient }) => recipient === 'gone@ar.example')!;
    const dossier = await done(client.as('auditor').get<{ entries: Fields[] }>(`/files/${fileId}/dossier`));
    expect(dossier.body.entries.map(({ fact }) => fact)).toEqual(
      expect.arrayContaining(['NotificationBounced', 'NotificationSuppressed', 'NotificationResent']),
    );
  });
});
