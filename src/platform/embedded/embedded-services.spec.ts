import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase } from '../../../test/setup/database.js';
import { systemClock } from '../clock.js';
import { readSettings } from '../settings.js';
import { type RunningServices, startServices } from './embedded-services.js';
import { emptyDataFolder } from './empty-data-folder.js';

const log = { info: () => undefined, error: () => undefined };

async function currentSchema(connectionString: string): Promise<unknown> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<object>('select current_database() as database, current_schema() as schema');
  await client.end();
  return rows[0];
}

describe('services', () => {
  let root: string;
  let services: RunningServices | undefined;
  const start = async (env: NodeJS.ProcessEnv, ...argv: string[]): Promise<RunningServices> => {
    const settings = readSettings(env, ['--data', join(root, 'data'), ...argv]);
    return (services = await startServices(settings, log, systemClock));
  };

  beforeEach(async () => {
    root = await mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'credence-services-'));
    await chmod(root, 0o711);
  });

  afterEach(async () => {
    await services?.stop();
    await emptyDataFolder(join(root, 'data'), log);
    await rm(root, { recursive: true, force: true });
  });

  it('stand in for all that is not set', async () => {
    const first = await start({});
    expect(await currentSchema(first.databaseUrl)).toEqual({ database: 'credence', schema: 'public' });
    expect(await currentSchema(first.keysDatabaseUrl)).toEqual({ database: 'credence_keys', schema: 'public' });
    expect(first.queue).toEqual({ kind: 'postgres', url: first.databaseUrl });
    expect(first.smtpUrl).toBe(first.inbox?.smtpUrl);
    expect(first.issuer.kind).toBe('embedded');
    expect(first.administrators).toEqual(['administrator']);
    expect(first.masterKey).toHaveLength(32);
    expect((await stat(join(root, 'data', 'master-key'))).mode & 0o777).toBe(0o600);

    await first.stop();
    const second = await start({});
    expect(second.masterKey).toEqual(first.masterKey);

    await second.stop();
    const fresh = await start({}, '--fresh');
    expect(fresh.masterKey).not.toEqual(first.masterKey);
  });

  it('give way to what is set', async () => {
    const database = await createTestDatabase();
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:6379',
      SMTP_URL: 'smtp://127.0.0.1:25',
      OIDC_ISSUER: 'https://login.example.org',
      CREDENCE_ADMINISTRATORS: 'a,b',
      CREDENCE_MASTER_KEY: 'ab'.repeat(32),
    };
    const given = await start(env);
    expect(given).toMatchObject({
      databaseUrl: env.DATABASE_URL,
      queue: { kind: 'redis', url: env.REDIS_URL },
      smtpUrl: env.SMTP_URL,
      issuer: { kind: 'oidc', url: env.OIDC_ISSUER, audience: 'credence' },
      administrators: ['a', 'b'],
      masterKey: Buffer.alloc(32, 0xab),
    });
    expect(given.inbox).toBeUndefined();
    expect(await currentSchema(given.keysDatabaseUrl)).toMatchObject({ schema: 'credence_keys' });
    await database.drop();
  });

  it('leave nothing running when one of them fails', async () => {
    const first = await start({});
    await first.stop();
    await rm(join(root, 'data', 'inbox'), { recursive: true });
    await writeFile(join(root, 'data', 'inbox'), 'not a folder');
    await expect(start({})).rejects.toThrow('EEXIST');
    await rm(join(root, 'data', 'inbox'));
    const second = await start({});
    expect(await currentSchema(second.databaseUrl)).toMatchObject({ database: 'credence' });
  });
});
