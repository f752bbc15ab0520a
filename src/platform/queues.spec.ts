import { PinoLogger } from 'nestjs-pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createTestDatabase, type TestDatabase } from '../../test/setup/database.js';
import { describeOnRedis } from '../../test/setup/on-redis.js';
import { refuseEviction } from './queue-backend.js';
import { beginAgain, beginAllAgain, deadLettersIn, type QueueState } from './queue-desk.js';
import { NoUseTryingAgain, Queues } from './queues.js';
import type { Services } from './services.js';

const logger = new PinoLogger({ pinoHttp: { logger: pino({ level: 'silent' }) } });

const refused = '550 5.1.1 <ana@x.example> no such mailbox';

interface Letter {
  readonly letterId: string;
}

function behavesAsAQueue(backend: () => Services['queue']): void {
  let queues: Queues;
  let name: string;

  beforeEach(() => {
    name = `letters-${crypto.randomUUID()}`;
    queues = new Queues(backend(), logger);
  });

  afterEach(() => queues.close());

  const stateOf = async (): Promise<QueueState> => (await queues.states()).find((state) => state.name === name)!;
  const isEmpty = ({ waiting, active, delayed, failed }: QueueState): boolean =>
    [waiting, active, delayed, failed].every((count) => count === 0);

  it('does a job once it is started, and keeps nothing of it', async () => {
    const done: string[] = [];
    queues.work<Letter>(name, ({ letterId }) => Promise.resolve(void done.push(letterId)), { concurrency: 2 });
    await queues.queue<Letter>(name).add('send', { letterId: 'a' });
    await sleep(200);
    expect(done).toEqual([]);
    queues.start();
    await until(() => done.length === 1);
    await until(async () => isEmpty(await stateOf()));
  });

  const twice = { attempts: 2, backoff: { type: 'fixed', delay: 10 } } as const;

  it('tries a failing job again, and keeps what failed for good, with a reason that quotes nothing', async () => {
    let tries = 0;
    queues.start();
    queues.work<Letter>(
      name,
      () => {
        tries += 1;
        return Promise.reject(Object.assign(new Error('to ana@x.example'), { code: 'EENVELOPE', response: refused }));
      },
      { concurrency: 1 },
    );
    await queues.queue<Letter>(name).add('send', { letterId: 'a' }, { ...twice, jobId: 'letter-a' });
    await until(async () => (await stateOf()).failed === 1);
    expect(tries).toBe(2);
    const [dead] = await queues.at(name, (queue) => deadLettersIn(queue, 0, 10));
    expect(dead).toEqual({
      id: 'letter-a',
      name: 'send',
      data: { letterId: 'a' },
      attempts: 2,
      reason: 'Error EENVELOPE 550 5.1.1',
      failedAt: expect.stringMatching(/^\d{4}-/u) as string,
    });
    expect(await queues.at(name, (queue) => deadLettersIn(queue, 1, 10))).toEqual([]);
    const stored = await queues.at(name, (queue) => queue.getJob('letter-a'));
    expect(JSON.stringify(stored)).not.toContain('ana@');
  });

  it('a dead letter stays when it is added, begins again when it is added again, and by hand with all others', async () => {
    const done: string[] = [];
    let works = false;
    queues.start();
    queues.work<Letter>(
      name,
      ({ letterId }) => {
        if (!works) return Promise.reject(new NoUseTryingAgain(new Error('no')));
        done.push(letterId);
        return Promise.resolve();
      },
      { concurrency: 1 },
    );
    const queue = queues.queue<Letter>(name);
    for (const letterId of ['a', 'b', 'c', 'd']) await queue.add('send', { letterId }, { jobId: `letter-${letterId}` });
    await until(async () => (await stateOf()).failed === 4);
    works = true;
    await queue.add('send', { letterId: 'a' }, { jobId: 'letter-a' });
    await sleep(300);
    expect(done).toEqual([]);
    await queue.addAgain('send', { letterId: 'a' }, { jobId: 'letter-a' });
    await until(() => done.length === 1);
    expect(await queues.at(name, (open) => beginAgain(open, 'letter-b'))).toBe(true);
    await until(() => done.length === 2);
    expect(await queues.at(name, (open) => beginAgain(open, 'letter-b'))).toBe(false);
    expect(await queues.at(name, (open) => beginAllAgain(open))).toBe(2);
    await until(() => done.length === 4);
    expect(done.toSorted()).toEqual(['a', 'b', 'c', 'd']);
    await until(async () => isEmpty(await stateOf()));
  });

  it('that is paused takes jobs and does none, and tells how long the oldest has waited', async () => {
    const done: string[] = [];
    queues.start();
    queues.work<Letter>(name, ({ letterId }) => Promise.resolve(void done.push(letterId)), { concurrency: 1 });
    await queues.at(name, (queue) => queue.pause());
    await queues.queue<Letter>(name).add('send', { letterId: 'a' });
    await sleep(1_600);
    await queues.queue<Letter>(name).add('send', { letterId: 'b' });
    const state = await stateOf();
    expect(state).toMatchObject({ waiting: 2, active: 0, failed: 0, paused: true });
    expect(state.oldestWaitingSeconds).toBeGreaterThanOrEqual(1);
    expect(done).toEqual([]);
    await queues.at(name, (queue) => queue.resume());
    await until(() => done.length === 2);
    expect((await stateOf()).paused).toBe(false);
  });

  it('takes a job with the same id once', async () => {
    const queue = queues.queue<Letter>(name);
    await queue.add('send', { letterId: 'a' }, { jobId: 'letter-a' });
    await queue.add('send', { letterId: 'a' }, { jobId: 'letter-a' });
    expect(await stateOf()).toMatchObject({ waiting: 1, active: 0, delayed: 0, failed: 0 });
  });

  it('begins no more jobs in a window than the limit, whatever the number of workers', async () => {
    const begun: number[] = [];
    queues.start();
    const limit = { max: 3, duration: 2_000 };
    for (let workers = 0; workers < 2; workers += 1) {
      queues.work<Letter>(name, () => Promise.resolve(void begun.push(performance.now())), { concurrency: 4, limit });
    }
    const queue = queues.queue<Letter>(name);
    for (let at = 0; at < 8; at += 1) await queue.add('send', { letterId: `limited-${at}` });
    await until(() => begun.length === 8);
    // Three windows at the least; the machine may be slow, and never fast.
    expect(begun[7]! - begun[0]!).toBeGreaterThan(2_000);
    expect(begun.every((at, index) => index < 6 || at - begun[index - 6]! > 1_000)).toBe(true);
  });

  it('lets the job under way end before it closes', async () => {
    let begun = false;
    let ended = false;
    queues.start();
    queues.work<Letter>(
      name,
      async () => {
        begun = true;
        await sleep(300);
        ended = true;
      },
      { concurrency: 1 },
    );
    await queues.queue<Letter>(name).add('send', { letterId: 'a' });
    await until(() => begun);
    await queues.close();
    expect(ended).toBe(true);
  });
}

describe('queues on PostgreSQL', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  behavesAsAQueue(() => ({ kind: 'postgres', url: database.url }));
});

describeOnRedis('queues on Redis', (url) => {
  behavesAsAQueue(() => ({ kind: 'redis', url }));

  it('do not start where Redis may drop jobs', async () => {
    const client = new Redis(url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    try {
      await expect(refuseEviction(url)).rejects.toThrow('Set it to noeviction');
    } finally {
      await client.config('SET', 'maxmemory-policy', 'noeviction');
    }
    await expect(refuseEviction(url)).resolves.toBeUndefined();
    client.disconnect();
  });
});

describe('queues without Redis', () => {
  const url = 'redis://127.0.0.1:9';

  it('do not start', async () => {
    await expect(refuseEviction(url)).rejects.toThrow('does not answer');
  });

  it('refuse a job within seconds when Redis went away', async () => {
    const queues = new Queues({ kind: 'redis', url }, logger);
    const begun = performance.now();
    await expect(queues.queue<Letter>('letters').add('send', { letterId: 'a' })).rejects.toThrow();
    expect(performance.now() - begun).toBeLessThan(15_000);
    await expect(queues.states()).rejects.toThrow();
    await queues.close();
  });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(25)) if (await holds()) return;
  throw new Error('It did not come about.');
}
