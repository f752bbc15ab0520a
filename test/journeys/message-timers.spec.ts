import pg from 'pg';
import { openTestHome, startTestApp, type TestApp, type TestHome } from '../setup/app.js';
import { clientOf, decide, done, linkIn, type TestClient } from '../setup/client.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { type MovableClock, movableClock } from '../setup/movable-clock.js';
import {
  conveneSmallMeeting,
  enter,
  nominate,
  profileBody,
  rulesBody,
  type SmallMeeting,
} from '../setup/small-meeting.js';

const because = { reasonCode: 'name-incomplete', reason: 'Reason' };
const reminding = { ...rulesBody, messages: { reminderAfterDays: 3, digestAt: '18:00' } };

// Panama is five hours behind: 18:00 there is 23:00 UTC.
describe('what is sent although nobody did anything', () => {
  let home: TestHome;
  let clock: MovableClock;
  let running: TestApp | undefined;
  let client: TestClient;
  let meeting: SmallMeeting;

  const start = async (): Promise<void> => {
    running = await startTestApp({ home, clock });
    client = clientOf(running);
  };
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  const subjectsTo = async (address: string): Promise<readonly string[]> =>
    (await client.app.inbox.listMessages()).filter(({ to }) => to.includes(address)).map(({ subject }) => subject);
  const remindersTo = async (address: string): Promise<number> =>
    (await subjectsTo(address)).filter((subject) => /^(Recordatorio|Reminder)/u.test(subject)).length;
  const digestsTo = async (address: string): Promise<number> =>
    (await subjectsTo(address)).filter((subject) => /^(Resumen|Daily)/u.test(subject)).length;
  /** Somebody new whose reminder comes shows that the timers have looked at what is due now. */
  const lookedAt = async (name: string): Promise<string> => {
    const email = `${name}@bz.example`;
    await nominate(client.as('fp-bz'), meeting.otherDelegationId, email, { language: 'en' });
    await client.mailTo(email);
    return email;
  };

  beforeAll(async () => {
    home = await openTestHome();
    clock = movableClock('2099-01-05T15:00:00Z');
    await start();
    meeting = await conveneSmallMeeting(client, { quota: 20, rules: reminding });
  });
  afterAll(async () => {
    await stop();
    await home.drop();
  });

  it('T1 a digest comes at the hour of the meeting, in the language of each focal point, and counts the files', async () => {
    const fileId = await nominate(client.as('fp-ar'), meeting.delegationId, 'one@ar.example');
    await nominate(client.as('fp-ar'), meeting.delegationId, 'two@ar.example');
    await nominate(client.as('fp-bz'), meeting.otherDelegationId, 'one@bz.example', { language: 'en' });
    await done(decide(client.as('verifier'), fileId, 'hold', because));
    await client.mailTo('fp-ar@secretariat.example');
    clock.jump('2099-01-05T23:00:01Z');
    const [spanish] = await eventually(async () => {
      const mails = await client.mailTo('fp-ar@secretariat.example', 2);
      return mails.filter(({ subject }) => subject.startsWith('Resumen diario de Argentina'));
    });
    expect(spanish?.text).toContain('  Plazas en uso: 2\n  Perfiles pendientes de completar: 1\n');
    expect(spanish?.text).toContain('  Expedientes en espera: 1\n');
    const [english] = await client.mailTo('fp-bz@secretariat.example');
    expect(english?.subject).toBe('Daily summary of Belize: Technical meeting');
    expect(english?.text).toContain('  Profiles awaited: 1\n');
  });

  it('no change, no digest; a change of one delegation is told to that one alone', async () => {
    clock.jump('2099-01-06T15:00:00Z');
    await done(
      client.as('fp-bz').post(`/delegations/${meeting.otherDelegationId}/nominations`, {
        nominee: { givenNames: 'Ann', familyNames: 'Lee', functionalTitle: 'Director', email: 'two@bz.example' },
        capacity: 'delegate',
        language: 'en',
      }),
    );
    await client.mailTo('two@bz.example');
    clock.jump('2099-01-06T23:00:01Z');
    await untilTrue(async () => (await digestsTo('fp-bz@secretariat.example')) === 2);
    expect(await digestsTo('fp-ar@secretariat.example')).toBe(1);
  });

  it('each focal point gets their digest, also where something broke after the first one was told', async () => {
    clock.jump('2099-01-07T15:00:00Z');
    const second = { email: 'fp-ar-2@secretariat.example', name: 'Second', subject: 'fp-ar-2', language: 'es' };
    const appointed = { ...second, act: { form: 'note-verbale', date: '2026-10-01' } };
    await done(client.as('administrator').post(`/delegations/${meeting.delegationId}/focal-points`, appointed));
    await nominate(client.as('fp-ar'), meeting.delegationId, 'three@ar.example');
    await client.mailTo('three@ar.example');
    const owner = new pg.Pool({ connectionString: home.database.url });
    const allDigests = async (): Promise<number> => {
      const counts = await Promise.all(
        ['fp-ar', 'fp-ar-2', 'fp-bz'].map((name) => digestsTo(`${name}@secretariat.example`)),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    };
    const delegation = await client.app.app.get(EventStore).read(`delegation-${meeting.delegationId}`);
    const points = delegation
      .filter(({ type }) => type === 'FocalPointAppointed')
      .map(({ data }) => (JSON.parse(data) as { readonly personId: string }).personId);
    expect(points).toHaveLength(2);
    // Whoever is told second is told later: their message is not stored at first.
    const told = points.at(-1)!;
    await owner.query(`
      create function refuse() returns trigger language plpgsql as $$ begin
        if new.type = 'NotificationQueued' and new.data like '%"digest"%' and new.data like '%${told}%'
        then raise exception 'not now'; end if;
        return new; end $$`);
    await owner.query('create trigger refuse before insert on log.facts for each row execute function refuse()');
    clock.jump('2099-01-07T23:00:01Z');
    await untilTrue(async () => (await allDigests()) >= 4);
    await owner.query('drop trigger refuse on log.facts');
    await owner.end();
    await untilTrue(async () => (await allDigests()) === 5);
    expect(await digestsTo('fp-ar@secretariat.example')).toBe(2);
    expect(await digestsTo('fp-ar-2@secretariat.example')).toBe(1);
  });

  it('a reminder brings a fresh link after the days of the rules, in the language of the person; a hold stops it', async () => {
    clock.jump('2099-01-08T15:00:30Z');
    const reminder = await eventually(async () =>
      (await client.mailTo('two@ar.example')).find(({ subject }) => subject.startsWith('Recordatorio')),
    );
    expect(reminder.text).toContain('Completar el perfil');
    await untilTrue(async () => (await remindersTo('one@bz.example')) === 1);
    const [invitation] = await client.mailTo('two@ar.example');
    expect(linkIn(reminder)).not.toBe(linkIn(invitation!));
    expect((await client.nobody.post(`/invitations/${linkIn(invitation!)}`)).status).toBe(410);
    expect(await remindersTo('one@ar.example')).toBe(0);
    expect(await remindersTo('two@bz.example')).toBe(0);
  });

  it('what fell due while no process ran is sent once by the next one, and a profile that is there stops it', async () => {
    const reminder = (await client.mailTo('one@bz.example', 2))[1]!;
    const token = await enter(client, linkIn(reminder));
    await done(client.bearing(token).post(`/files/${await fileOf('one@bz.example')}/profile`, profileBody));
    await stop();
    clock.jump('2099-01-11T15:01:00Z');
    await start();
    await untilTrue(async () => (await remindersTo('two@ar.example')) === 2);
    await untilTrue(async () => (await remindersTo('two@bz.example')) === 1);
    await stop();
    await start();
    clock.jump('2099-01-20T15:00:00Z');
    const witness = await lookedAt('witness');
    clock.jump('2099-01-24T15:00:00Z');
    await untilTrue(async () => (await remindersTo(witness)) === 1);
    await untilTrue(async () => (await remindersTo('two@bz.example')) === 2);
    expect(await remindersTo('one@bz.example')).toBe(1);
    expect(await remindersTo('two@ar.example')).toBe(2);
    expect(await remindersTo('one@ar.example')).toBe(0);
  });

  it('a file that is resumed is reminded again, and no one once the meeting has begun', async () => {
    await done(decide(client.as('verifier'), await fileOf('one@ar.example'), 'resumption'));
    await nominate(client.as('fp-ar'), meeting.delegationId, 'late@ar.example');
    await client.mailTo('late@ar.example');
    clock.jump('2099-01-27T16:00:00Z');
    await untilTrue(async () => (await remindersTo('one@ar.example')) === 1);
    await untilTrue(async () => (await remindersTo('late@ar.example')) === 1);
    clock.jump('2099-03-01T05:00:01Z');
    // The rules of this day are dealt with when its digest has come.
    await nominateLate();
    clock.jump('2099-03-01T23:00:02Z');
    await eventually(async () =>
      (await client.mailTo('fp-ar@secretariat.example')).find(({ text }) => text.includes('  Plazas en uso: 5\n')),
    );
    expect(await remindersTo('one@ar.example')).toBe(1);
    expect(await remindersTo('late@ar.example')).toBe(1);
  });

  const fileOf = async (email: string): Promise<string> => {
    const pool = new pg.Pool({ connectionString: home.database.url });
    const { rows } = await pool.query<{ id: string }>(`select id from read.files where nominee ->> 'email' = $1`, [
      email,
    ]);
    await pool.end();
    return rows[0]!.id;
  };
  const nominateLate = (): Promise<unknown> =>
    done(
      client.as('registrar').post(`/delegations/${meeting.delegationId}/nominations`, {
        nominee: { givenNames: 'Ana', familyNames: 'Sol', functionalTitle: 'Directora', email: 'last@ar.example' },
        capacity: 'delegate',
        language: 'es',
        lateReason: 'Needed',
      }),
    );
});
