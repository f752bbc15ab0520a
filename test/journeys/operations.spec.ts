import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Consumers } from '../../src/event-sourcing/consumers.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, done, type Fields, refusal, type TestClient } from '../setup/client.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { factsOfLog } from '../setup/facts-of-log.js';
import { startMailServer, type TestMailServer } from '../setup/mail-server.js';
import { describeOnRedis } from '../setup/on-redis.js';
import { conveneSmallMeeting, nominate } from '../setup/small-meeting.js';

interface List {
  readonly items: readonly Fields[];
  readonly next: string | null;
}

const takenBy = (server: TestMailServer): readonly string[] => server.received.map(({ to }) => to);

function deadLettersAreDealtWith(queue: 'postgres' | 'redis'): void {
  let server: TestMailServer;
  let client: TestClient;
  let delegationId: string;

  const mailQueue = async (): Promise<Fields> =>
    (await done(client.as('administrator').get<List>('/operations/queues'))).body.items.find(
      ({ name }) => name === 'mail',
    )!;
  const deadLetters = async (query = ''): Promise<List> =>
    (await done(client.as('administrator').get<List>(`/operations/queues/mail/failed${query}`))).body;
  const statusesOf = async (): Promise<readonly unknown[]> =>
    (await done(client.as('auditor').get<List>('/meetings/small-meeting/messages'))).body.items.map(
      ({ status }) => status,
    );
  const act = (path: string): Promise<Fields> =>
    done(client.as('administrator').post(`/operations/${path}`)).then(({ body }) => body);

  beforeAll(async () => {
    server = await startMailServer();
    client = clientOf(await startTestApp({ queue, smtpUrl: server.url }));
    ({ delegationId } = await conveneSmallMeeting(client, { quota: 10 }));
  });
  afterAll(async () => {
    await client.app.stop();
    await server.stop();
  });

  it('a mail that is refused for good is a dead letter with its codes and no address, retried by hand it is sent', async () => {
    server.refuse(550, '5.1.1 <ana@ar.example> no such mailbox');
    await nominate(client.as('fp-ar'), delegationId, 'ana@ar.example');
    await untilTrue(async () => (await mailQueue())['failed'] === 1);
    const { items } = await deadLetters();
    expect(items).toHaveLength(1);
    const [dead = {}] = items;
    expect(dead).toMatchObject({ name: 'send', attempts: 1 });
    expect(dead['reason']).toMatch(/^Error EENVELOPE 550 5\.1\.1$/u);
    expect(dead['data']).toEqual({ messageId: dead['id'], resends: 0, correlationId: expect.any(String) as string });
    expect(JSON.stringify(items)).not.toContain('ana@');
    await untilTrue(async () => (await statusesOf()).includes('failed'));

    server.refuse(undefined);
    await act(`queues/mail/jobs/${String(dead['id'])}/retry`);
    await untilTrue(async () => (await statusesOf()).every((status) => status === 'sent'));
    expect(takenBy(server)).toEqual(['ana@ar.example']);
    await untilTrue(async () => (await mailQueue())['failed'] === 0);
    const again = client.as('administrator').post(`/operations/queues/mail/jobs/${String(dead['id'])}/retry`);
    expect(await refusal(again)).toBe('404 no-dead-letter');
  });

  it('many come in pages, and all are retried at once', async () => {
    server.refuse(552, '5.2.2 mailbox full');
    const people = ['b', 'c', 'd'].map((name) => `${name}@ar.example`);
    for (const email of people) await nominate(client.as('fp-ar'), delegationId, email);
    await untilTrue(async () => (await mailQueue())['failed'] === 3);
    const first = await deadLetters('?limit=2');
    const second = await deadLetters(`?limit=2&cursor=${first.next ?? ''}`);
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(3);
    server.refuse(undefined);
    expect(await act('queues/mail/retry-all')).toEqual({ retried: 3 });
    await untilTrue(() => takenBy(server).length === 4);
    await untilTrue(async () => (await statusesOf()).every((status) => status === 'sent'));
    expect(takenBy(server).toSorted()).toEqual(['ana@ar.example', ...people]);
    expect(await act('queues/mail/retry-all')).toEqual({ retried: 0 });
  });

  it('a queue that is paused sends nothing until it is resumed', async () => {
    expect(await act('queues/mail/pause')).toEqual({ name: 'mail', paused: true });
    await nominate(client.as('fp-ar'), delegationId, 'e@ar.example');
    await untilTrue(async () => (await mailQueue())['waiting'] === 1);
    expect(await mailQueue()).toMatchObject({
      paused: true,
      active: 0,
      oldestWaitingSeconds: expect.any(Number) as number,
    });
    expect(takenBy(server)).not.toContain('e@ar.example');
    await act('queues/mail/resume');
    await untilTrue(() => takenBy(server).includes('e@ar.example'));
    await untilTrue(async () => (await mailQueue())['waiting'] === 0);
    expect(await mailQueue()).toMatchObject({ paused: false, oldestWaitingSeconds: null });
  });

  it('every act by hand stands in the application log with who did it, and without a name', async () => {
    const { personId } = (await done(client.as('administrator').get<{ personId: string }>('/me'))).body;
    const lines = (await readFile(join(client.app.dataFolder, 'credence.log'), 'utf8'))
      .split('\n')
      .filter((line) => line.includes('done by hand'))
      .map((line) => JSON.parse(line) as Fields);
    expect(lines.map(({ act: done }) => done)).toEqual(['retry-job', 'retry-all', 'retry-all', 'pause', 'resume']);
    expect(lines.every((line) => line['actorId'] === personId && line['queue'] === 'mail')).toBe(true);
  });
}

describe('operations on PostgreSQL', () => deadLettersAreDealtWith('postgres'));
describeOnRedis('operations on Redis', () => deadLettersAreDealtWith('redis'));

describe('operations', () => {
  let client: TestClient;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    await conveneSmallMeeting(client);
  });
  afterAll(() => client.app.stop());

  it('tells how far every projection and reaction of the program has come', async () => {
    const { projectionNames } = client.app.app.get(Consumers);
    const items = await eventually(async () => {
      const listed = (await done(client.as('administrator').get<List>('/operations/consumers'))).body.items;
      return listed.every(({ factsBehind }) => factsBehind === 0) ? listed : undefined;
    });
    const namesOf = (kind: string): readonly unknown[] =>
      items.filter((item) => item['kind'] === kind).map(({ name }) => name);
    expect(namesOf('projection')).toEqual(projectionNames.toSorted());
    expect(namesOf('reaction')).toContain('send-notifications');
    expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['running']));
  });

  it('shows what a reaction parked, with the reason, and has it tried at once', async () => {
    const pool = client.app.app.get(pg.Pool);
    const facts = await factsOfLog(client.app.app.get(EventStore));
    const fact = facts.find(({ type }) => type === 'FocalPointAppointed');
    const park = async (): Promise<void> => {
      for (const revision of [String(fact!.revision), '999999']) {
        await pool.query(
          `insert into progress.parked (reaction, position, stream, revision, reason) values ('follow-delegation-list', $3, $1, $2, 'Error: away')
           on conflict (reaction, position, revision) do update set reason = excluded.reason`,
          [fact!.stream, revision, `p-${revision}`],
        );
      }
    };
    const parked = async (query = ''): Promise<List> =>
      (await done(client.as('administrator').get<List>(`/operations/parked${query}`))).body;
    // The product tries them from time to time by itself, perhaps in between.
    const { first, second } = await eventually(async () => {
      await park();
      const first = await parked('?limit=1');
      const second = await parked(`?limit=1&cursor=${first.next ?? ''}`);
      const isUntried = [...first.items, ...second.items].every(({ reason }) => reason === 'Error: away');
      return isUntried && second.items.length === 1 ? { first, second } : undefined;
    });
    expect(first.items[0]).toMatchObject({ reaction: 'follow-delegation-list', stream: fact!.stream });
    expect([second.items.length, second.next]).toEqual([1, null]);
    expect(second.items[0]!['position']).not.toBe(first.items[0]!['position']);
    // The fact that exists is dealt with; the other one cannot be, and stays.
    const { body } = await done(client.as('administrator').post('/operations/parked/follow-delegation-list/retry'));
    expect(body).toEqual({ reaction: 'follow-delegation-list', parked: 1 });
    expect((await parked()).items.map(({ revision }) => revision)).toEqual([999_999]);
    expect(await refusal(client.as('administrator').get('/operations/parked?cursor=eA'))).toBe('400 malformed-cursor');
  });

  it('of what does not exist says so', async () => {
    const administrator = client.as('administrator');
    expect(await refusal(administrator.get('/operations/queues/none/failed'))).toBe('404 queue-unknown');
    expect(await refusal(administrator.post('/operations/queues/none/pause'))).toBe('404 queue-unknown');
    expect(await refusal(administrator.post('/operations/queues/mail/jobs/none/retry'))).toBe('404 no-dead-letter');
    expect(await refusal(administrator.post('/operations/parked/none/retry'))).toBe('404 reaction-unknown');
  });

  it('is for administrators of the installation, not of a meeting', async () => {
    for (const path of ['queues', 'consumers', 'parked', 'queues/mail/failed'])
      expect(await refusal(client.as('chair').get(`/operations/${path}`))).toBe('403 not-allowed');
  });

  it('has a page in both languages that holds no data and runs no script but its own', async () => {
    const [spanish, english, chosen] = await Promise.all([
      client.nobody.get<string>('/operations', { 'accept-language': 'es-PA' }),
      client.nobody.get<string>('/operations', { 'accept-language': 'en' }),
      client.nobody.get<string>('/operations?lang=es', { 'accept-language': 'en' }),
    ]);
    expect(spanish.body).toContain('Trabajos fallidos');
    expect(english.body).toContain('Failed jobs');
    expect(chosen.body).toEqual(spanish.body);
    expect(spanish.body).toContain('Entrar como administrador de prueba');
    expect(spanish.headers.get('content-security-policy')).toMatch(/script-src 'self'; style-src 'self';/u);
    expect(spanish.body).not.toMatch(
      /<script(?![^>]*src="\/operations\/page\.js")|<style|\son\w+=|send-notifications/u,
    );
    const script = await client.nobody.get<string>('/operations/page.js');
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/u);
    expect(script.body).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage/u);
    expect((await client.nobody.get('/operations/page.css')).headers.get('content-type')).toMatch(/^text\/css/u);
    expect(await refusal(client.nobody.get('/operations?lang=fr'))).toBe('400 invalid-request');
  });
});
