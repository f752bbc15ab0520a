import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AppModule } from '../../src/app.module.js';
import { createWorkerApplication } from '../../src/platform/application.js';
import { systemClock } from '../../src/platform/clock.js';
import { openLogger } from '../../src/platform/edge/logging.js';
import { readSettings } from '../../src/platform/settings.js';
import { MetricsServer } from '../../src/platform/telemetry/metrics-server.js';
import { mayScrape } from '../../src/platform/telemetry/scraping.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, done, type TestClient } from '../setup/client.js';
import { type CollectedSpan, type Collector, startCollector } from '../setup/collector.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { factsOfLog } from '../setup/facts-of-log.js';
import { conveneSmallMeeting, nominate } from '../setup/small-meeting.js';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The text format of Prometheus, version 0.0.4. */
function samplesIn(text: string): readonly Sample[] {
  return text.split('\n').flatMap((line) => {
    if (line === '' || /^# (HELP|TYPE) \w+ /u.test(line)) return [];
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/u.exec(line) ?? [];
    if (name === undefined) throw new Error(`No sample: ${line}`);
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/gu)].map(
      ([, key = '', text = '']) => [key, text] as const,
    );
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

const valueOf = (samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number =>
  samples
    .filter((sample) => sample.name === name && Object.entries(labels).every(([key, is]) => sample.labels[key] === is))
    .reduce((sum, { value }) => sum + value, 0);

async function scrape(client: TestClient): Promise<readonly Sample[]> {
  return samplesIn((await done(client.nobody.get<string>('/metrics'))).body);
}

const loadedTracing = (): readonly string[] =>
  Object.keys(require.cache).filter((file) => /\/node_modules\/@opentelemetry\/(?!api\/)/u.test(file));

// The first of this file: what it loads, nobody unloads. The API without its SDK does nothing, and is loaded by the metrics too.
describe('without an address for traces', () => {
  it('nothing of OpenTelemetry is loaded', async () => {
    const app = await startTestApp();
    await done(clientOf(app).as('administrator').get('/meetings'));
    await app.stop();
    expect(loadedTracing()).toEqual([]);
  });
});

describe('metrics', () => {
  let client: TestClient;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
  });
  afterAll(() => client.app.stop());

  it('count requests by the pattern of their route, commands by outcome, facts, reactions, jobs and mails', async () => {
    const { delegationId } = await conveneSmallMeeting(client, { quota: 2 });
    for (const name of ['a', 'b']) await nominate(client.as('fp-ar'), delegationId, `${name}@ar.example`);
    const body = { nominee: { givenNames: 'C', familyNames: 'C', functionalTitle: 'C', email: 'c@ar.example' } };
    const path = `/delegations/${delegationId}/nominations`;
    const third = await client.as('fp-ar').post(path, { ...body, capacity: 'delegate', language: 'es' });
    expect(third.status).toBe(409);
    const meeting = { 'idempotency-key': 'once' };
    const zone = { code: 'hall', names: { es: 'Sala', en: 'Hall' }, categories: [], capacities: [] };
    for (let times = 0; times < 2; times += 1)
      await done(
        client
          .as('administrator')
          .post('/meetings/small-meeting/zones', { ...zone, travelDocumentRequired: false }, meeting),
      );
    await Promise.all(['a', 'b'].map((name) => client.mailTo(`${name}@ar.example`)));
    const samples = await eventually(async () => {
      const found = await scrape(client);
      return valueOf(found, 'credence_facts_appended_total', { type: 'NotificationSent' }) === 2 ? found : undefined;
    });
    const route = '/delegations/:delegationId/nominations';
    const requests = (status: string): number =>
      valueOf(samples, 'credence_http_request_seconds_count', { method: 'POST', route, status });
    expect([requests('2xx'), requests('4xx'), requests('5xx')]).toEqual([2, 1, 0]);
    const commands = (command: string, outcome: string): number =>
      valueOf(samples, 'credence_command_seconds_count', { command, outcome });
    expect(commands('NominateDelegate', 'decided')).toBe(2);
    expect(commands('NominateDelegate', 'rejected') + commands('NominateDelegate', 'refused')).toBe(1);
    expect([commands('ConfigureZone', 'decided'), commands('ConfigureZone', 'again')]).toEqual([2, 1]);
    const stored = new Map<string, number>();
    for (const { type } of await factsOfLog(client.app.app.get(EventStore)))
      stored.set(type, (stored.get(type) ?? 0) + 1);
    const appended = samples.filter(({ name }) => name === 'credence_facts_appended_total');
    expect(Object.fromEntries(appended.map(({ labels, value }) => [labels['type'], value]))).toEqual(
      Object.fromEntries(stored),
    );
    expect(valueOf(samples, 'credence_mail_seconds_count', { outcome: 'sent' })).toBe(2);
    expect(valueOf(samples, 'credence_job_seconds_count', { queue: 'mail' })).toBe(2);
    expect(valueOf(samples, 'credence_reaction_seconds_count', { reaction: 'send-notifications' })).toBe(2);
  });

  it('say how queues, readers and log stand, and of what the process is made', async () => {
    const level = await eventually(async () => {
      const found = await scrape(client);
      const isWhole = ['queues', 'readers', 'log'].every((part) => valueOf(found, 'credence_gathered', { part }) === 1);
      return isWhole && valueOf(found, 'credence_reader_lag_facts') === 0 ? found : undefined;
    });
    const states = level.filter(({ name }) => name === 'credence_queue_jobs').map(({ labels }) => labels['state']);
    expect([...new Set(states)].toSorted()).toEqual(['active', 'delayed', 'failed', 'waiting']);
    expect(valueOf(level, 'credence_log_position')).toBeGreaterThan(20);
    expect(valueOf(level, 'credence_log_newest_fact_age_seconds')).toBeGreaterThan(0);
    expect(valueOf(level, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect(level.filter(({ name }) => name === 'credence_reader_stopped').length).toBeGreaterThan(10);
  });

  it('tell of a transaction that stays open and hides facts from all readers', async () => {
    const open = new pg.Client({ connectionString: client.app.services.databaseUrl });
    await open.connect();
    try {
      // What was gathered is remembered for two seconds; for as long this one would hide the facts of all other suites, too.
      await sleep(2_100);
      await open.query('begin');
      await open.query('select pg_current_xact_id()');
      await sleep(250);
      await untilTrue(async () => valueOf(await scrape(client), 'credence_log_oldest_transaction_seconds') > 0.2);
    } finally {
      await open.end();
    }
  });

  it('bear no id and nothing of a person', async () => {
    const { body } = await done(client.nobody.get<string>('/metrics'));
    expect(body).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|@|small-meeting|Núñez/u);
  });
});

describe('metrics with a token', () => {
  it('are read with it, by nobody else, and from a worker at a port of its own', async () => {
    const token = 'a-token-of-the-monitor';
    const app = await startTestApp({ env: { CREDENCE_METRICS_TOKEN: token } });
    const statusOf = async (authorization?: string): Promise<number> =>
      (await fetch(`${app.url}/metrics`, authorization === undefined ? {} : { headers: { authorization } })).status;
    try {
      expect(await statusOf()).toBe(401);
      expect(await statusOf(`Bearer ${await app.token('administrator')}`)).toBe(401);
      expect(await statusOf(`Bearer ${token}x`)).toBe(401);
      expect(await statusOf(`Bearer ${token}`)).toBe(200);
      expect(app.app.get(MetricsServer).address).toBeUndefined();
      const set = { NODE_ENV: 'test', CREDENCE_METRICS_TOKEN: token, CREDENCE_METRICS_PORT: '0' };
      const settings = readSettings(set, ['--data', app.dataFolder]);
      const platform = { settings, services: app.services, clock: systemClock, logger: openLogger('silent') };
      const worker = await createWorkerApplication(AppModule.with({ ...platform, worker: true }), platform);
      const address = worker.get(MetricsServer).address ?? '';
      const authorization = `Bearer ${token}`;
      await untilTrue(async () => {
        const answer = await fetch(`${address}/metrics`, { headers: { authorization } });
        return valueOf(samplesIn(await answer.text()), 'credence_gathered') === 3;
      });
      expect((await fetch(`${address}/metrics`)).status).toBe(401);
      expect((await fetch(`${address}/operations`, { headers: { authorization } })).status).toBe(404);
      await worker.close();
      await expect(fetch(`${address}/metrics`)).rejects.toThrow();
    } finally {
      await app.stop();
    }
  });

  it('and without one are open in development, and closed in production', () => {
    expect(mayScrape({ production: false }, undefined)).toBe('yes');
    expect(mayScrape({ production: true }, undefined)).toBe('closed');
    expect(mayScrape({ production: true }, 'Bearer anything')).toBe('closed');
    expect(mayScrape({ production: true, metricsToken: 'a-token-of-the-monitor' }, undefined)).toBe('no');
  });
});

describe('traces', () => {
  let collector: Collector;
  let client: TestClient;
  let delegationId: string;

  beforeAll(async () => {
    collector = await startCollector();
    client = clientOf(await startTestApp({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } }));
    ({ delegationId } = await conveneSmallMeeting(client));
  });
  afterAll(async () => {
    await client.app.stop();
    await collector.stop();
  });

  const nominateWith = async (email: string, headers: Readonly<Record<string, string>>): Promise<void> => {
    const nominee = { givenNames: 'María', familyNames: 'Núñez', functionalTitle: 'Directora', email };
    const body = { nominee, capacity: 'delegate', language: 'es' };
    await done(client.as('fp-ar').post(`/delegations/${delegationId}/nominations`, body, headers));
    await client.mailTo(email);
  };

  /** All spans of a trace, once the mail and what is noted of it are among them. */
  const spansOf = (traceId: string): Promise<readonly CollectedSpan[]> =>
    eventually(() => {
      const found = collector.spans.filter((span) => span.traceId === traceId);
      return found.some(({ name }) => name === 'job mail') && found.some(({ name }) => name.startsWith('POST'))
        ? found
        : undefined;
    });

  /** From a span up to its root. */
  const wayOf = (spans: readonly CollectedSpan[], name: string): readonly string[] => {
    const span = spans.find((each) => each.name === name);
    if (span === undefined) throw new Error(`There is no span ${name}.`);
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    return parent === undefined ? [name] : [name, ...wayOf(spans, parent.name)];
  };

  it('lead from the mail back to the request, across commands, reactions and the queue', async () => {
    expect(loadedTracing()).not.toEqual([]);
    await nominateWith('ana@ar.example', { 'x-correlation-id': 'the-nomination-of-ana' });
    const traceId = createHash('sha256').update('the-nomination-of-ana').digest('hex').slice(0, 32);
    const spans = await spansOf(traceId);
    expect(wayOf(spans, 'mail')).toEqual([
      'mail',
      'job mail',
      'add mail',
      'reaction send-notifications',
      'command QueueNotification',
      'reaction queue-notifications',
      'command OpenFile',
      'reaction follow-delegation-list',
      'command NominateDelegate',
      'POST /delegations/:delegationId/nominations',
    ]);
    expect(wayOf(spans, 'command RecordNotificationSent').slice(0, 2)).toEqual([
      'command RecordNotificationSent',
      'job mail',
    ]);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    expect(spans.find(({ name }) => name.startsWith('POST'))?.parentSpanId ?? '').toBe('');
  });

  it('join the trace of the caller, or are linked with it where the caller names another correlation', async () => {
    const theirs = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    const traceparent = `00-${theirs.traceId}-${theirs.spanId}-01`;
    await nominateWith('eva@ar.example', { traceparent });
    const joined = await spansOf(theirs.traceId);
    expect(joined.find(({ name }) => name.startsWith('POST'))?.parentSpanId).toBe(theirs.spanId);
    expect(wayOf(joined, 'mail')).toHaveLength(10);

    await nominateWith('zoe@ar.example', { traceparent, 'x-correlation-id': 'zoe' });
    const own = await spansOf(createHash('sha256').update('zoe').digest('hex').slice(0, 32));
    expect(own.find(({ name }) => name.startsWith('POST'))?.links).toEqual([expect.objectContaining(theirs)]);
  });

  it('hold ids and types, and nothing of a person', async () => {
    expect(collector.spans.length).toBeGreaterThan(50);
    expect(collector.received.join('')).not.toMatch(/@ar\.example|Núñez|Directora|Bearer/u);
    const keys = new Set(collector.spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    expect([...keys].filter((key) => !/^(credence|http)\./u.test(key))).toEqual([]);
  });
});
