import { clockFrom } from '../../src/platform/clock.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, decide, done, type Fields, refusal, type TestClient } from '../setup/client.js';
import { eventually } from '../setup/eventually.js';
import {
  accredit,
  conveneSmallMeeting,
  firstDay,
  nominate,
  openNow,
  type SmallMeeting,
} from '../setup/small-meeting.js';

const because = (reason: string): Fields => ({ reasonCode: 'name-incomplete', reason });

describe('the other ends of a file', () => {
  let client: TestClient;
  let meeting: SmallMeeting;

  beforeAll(async () => {
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

  it('C4 a withdrawal closes the file, and its place is free', async () => {
    const { fileId: withdrawn, serial: badge } = await accredit(client, meeting.delegationId, 'wd@ar.example');
    expect((await statusOf(badge))['alive']).toBe(true);
    const path = `/delegations/${meeting.delegationId}/nominations/${withdrawn}/withdrawal`;
    await done(client.as('fp-ar').post(path, because('No viaja')));
    expect((await statusOf(badge))['alive']).toBe(false);
    await stageOf(withdrawn, 'closed');
    const { people } = (
      await done(client.as('fp-ar').get<{ people: { fileId: string }[] }>(`/delegations/${meeting.delegationId}/list`))
    ).body;
    expect(people.map((listed) => listed.fileId)).not.toContain(withdrawn);
  });

  it('N5 a rejection frees the slot, and is told to the focal points alone unless the rules say otherwise', async () => {
    const path = `/delegations/${meeting.otherDelegationId}`;
    const rejected = await nominate(client.as('fp-bz'), meeting.otherDelegationId, 'no@bz.example', { language: 'en' });
    await client.mailTo('no@bz.example');
    await done(decide(client.as('verifier'), rejected, 'rejection', because('The note names somebody else')));
    const [told] = await client.mailTo('fp-bz@secretariat.example');
    expect(told?.subject).toBe('Accreditation not granted: María José Núñez – Technical meeting');
    expect(told?.text).toContain('The note names somebody else');
    await eventually(async () => {
      const { people } = (await done(client.as('fp-bz').get<{ people: { fileId: string }[] }>(`${path}/list`))).body;
      return people.some((person) => person.fileId === rejected) ? undefined : true;
    });
    await done(
      client
        .as('administrator')
        .post(`/meetings/${meeting.meetingId}/rules`, { ...openNow, rejectionToldToPerson: true }),
    );
    const other = await nominate(client.as('fp-bz'), meeting.otherDelegationId, 'known@bz.example', { language: 'en' });
    await client.mailTo('known@bz.example');
    await done(decide(client.as('verifier'), other, 'rejection', because('Another person')));
    const mails = await client.mailTo('known@bz.example', 2);
    expect(mails[1]?.subject).toBe('Decision on your accreditation: Technical meeting');
    await client.mailTo('fp-bz@secretariat.example', 2);
    expect(await client.mailTo('no@bz.example')).toHaveLength(1);
  });

  it('C4 a hold stops every decision and the badge; a resumed file stands where it stood', async () => {
    const { fileId: held, serial: badge } = await accredit(client, meeting.delegationId, 'hold@ar.example');
    await done(decide(client.as('verifier'), held, 'hold', because('Por aclarar')));
    expect(await statusOf(badge)).toMatchObject({ alive: false, reason: 'file-on-hold' });
    expect(await refusal(client.as('issuer').post(`/files/${held}/credentials`))).toBe('409 file-not-approved');
    await done(decide(client.as('verifier'), held, 'resumption'));
    // That the badge sleeps no longer follows the file's fact.
    await eventually(async () => ((await statusOf(badge))['alive'] === true ? true : undefined));
    await stageOf(held, 'approved');
  });
});
