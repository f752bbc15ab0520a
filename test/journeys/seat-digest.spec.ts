import { openTestHome, startTestApp, type TestHome } from '../setup/app.js';
import { clientOf, done, type TestClient } from '../setup/client.js';
import { eventually } from '../setup/eventually.js';
import { type MovableClock, movableClock } from '../setup/movable-clock.js';
import { accredit, conveneSmallMeeting, openNow, roomBody, type SmallMeeting } from '../setup/small-meeting.js';
import type { InboxMessage } from '../../src/platform/embedded/inbox-message.js';

const rules = { ...openNow, messages: { reminderAfterDays: 30, digestAt: '18:00' } };

// Panama is five hours behind: 18:00 there is 23:00 UTC.
describe('P6 the difference of a published plan, as focal points are told of it', () => {
  let home: TestHome;
  let clock: MovableClock;
  let client: TestClient;
  let meeting: SmallMeeting;

  beforeAll(async () => {
    home = await openTestHome();
    clock = movableClock('2099-01-05T15:00:00Z');
    client = clientOf(await startTestApp({ home, clock }));
    meeting = await conveneSmallMeeting(client, { quota: 5, rules });
  });
  afterAll(async () => {
    await client.app.stop();
    await home.drop();
  });

  const mailsTo = async (to: string, subject: string): Promise<readonly InboxMessage[]> =>
    (await client.app.inbox.listMessages()).filter((mail) => mail.to.includes(to) && mail.subject.startsWith(subject));
  const digest = (number: number): Promise<string> =>
    eventually(async () => (await mailsTo('fp-ar@secretariat.example', 'Resumen diario'))[number - 1]?.text);
  const changesIn = (text: string): readonly string[] =>
    [...text.matchAll(/Cambio de asiento: (.*)/gu)].map(
      ([, change]) => change?.replaceAll(/[\u2066-\u2069]/gu, '') ?? '',
    );

  it('a draft is no news; seats are, once the plan is published, and each is told once', async () => {
    const protocol = client.as('protocol');
    const rooms = `/meetings/${meeting.meetingId}/rooms`;
    await done(protocol.post(rooms, roomBody));
    const { fileId } = await accredit(client, meeting.delegationId, 'seated@ar.example');
    await eventually(async () => {
      const { body } = await protocol.get(`/files/${fileId}/seats`);
      return JSON.stringify(body).includes('"seated"') ? true : undefined;
    });
    clock.jump('2099-01-05T23:00:01Z');
    expect(changesIn(await digest(1))).toEqual([]);

    await done(protocol.post(`${rooms}/plenary/plan/publication`));
    await eventually(async () => (await mailsTo('seated@ar.example', 'Su asiento'))[0]);
    clock.jump('2099-01-06T23:00:01Z');
    expect(changesIn(await digest(2))).toEqual(['María José Núñez – Salón plenario: Mesa, asiento 1']);

    await done(protocol.post(rooms, { ...roomBody, patterns: {} }));
    await eventually(async () => (await mailsTo('seated@ar.example', 'Cambio de su asiento'))[0]);
    clock.jump('2099-01-07T23:00:01Z');
    expect(changesIn(await digest(3))).toEqual(['María José Núñez – Salón plenario: Mesa, asiento 1 → Sin asiento']);
  });
});
