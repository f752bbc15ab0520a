import { setTimeout as sleep } from 'node:timers/promises';
import { sideBySide } from '../../src/demo/waiting.js';
import { type Answer, done, type Fields, type TestPerson } from '../setup/client.js';
import { untilTrue } from '../setup/eventually.js';
import { Gate } from '../setup/gate.js';
import { Installation } from '../setup/installation.js';
import { ProductProcess } from '../setup/product.js';
import { meetingBody, nomineeBody, rulesBody } from '../setup/small-meeting.js';

/** How often the store is killed; more with `CREDENCE_STORE_KILLS=50 npx jest test/journeys/store-killed`. */
const KILLS = Number(process.env['CREDENCE_STORE_KILLS'] ?? 4);
const MEETING = 'cut-off';
const ENTITIES = ['AR', 'BZ', 'BR', 'CL', 'CO', 'CR', 'DO', 'EC'];
const PLACES = 5 * KILLS;
const BEYOND_THE_QUOTA = 2;
const AT_ONCE = 8;
const PATIENCE_MS = 300_000;
const LONGER_THAN_COMMANDS_WAIT_MS = 8_000;
const LONG_MS = 300_000 + KILLS * 20_000;

interface Nomination {
  readonly entity: string;
  readonly body: Fields;
  readonly key: string;
}

/** An EventStoreDB protocol server as a process of its own, killed as by a power cut and started again on its files. */
class Store {
  private process: ProductProcess | undefined;
  kills = 0;

  private constructor(
    private readonly product: string,
    private readonly args: readonly string[],
    private readonly gate: Gate,
  ) {}

  static async open(product: string, folder: string): Promise<Store> {
    const store = new Store(product, ['--port', '0', '--data', `${folder}/store`], await Gate.open());
    await store.start();
    return store;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.gate.port}?tls=false`;
  }

  async start(): Promise<void> {
    const program = 'test/eventstoredb/main';
    const started = await ProductProcess.start(this.product, program, this.args, {}, /esdb:\/\/[^:]+:(\d+)/u);
    this.process = started.process;
    this.gate.target = Number(started.said);
  }

  async kill(): Promise<void> {
    await this.process?.kill();
    this.kills += 1;
  }

  async stop(): Promise<void> {
    await this.process?.kill();
    await this.gate.close();
  }
}

describe('an EventStoreDB that is killed and started again while people nominate', () => {
  let store: Store;
  let running: Installation;
  const answers = new Map<string, Answer>();
  const told = { accepted: 0, refused: 0, askedAgain: 0 };

  beforeAll(async () => {
    running = await Installation.open(async ({ product, folder }) => {
      store = await Store.open(product, folder);
      return { EVENT_STORE_URL: store.url, CREDENCE_WORKER: 'inside' };
    });
    await running.startApi();
    await convene(running.as('administrator'));
  });
  afterAll(async () => {
    await running.stop();
    await store.stop();
  });

  const nominations: readonly Nomination[] = ENTITIES.flatMap((entity) =>
    Array.from({ length: PLACES + BEYOND_THE_QUOTA }, (_, number) => ({
      entity,
      key: `${entity}-${number}`,
      body: {
        nominee: nomineeBody(`person-${number}@${entity.toLowerCase()}.example`),
        capacity: 'delegate',
        language: 'es',
      },
    })),
  );

  const send = ({ entity, body, key }: Nomination): Promise<Answer> =>
    running
      .as(`focal-point-${entity}`)
      .post(`/delegations/${MEETING}.${entity}/nominations`, body, { 'idempotency-key': key });

  /** As a focal point does it: where the product asks to come again, the same request goes out under the same key. */
  async function nominate(nomination: Nomination): Promise<void> {
    const answer = await untilAnswered(nomination);
    answers.set(nomination.key, answer);
    told[answer.status === 201 ? 'accepted' : 'refused'] += 1;
  }

  async function untilAnswered(nomination: Nomination): Promise<Answer> {
    for (;;) {
      const answer = await send(nomination);
      if (answer.status !== 503) return answer;
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      told.askedAgain += 1;
      await sleep(200);
    }
  }

  /** Mostly shorter than a command waits for the store; at first longer, while there is much to nominate. */
  async function killAtRandom(): Promise<void> {
    while (store.kills < KILLS) {
      await sleep(200 + Math.random() * 1_500);
      await store.kill();
      await sleep(store.kills === 1 ? LONGER_THAN_COMMANDS_WAIT_MS : Math.random() * 1_000);
      await store.start();
    }
  }

  const factsByType = async (): Promise<Readonly<Record<string, number>>> =>
    (await done(running.as('auditor').get<{ byType: Record<string, number> }>(`/meetings/${MEETING}/facts`))).body
      .byType;

  it(
    'loses nothing, doubles nothing, and answers no command wrongly',
    async () => {
      await Promise.all([killAtRandom(), sideBySide(nominations, AT_ONCE, nominate)]);
      console.info(JSON.stringify({ ...told, kills: store.kills }));

      expect(told.askedAgain).toBeGreaterThan(0);
      expect(told.accepted).toBe(ENTITIES.length * PLACES);
      expect(told.refused).toBe(ENTITIES.length * BEYOND_THE_QUOTA);
      const wrong = [...answers.values()].filter(
        ({ status, body }) => status !== 201 && body['code'] !== 'quota-exceeded',
      );
      expect(wrong).toEqual([]);
      const fileIds = [...answers.values()].flatMap(({ status, body }) => (status === 201 ? [body['fileId']] : []));
      expect(new Set(fileIds).size).toBe(told.accepted);
      expect((await factsByType())['DelegateNominated']).toBe(told.accepted);
    },
    LONG_MS,
  );

  it(
    'gives the same answer to the same key afterwards',
    async () => {
      await sideBySide(nominations, AT_ONCE, async (nomination) => {
        const { status, body } = await untilAnswered(nomination);
        const first = answers.get(nomination.key);
        expect([nomination.key, status, body['fileId'], body['code']]).toEqual([
          nomination.key,
          first?.status,
          first?.body['fileId'],
          first?.body['code'],
        ]);
      });
      expect((await factsByType())['DelegateNominated']).toBe(told.accepted);
    },
    LONG_MS,
  );

  it(
    'has every reader going on by itself: each nomination has its file, and one message',
    async () => {
      await untilTrue(async () => (await factsByType())['NotificationSent'] === told.accepted, PATIENCE_MS);
      const byType = await factsByType();
      expect(byType['FileOpened']).toBe(told.accepted);
      expect(byType['NotificationQueued']).toBe(told.accepted);
      const ready = await running.as('auditor').get<{ status: string; projections: Fields[] }>('/health/ready');
      expect(ready.body.projections.filter(({ status }) => status !== 'running')).toEqual([]);
      const mails = await running.inbox.listMessages();
      expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(told.accepted);
    },
    LONG_MS,
  );
});

async function convene(administrator: TestPerson): Promise<void> {
  await done(administrator.post('/meetings', meetingBody(MEETING)));
  const categories = rulesBody.categories.map((category) => ({ ...category, latePolicy: 'with-reason' }));
  await done(administrator.post(`/meetings/${MEETING}/rules`, { ...rulesBody, categories }));
  for (const role of ['registration-officer', 'auditor']) {
    const body = { subject: role, role, name: 'Ana Pérez', email: `${role}@secretariat.example`, language: 'es' };
    await done(administrator.post(`/meetings/${MEETING}/officers`, body));
  }
  const act = { form: 'note-verbale', date: '2026-10-01' };
  for (const entity of ENTITIES) {
    const quota = { quota: { total: PLACES }, reasonCode: 'standard', reason: 'The same for everybody' };
    const invitation = { entity, category: 'member-state', language: 'es', ...quota };
    await done(administrator.post(`/meetings/${MEETING}/delegations`, invitation));
    const subject = `focal-point-${entity}`;
    const point = { subject, name: 'Luz Ríos', email: `fp@${entity.toLowerCase()}.example`, language: 'es', act };
    await done(administrator.post(`/delegations/${MEETING}.${entity}/focal-points`, point));
  }
}
