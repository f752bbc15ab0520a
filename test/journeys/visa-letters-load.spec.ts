import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp } from '../setup/app.js';
import { clientOf, done, type TestClient, type TestPerson } from '../setup/client.js';
import { untilTrue } from '../setup/eventually.js';
import { putFiles } from '../setup/put-files.js';
import { conveneSmallMeeting, type SmallMeeting } from '../setup/small-meeting.js';
import { letterheadBody, letterOnce, visaLetterBody } from '../setup/visa-letters.js';

/** CREDENCE_LETTERS=1000 for the load that a large meeting brings in one night. */
const LETTERS = Number(process.env['CREDENCE_LETTERS'] ?? 60);
const ATONCE = 4;
const MEGABYTE = 1024 * 1024;

describe(`${LETTERS} visa letters at once`, () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let protocol: TestPerson;
  let fileIds: readonly string[];

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    meeting = await conveneSmallMeeting(client, { quota: 2 * LETTERS });
    protocol = client.as('protocol');
    const letterhead = `/meetings/${meeting.meetingId}/letterhead`;
    await done(protocol.post(letterhead, letterheadBody));
    await done(protocol.post(`${letterhead}/authorisations`, { reason: 'Many letters' }));
    fileIds = await putFiles(client.app, meeting.delegationId, LETTERS, 'approved');
    const last = fileIds.at(-1) ?? '';
    await untilTrue(async () => (await protocol.get(`/files/${last}`)).status === 200, 60_000);
  }, 300_000);
  afterAll(() => client.app.stop());

  /** Milliseconds that answers take until something is done, and what memory there is meanwhile. */
  const watch = async (until: Promise<unknown>): Promise<Watched> => {
    let isDone = false;
    void until.finally(() => (isDone = true)).catch(() => undefined);
    const times: number[] = [];
    const heap: number[] = [];
    const rss: number[] = [];
    while (!isDone) {
      const start = performance.now();
      await done(protocol.get(`/meetings/${meeting.meetingId}/files?limit=20`));
      times.push(performance.now() - start);
      const { heapUsed, rss: resident } = process.memoryUsage();
      heap.push(heapUsed / MEGABYTE);
      rss.push(resident / MEGABYTE);
      await sleep(20);
    }
    return { times, heap, rss };
  };

  it('are made once each, while the API goes on answering', async () => {
    const idle = await watch(sleep(2_000));
    const started = performance.now();
    const busy = await watch(makeAll());
    const seconds = (performance.now() - started) / 1_000;
    report(idle, busy, seconds);

    const numbers = new Set<string>();
    for (const fileId of fileIds) {
      const { number, sha256 } = await letterOnce(protocol, fileId, 'issued');
      const { bytes } = await done(protocol.get(`/files/${fileId}/visa-letter/letter.pdf`));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      numbers.add(number ?? '');
    }
    expect(numbers.size).toBe(LETTERS);
    expect(numbers.has('')).toBe(false);
    const failed = `/meetings/${meeting.meetingId}/visa-letters?status=failed`;
    expect((await done(protocol.get<{ items: unknown[] }>(failed))).body.items).toEqual([]);
  }, 600_000);

  async function makeAll(): Promise<void> {
    const waiting = [...fileIds];
    const requester = async (): Promise<void> => {
      for (let fileId = waiting.pop(); fileId !== undefined; fileId = waiting.pop())
        await done(client.as('fp-ar').post(`/files/${fileId}/visa-letter`, visaLetterBody));
    };
    await Promise.all(Array.from({ length: ATONCE }, requester));
    for (const fileId of fileIds)
      await untilTrue(async () => {
        const { body } = await done(protocol.get(`/files/${fileId}/visa-letter`));
        if (body['status'] !== 'issued') await sleep(100);
        return body['status'] === 'issued';
      }, 300_000);
  }
});

interface Watched {
  readonly times: readonly number[];
  readonly heap: readonly number[];
  readonly rss: readonly number[];
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0;
const round = (value: number): number => Math.round(value * 10) / 10;
/** The median of each quarter: level where the last ones are alike. */
const quarters = (values: readonly number[]): readonly number[] =>
  [0, 1, 2, 3].map((part) => {
    const size = values.length / 4;
    return Math.round(quantile(values.slice(Math.floor(part * size), Math.ceil((part + 1) * size)), 0.5));
  });

function report(idle: Watched, busy: Watched, seconds: number): void {
  const ratio = (q: number): number => round(quantile(busy.times, q) / quantile(idle.times, q));
  const lines = [
    `${LETTERS} letters in ${round(seconds)} s (${round(LETTERS / seconds)} a second)`,
    `a GET takes ${round(quantile(idle.times, 0.5))} ms (p95 ${round(quantile(idle.times, 0.95))}) before and ${round(quantile(busy.times, 0.5))} ms (p95 ${round(quantile(busy.times, 0.95))}) meanwhile: ${ratio(0.5)} and ${ratio(0.95)} times`,
    `heap by quarters ${quarters(busy.heap).join(', ')} MB; resident ${quarters(busy.rss).join(', ')} MB`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
