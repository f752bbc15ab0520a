import { Queue, withBackend, createPostgresBackend } from 'bullmq';
import { Consumers } from '../../src/event-sourcing/consumers.js';
import { openTestHome, startTestApp, type TestApp, type TestHome } from '../setup/app.js';
import { clientOf, done, type Fields, type TestClient } from '../setup/client.js';
import { untilTrue } from '../setup/eventually.js';
import { describeOnRedis } from '../setup/on-redis.js';
import { conveneSmallMeeting, nominate } from '../setup/small-meeting.js';

async function mailQueue({ services }: TestApp): Promise<Queue> {
  const { kind, url } = services.queue;
  if (kind === 'redis') return new Queue('mail', { connection: { url } });
  const { Queue: PostgresQueue } = withBackend(createPostgresBackend);
  return new PostgresQueue('mail', { connection: { connectionString: url, migrate: true } }) as unknown as Queue;
}

function messagesAreSent(queue: 'postgres' | 'redis'): void {
  let home: TestHome;
  let running: TestApp | undefined;
  let delegationId: string;

  const start = async (worker: boolean): Promise<TestClient> => {
    running = await startTestApp({ home, queue, worker });
    return clientOf(running);
  };
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  const withQueue = async (work: (opened: Queue) => Promise<unknown>): Promise<void> => {
    const opened = await mailQueue(running!);
    await work(opened).finally(() => opened.close());
  };
  const messagesOf = async (client: TestClient): Promise<readonly Fields[]> =>
    (await done(client.as('auditor').get<{ items: Fields[] }>('/meetings/queued/messages'))).body.items;
  /** All of them are sent, each once: the log, the read table and the inbox agree. */
  const allAreSentOnce = async (client: TestClient, people: readonly string[]): Promise<void> => {
    await untilTrue(async () => {
      const messages = await messagesOf(client);
      return messages.length === people.length && messages.every(({ status }) => status === 'sent');
    });
    const mails = await client.app.inbox.listMessages();
    expect(mails.flatMap(({ to }) => to).toSorted()).toEqual(people.toSorted());
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(people.length);
  };

  beforeAll(async () => {
    home = await openTestHome();
    const client = await start(false);
    await withQueue((opened) => opened.obliterate({ force: true }));
    ({ delegationId } = await conveneSmallMeeting(client, { meetingId: 'queued', quota: 10 }));
  });
  afterAll(async () => {
    await stop();
    await home.drop();
  });

  it('N2 what is nominated while no worker runs is told once by the worker that comes, the very first one too', async () => {
    const before = clientOf(running!);
    for (const name of ['a', 'b', 'c']) await nominate(before.as('fp-ar'), delegationId, `${name}@ar.example`);
    expect(await before.app.inbox.listMessages()).toEqual([]);
    await stop();
    await allAreSentOnce(await start(true), ['a@ar.example', 'b@ar.example', 'c@ar.example']);
  });

  it('N2 a queue that was emptied while messages waited is filled again from the log, and each is sent once', async () => {
    await stop();
    const client = await start(false);
    // The log is followed, and nobody does the jobs.
    client.app.app.get(Consumers).start();
    for (const name of ['d', 'e']) await nominate(client.as('fp-ar'), delegationId, `${name}@ar.example`);
    await withQueue((opened) => untilTrue(async () => (await opened.getJobCountByTypes('waiting')) === 2));
    await untilTrue(async () => (await messagesOf(client)).length === 5);
    await withQueue((opened) => opened.obliterate({ force: true }));
    expect((await messagesOf(client)).filter(({ status }) => status === 'queued')).toHaveLength(2);
    await stop();
    await allAreSentOnce(
      await start(true),
      ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@ar.example`),
    );
  });

  it('N2 a worker that starts again has nothing to send', async () => {
    await stop();
    const client = await start(true);
    await nominate(client.as('fp-ar'), delegationId, 'f@ar.example');
    await allAreSentOnce(
      client,
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@ar.example`),
    );
  });
}

describe('the journey of a message on PostgreSQL', () => messagesAreSent('postgres'));
describeOnRedis('the journey of a message on Redis', () => messagesAreSent('redis'));
