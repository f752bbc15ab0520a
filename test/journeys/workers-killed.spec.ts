import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { sideBySide } from '../../src/demo/waiting.js';
import { type Answer, done, type Fields, type TestPerson } from '../setup/client.js';
import { untilTrue } from '../setup/eventually.js';
import { Installation } from '../setup/installation.js';
import { describeOnRedis } from '../setup/on-redis.js';
import { meetingBody, nomineeBody, profileBody, rulesBody } from '../setup/small-meeting.js';
import { letterheadBody, visaLetterBody } from '../setup/visa-letters.js';

/** How many letters, and the mails around them; 1,000 with `CREDENCE_LETTERS=1000 npx jest test/journeys/workers-killed`. */
const LETTERS = Number(process.env['CREDENCE_LETTERS'] ?? 10);
/** To the person the invitation, the approval and the letter; the letter to the focal point who asked for it, too. */
const MESSAGES = 4 * LETTERS;
const AT_ONCE = 8;
const MEETING = 'killed';
const LONG_MS = 180_000 + LETTERS * 4_000;

const rules = {
  ...rulesBody,
  categories: rulesBody.categories.map((category) => ({ ...category, evidence: { required: false, forms: [] } })),
};

/** With a Redis, its last database: other test files take the others. */
function everyCauseOnce(server?: string): void {
  const redisUrl = server && `${server}/15`;
  let running: Installation;
  let kills = 0;
  const person = (sub: string): TestPerson => running.as(sub);

  const killAtRandom = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await sleep(300 + Math.random() * 2_000, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const place = Math.random() < 0.5 ? 0 : 1;
      await running.killWorker(place);
      kills += 1;
      await running.startWorker(place);
    }
  };

  beforeAll(async () => {
    if (redisUrl) await emptied(redisUrl);
    running = await Installation.open(async () => ({ ...(redisUrl && { REDIS_URL: redisUrl }) }));
    await running.startApi();
    await running.startWorker(0);
    await running.startWorker(1);
    await convene(person);
  });
  afterAll(() => running.stop(), 60_000);

  it(
    `each cause has one letter and one message (${LETTERS} letters)`,
    async () => {
      const stopping = new AbortController();
      const killing = killAtRandom(stopping.signal);
      const files = Array.from({ length: LETTERS }, (_, number) => number);
      const fileIds = new Map<number, string>();
      await sideBySide(files, AT_ONCE, async (number) => fileIds.set(number, await approve(person, number)));
      await sideBySide(files, AT_ONCE, async (number) => {
        await request(person, fileIds.get(number) ?? '');
        if (redisUrl && number === Math.floor(LETTERS / 2)) await emptied(redisUrl);
      });
      await untilTrue(() => kills >= 3, LONG_MS);
      stopping.abort();
      await killing;
      await allIsDone(person);
      const counted = { kills, ...(await count(running, person)) };
      console.info(`${redisUrl ? 'redis' : 'postgres'}: ${JSON.stringify(counted)}`);
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

/** Nothing waits any more: not in the log, and no mail is on its way. */
const allIsDone = (person: (sub: string) => TestPerson): Promise<true> =>
  untilTrue(async () => {
    await sleep(500);
    const { byType } = (await done(person('auditor').get<FactCount>(`/meetings/${MEETING}/facts`))).body;
    if ((byType['VisaLetterIssued'] ?? 0) < LETTERS || (byType['NotificationSent'] ?? 0) < MESSAGES) return false;
    const told = await all<Told>(person('registration-officer'), `/meetings/${MEETING}/messages`);
    return told.length >= MESSAGES && told.every(({ status }) => status === 'sent');
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

describe('N2 V4 workers killed at random, with the queues in PostgreSQL', () => everyCauseOnce());
describeOnRedis('N2 V4 workers killed at random, with the queues in a Redis that is emptied meanwhile', everyCauseOnce);
