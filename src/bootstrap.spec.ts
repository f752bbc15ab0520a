import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '../test/setup/database.js';
import { startCredence } from './bootstrap.js';
import { DatabaseRoleError } from './platform/database-role.js';
import { explainFailure } from './platform/standing-services.js';

async function startAndFail(argv: string[], env: NodeJS.ProcessEnv): Promise<{ said: string; code: unknown }> {
  const said: string[] = [];
  const codes: unknown[] = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  jest.spyOn(process, 'exit').mockImplementation((code) => codes.push(code) as never);
  await startCredence(argv, env, { http: true, worker: 'as-set' }).finally(() => jest.restoreAllMocks());
  return { said: said.join(''), code: codes[0] };
}

const newFolder = (): Promise<string> => mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'boot-'));

describe('start', () => {
  it('names every wrong setting, ends with 1 and shows no stack', async () => {
    const { said, code } = await startAndFail(['--port', 'x'], {
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
    });
    expect(code).toBe(1);
    expect(said).toMatch(/PORT(.|\n)+DATABASE_URL(.|\n)+LOG_LEVEL/);
    expect(said).not.toMatch(/hunter2|\n\s+at /);
  });

  it('says that Redis is away, and leaves nothing running', async () => {
    const database = await createTestDatabase();
    const dataFolder = await newFolder();
    const env = { DATABASE_URL: database.url, KEYS_DATABASE_URL: database.keysUrl, REDIS_URL: 'redis://127.0.0.1:9' };
    const { said, code } = await startAndFail(['--data', dataFolder, '--port', '0'], env);
    expect(code).toBe(1);
    expect(said).toMatch(/^The Redis of REDIS_URL does not answer/);
    expect(await readdir(dataFolder)).toContain('credence.log');
    await database.drop();
  });

  it('refuses a folder that is not its own, and writes nothing there', async () => {
    const { said, code } = await startAndFail(['--data', process.cwd()], {});
    expect(code).toBe(1);
    expect(said).toContain('not a data folder of Credence');
    expect(await readdir(process.cwd())).not.toContain('credence.log');
  });

  it('explains what a person can put right without a stack, and everything else with it', () => {
    expect(explainFailure(new DatabaseRoleError('Ask.'))).toBe('Ask.');
    expect(explainFailure(Object.assign(new Error('taken'), { code: 'EADDRINUSE' }))).toContain('--port');
    expect(explainFailure(new TypeError('bug'))).toContain('bootstrap.spec.ts');
    expect(explainFailure('text')).toBe('text');
  });
});
