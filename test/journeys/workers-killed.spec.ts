import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { systemClock } from '../../src/platform/clock.js';
import { type Inbox, startInbox } from '../../src/platform/embedded/inbox.js';
import { personWith, type Answer, done, type Fields, type TestPerson } from '../setup/client.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { logOfTheTests, settingsOf } from '../setup/event-store-address.js';
import { untilTrue } from '../setup/eventually.js';
import { compileProduct, ProductProcess } from '../setup/product.js';
import { meetingBody, nomineeBody, profileBody, rulesBody } from '../setup/small-meeting.js';
import { letterheadBody, visaLetterBody } from '../setup/visa-letters.js';

/** How many letters, and the mails around them; 1,000 with `CREDENCE_LETTERS=1000 npx jest test/journeys/workers-killed`. */
const LETTERS = Number(process.env['CREDENCE_LETTERS'] ?? 10);
/** To the person the invitation, the approval and the letter; the letter to the focal point who asked for it, too. */
const MESSAGES = 4 * LETTERS;
const AT_ONCE = 8;
const MEETING = 'killed';
const LONG_MS = 60_000 + LETTERS * 2_000;

const hasRedis = Boolean(process.env['TEST_REDIS_URL']);
const skipped = 'workers killed on Redis: skipped, since neither REDIS_URL nor a redis-server is here';

const rules = {
  ...rulesBody,
  categories: rulesBody.categories.map((category) => ({ ...category, evidence: { required: false, forms: [] } })),
};

/** A real installation: the API, and beside it workers as processes of their own. */
class Installation {
  private api: ProductProcess | undefined;
  readonly workers = new Map<number, ProductProcess>();
  kills = 0;
  private url = '';

  private constructor(
    private readonly product: string,
    private readonly folder: string,
    private readonly database: TestDatabase,
    readonly inbox: Inbox,
    private readonly queue: Readonly<Record<string, string>>,
    private readonly log = logOfTheTests(),
  ) {}

  static async open(queue: Readonly<Record<string, string>>): Promise<Installation> {
    const folder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? '', 'killed-'));
    const product = await compileProduct(join(folder, 'product'));
    const inbox = await startInbox({ dataFolder: join(folder, 'mail'), clock: systemClock });
    return new Installation(product, folder, await createTestDatabase(), inbox, queue);
  }

  private start(program: 'main' | 'worker', says: RegExp): ReturnType<typeof ProductProcess.start> {
    const env = {
      NODE_ENV: 'test',
      PUBLIC_URL: 'http://localhost:3000',
      DATABASE_URL: this.database.url,
      KEYS_DATABASE_URL: this.database.keysUrl,
      SMTP_URL: this.inbox.smtpUrl,
      CREDENCE_WORKER: 'separate',
      ...settingsOf(this.log),
      ...this.queue,
    };
    return ProductProcess.start(this.product, program, ['--data', join(this.folder, 'data'), '--port', '0'], env, says);
  }

  async startApi(): Promise<void> {
    const { process, said } = await this.start('main', /API\s+(http:\S+)\/docs/u);
    this.api = process;
    this.url = said;
  }

  async startWorker(place: number): Promise<void> {
    this.workers.set(place, (await this.start('worker', /follows the log/u)).process);
  }

  async killWorker(place: number): Promise<void> {
    await this.workers.get(place)?.kill();
    this.kills += 1;
    await this.startWorker(place);
  }

  as(sub: string): TestPerson {
    const token = async (): Promise<string> => {
      const path = `${this.url}/dev/issuer/token`;
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ as: sub }) });
      return ((await answer.json()) as { access_token: string }).access_token;
    };
    let known: Promise<string> | undefined;
    return personWith(this.url, () => (known ??= token()));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.workers.values()].map((worker) => worker.kill()));
    await this.api?.stop();
    await this.inbox.stop();
    await this.database.drop();
  }
}

async function side<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function everyCauseOnce(backend: 'postgres' | 'redis'): void {
  const redisUrl = `${process.env['TEST_REDIS_URL'] ?? ''}/15`;
  let running: Installation;
  const as = new Map<string, TestPerson>();
  const person = (sub: string): TestPerson => {
    const known = as.get(sub) ?? running.as(sub);
    as.set(sub, known);
    return known;
  };

  beforeAll(async () => {
    if (backend === 'redis') await emptied(redisUrl);
    running = await Installation.open(backend === 'redis' ? { REDIS_URL: redisUrl } : {});
    await running.startApi();
    await running.startWorker(0);
    await running.startWorker(1);
    await convene(person);
  }, 60_000);
  afterAll(() => running.stop(), 60_000);

  it(
    `each cause has one letter and one message (${LETTERS} letters)`,
    async () => {
      const stopping = new AbortController();
      const killing = killAtRandom(running, stopping.signal);
      const files = Array.from({ length: LETTERS }, (_, number) => number);
      const fileIds = new Map<number, string>();
      await side(files, async (number) => fileIds.set(number, await approve(person, number)));
      await side(files, async (number) => {
        await request(person, fileIds.get(number) ?? '');
        if (backend === 'redis' && number === Math.floor(LETTERS / 2)) await emptied(redisUrl);
      });
      await killAtLeast(running, 3);
      stopping.abort();
      await killing;
      await allIsDone(person);
      const counted = await count(running, person);
      console.info(`${backend}: ${JSON.stringify(counted)}`);
      expect(counted).toMatchObject({
        letters: LETTERS,
        numbers: LETTERS,
        messages: MESSAGES,
        causes: MESSAGES,
        messageIds: MESSAGES,
        failed: 0,
      });
    },
    LONG_MS,
  );
}

async function convene(person: (sub: string) => TestPerson): Promise<void> {
  const administrator = person('administrator');
  await done(administrator.post('/meetings', meetingBody(MEETING)));
  await done(administrator.post(`/meetings/${MEETING}/rules`, rules));
  for (const role of [
    'registration-officer',
    'verifying-officer',
    'approving-officer',
    'protocol-officer',
    'auditor',
  ]) {
    const body = { subject: role, role, name: 'Ana Pérez', email: `${role}@secretariat.example`, language: 'es' };
    await done(administrator.post(`/meetings/${MEETING}/officers`, body));
  }
  const invitation = { entity: 'AR', category: 'member-state', language: 'es', quota: { total: LETTERS } };
  const reason = { reasonCode: 'standard', reason: 'The same for everybody' };
  await done(administrator.post(`/meetings/${MEETING}/delegations`, { ...invitation, ...reason }));
  const point = { subject: 'focal-point', name: 'Luz Ríos', email: 'fp@ar.example', language: 'es' };
  const act = { form: 'note-verbale', date: '2026-10-01' };
  await done(person('registration-officer').post(`/delegations/${MEETING}.AR/focal-points`, { ...point, act }));
  const protocol = person('protocol-officer');
  await done(protocol.post(`/meetings/${MEETING}/letterhead`, letterheadBody));
  await done(protocol.post(`/meetings/${MEETING}/letterhead/authorisations`, { reason: 'For the whole meeting' }));
}

/** From the nomination to the approval; what was accepted before a worker died is asked again with the same key. */
async function approve(person: (sub: string) => TestPerson, number: number): Promise<string> {
  const nominee = nomineeBody(`person-${number}@ar.example`);
  const nomination = { nominee, capacity: 'delegate', language: number % 2 === 0 ? 'es' : 'en' };
  const path = `/delegations/${MEETING}.AR/nominations`;
  const { fileId } = (await done(person('focal-point').post<{ fileId: string }>(path, nomination))).body;
  await again(() => person('focal-point').post(`/files/${fileId}/profile`, profileBody), 404);
  await decided(person('verifying-officer'), fileId, 'verification');
  await decided(person('approving-officer'), fileId, 'approval');
  return fileId;
}

/** The officer looks again until the read table has caught up with the log. */
async function decided(officer: TestPerson, fileId: string, decision: string): Promise<void> {
  await untilTrue(async () => {
    const { status, body } = await officer.get<{ revision: number }>(`/files/${fileId}`);
    if (status !== 200) return false;
    const answer = await officer.post(`/files/${fileId}/${decision}`, undefined, { 'if-match': `"${body.revision}"` });
    if (answer.status >= 300 && ![409, 412].includes(answer.status)) await done(Promise.resolve(answer));
    return answer.status < 300;
  }, LONG_MS);
}

const request = (person: (sub: string) => TestPerson, fileId: string): Promise<void> =>
  again(() => person('focal-point').post(`/files/${fileId}/visa-letter`, visaLetterBody), 409);

/** What a reaction still has to do is waited for, as a client would. */
async function again(send: () => Promise<Answer<unknown>>, notYet: number): Promise<void> {
  await untilTrue(async () => {
    const answer = await send();
    if (answer.status !== notYet) await done(Promise.resolve(answer));
    return answer.status < 300;
  }, LONG_MS);
}

async function killAtRandom(running: Installation, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(300 + Math.random() * 2_000, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await running.killWorker(Math.random() < 0.5 ? 0 : 1);
  }
}

const killAtLeast = (running: Installation, kills: number): Promise<true> =>
  untilTrue(() => running.kills >= kills, LONG_MS);

/** Nothing waits any more: not in the log, and no mail is on its way. */
const allIsDone = (person: (sub: string) => TestPerson): Promise<true> =>
  untilTrue(async () => {
    await sleep(500);
    const { byType } = (await done(person('auditor').get<FactCount>(`/meetings/${MEETING}/facts`))).body;
    return (byType['VisaLetterIssued'] ?? 0) >= LETTERS && (byType['NotificationSent'] ?? 0) >= MESSAGES;
  }, LONG_MS);

interface FactCount {
  readonly byType: Readonly<Record<string, number>>;
}

interface Told {
  readonly causeId: string;
  readonly kind: string;
  readonly recipientId: string;
  readonly status: string;
}

async function count(running: Installation, person: (sub: string) => TestPerson): Promise<Fields> {
  const { byType } = (await done(person('auditor').get<FactCount>(`/meetings/${MEETING}/facts`))).body;
  const letters = await all<{ number: string }>(person('protocol-officer'), `/meetings/${MEETING}/visa-letters`);
  const messages = await all<Told>(person('registration-officer'), `/meetings/${MEETING}/messages`);
  const mails = await running.inbox.listMessages();
  const messageIds = new Set(mails.map(({ messageId }) => messageId));
  return {
    kills: running.kills,
    letters: byType['VisaLetterIssued'],
    numbers: new Set(letters.map(({ number }) => number)).size,
    messages: messages.length,
    causes: new Set(messages.map(({ causeId, kind, recipientId }) => `${causeId} ${kind} ${recipientId}`)).size,
    failed: messages.filter(({ status }) => status !== 'sent').length,
    mails: mails.length,
    messageIds: messageIds.size,
    repeatsWithTheSameMessageId: mails.length - messageIds.size,
  };
}

async function all<T>(reader: TestPerson, path: string): Promise<readonly T[]> {
  const items: T[] = [];
  for (let cursor = ''; ;) {
    const page = (await done(reader.get<{ items: T[]; next: string | null }>(`${path}?limit=200${cursor}`))).body;
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${page.next}`;
  }
}

async function emptied(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushdb().finally(() => redis.disconnect());
}

describe('N2 V4 workers killed at random, with the queues in PostgreSQL', () => everyCauseOnce('postgres'));
(hasRedis ? describe : describe.skip)(
  hasRedis ? 'N2 V4 workers killed at random, with the queues in a Redis that is emptied meanwhile' : skipped,
  () => everyCauseOnce('redis'),
);
