import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/platform/clock.js';
import { type Inbox, startInbox } from '../../src/platform/embedded/inbox.js';
import { personWith, type TestPerson } from './client.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { logOfTheTests, settingsOf } from './event-store-address.js';
import { compileProduct, ProductProcess } from './product.js';

/** A real installation: the API, and beside it workers as processes of their own, on databases and an inbox of theirs. */
export class Installation {
  private api: ProductProcess | undefined;
  private readonly workers = new Map<number, ProductProcess>();
  private readonly people = new Map<string, TestPerson>();
  url = '';

  private constructor(
    /** The compiled product, with the tools of the tests. */
    readonly product: string,
    readonly folder: string,
    private readonly database: TestDatabase,
    readonly inbox: Inbox,
    private readonly env: Readonly<Record<string, string>>,
    private readonly log = logOfTheTests(),
  ) {}

  /** @param env settings besides those of every installation; they may need the compiled product, or its folder */
  static async open(
    env: (place: Pick<Installation, 'product' | 'folder'>) => Promise<Readonly<Record<string, string>>>,
  ): Promise<Installation> {
    const folder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? '', 'installation-'));
    const product = await compileProduct(join(folder, 'product'), 'test');
    const inbox = await startInbox({ dataFolder: join(folder, 'mail'), clock: systemClock });
    return new Installation(product, folder, await createTestDatabase(), inbox, await env({ product, folder }));
  }

  async startApi(): Promise<void> {
    const { process, said } = await this.start('src/main', /API\s+(http:\S+)\/docs/u);
    this.api = process;
    this.url = said;
  }

  async startWorker(place: number): Promise<void> {
    this.workers.set(place, (await this.start('src/worker', /follows the log/u)).process);
  }

  async killWorker(place: number): Promise<void> {
    await this.workers.get(place)?.kill();
  }

  as(sub: string): TestPerson {
    const token = async (): Promise<string> => {
      const path = `${this.url}/dev/issuer/token`;
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ as: sub }) });
      return ((await answer.json()) as { access_token: string }).access_token;
    };
    let signedIn: Promise<string> | undefined;
    const person = this.people.get(sub) ?? personWith(this.url, () => (signedIn ??= token()));
    this.people.set(sub, person);
    return person;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.workers.values()].map((worker) => worker.kill()));
    await this.api?.stop();
    await this.inbox.stop();
    await this.database.drop();
  }

  private start(program: 'src/main' | 'src/worker', says: RegExp): ReturnType<typeof ProductProcess.start> {
    const env = {
      NODE_ENV: 'test',
      PUBLIC_URL: 'http://localhost:3000',
      DATABASE_URL: this.database.url,
      KEYS_DATABASE_URL: this.database.keysUrl,
      SMTP_URL: this.inbox.smtpUrl,
      CREDENCE_WORKER: 'separate',
      ...settingsOf(this.log),
      ...this.env,
    };
    return ProductProcess.start(this.product, program, ['--data', join(this.folder, 'data'), '--port', '0'], env, says);
  }
}
