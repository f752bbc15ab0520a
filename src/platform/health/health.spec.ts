import { startTestApp, type TestApp } from '../../../test/setup/app.js';
import { eventually } from '../../../test/setup/eventually.js';
import { Checkpoints } from '../../event-sourcing/checkpoints.js';
import { Consumers } from '../../event-sourcing/consumers.js';
import { type HealthReport, overall } from './health.report.js';

const sound: Omit<HealthReport, 'status'> = {
  log: 'up',
  keys: 'up',
  mail: 'up',
  projections: [],
  reactions: [],
  queues: [],
  oldestTransactionSeconds: 0,
};
const letters = {
  name: 'letters',
  waiting: 0,
  active: 0,
  delayed: 0,
  failed: 0,
  paused: false,
  oldestWaitingSeconds: null,
};
const stopped = { name: 'files', status: 'stopped', factsBehind: 1, orMore: false, secondsBehind: 1 } as const;

describe('health', () => {
  it.each([
    [{}, 'up'],
    [{ log: 'down' }, 'down'],
    [{ keys: 'down' }, 'down'],
    [{ projections: [stopped] }, 'down'],
    [{ mail: 'down' }, 'degraded'],
    [{ queues: 'down' }, 'degraded'],
    [{ queues: [{ ...letters, failed: 1 }] }, 'up'],
    [{ queues: [{ ...letters, paused: true }] }, 'degraded'],
    [{ oldestTransactionSeconds: 30 }, 'up'],
    [{ oldestTransactionSeconds: 31 }, 'degraded'],
    [{ oldestTransactionSeconds: null }, 'up'],
    [{ reactions: [{ ...stopped, parked: 0 }] }, 'degraded'],
    [{ reactions: [{ ...stopped, status: 'running', parked: 1 }] }, 'degraded'],
  ] as [Partial<HealthReport>, string][])('of %j is %s', (parts, status) => {
    expect(overall({ ...sound, ...parts })).toBe(status);
  });
});

describe('the application', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it('is live and ready', async () => {
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
    // Queues make their tables when they are first used.
    const ready = await eventually(async () => {
      const answer = await fetch(`${app.url}/health/ready`);
      const report = (await answer.json()) as HealthReport & { readonly status: string };
      return report.status === 'up' ? { status: answer.status, report } : undefined;
    });
    expect(ready).toMatchObject({ status: 200, report: { log: 'up', keys: 'up', mail: 'up' } });
  });

  it('is not ready while a projection is stopped, and does not say why to everybody', async () => {
    const checkpoints = app.app.get(Checkpoints);
    const { projectionNames } = app.app.get(Consumers);
    const [name] = projectionNames;
    if (name === undefined) return;
    // Its reader, which has only begun, may say in between that it is well.
    const ready = await eventually(async () => {
      await checkpoints.stopped({ name, partition: 0 }, 'Error: Ana Pérez');
      const answer = await fetch(`${app.url}/health/ready`);
      return answer.status === 503 ? answer : undefined;
    });
    expect(await ready.text()).not.toContain('Ana');
  });

  it('serves its document, its problems, and 404 as a problem', async () => {
    expect((await fetch(`${app.url}/docs-json`)).status).toBe(200);
    expect((await fetch(`${app.url}/problems/stale-revision`)).status).toBe(200);
    const nowhere = await fetch(`${app.url}/nowhere`);
    expect(nowhere.status).toBe(404);
    expect(nowhere.headers.get('content-type')).toContain('application/problem+json');
  });

  it('signs in test persons and shows their mails', async () => {
    expect(await app.token('ana')).toMatch(/^ey/);
    expect((await fetch(`${app.url}/dev/issuer/jwks`)).status).toBe(200);
    const inbox = await fetch(`${app.url}/dev/inbox`);
    expect(inbox.status).toBe(200);
    expect(inbox.headers.get('content-security-policy')).toContain('style-src');
  });
});
