import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { compileFolder } from '../setup/separate-process.js';
import { startEventStoreServer } from './server.js';

test('the other client, @kurrent/kurrentdb-client, gets the core cases right in a process of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kurrent-'));
  await compileFolder(__dirname, folder);
  const server = await startEventStoreServer();
  const env = { ...process.env, NODE_PATH: join(__dirname, '../../node_modules') };
  const child = spawn(process.execPath, [join(folder, 'kurrent-cases.js'), String(server.port)], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let last = '';
  for await (const line of createInterface(child.stdout)) {
    last = line;
    if (line !== 'restart') continue;
    await server.restart();
    child.stdin.write('done\n');
  }
  expect(JSON.parse(last)).toEqual({
    append: { success: true, next: '2' },
    'retry is the same': true,
    'wrong expected': {
      class: 'WrongExpectedVersionError',
      type: 'wrong-expected-version',
      expectedState: 'no_stream',
      actualState: '2',
    },
    'wrong expected, unary': {
      class: 'WrongExpectedVersionError',
      type: 'wrong-expected-version',
      expectedState: '0',
      actualState: '2',
    },
    read: [0, 1, 2].map((i) => ({ revision: String(i), data: { i } })),
    missing: { class: 'StreamNotFoundError', type: 'stream-not-found' },
    all: ['$$$scavenges 0', 'kurrent-a 0', 'kurrent-a 1', 'kurrent-a 2'],
    'all backwards': ['kurrent-a 2', 'kurrent-a 1'],
    'all from a position': ['kurrent-a 2'],
    subscription: ['kurrent-a 0', 'kurrent-a 1', 'kurrent-a 2', 'kurrent-b 0'],
    checkpoints: 1,
    'subscription after a restart': { class: 'UnavailableError', type: 'unavailable' },
    'retry after a restart is the same': true,
    'read after a restart': [{ revision: '0', data: { i: 0 } }],
  });
  await exited;
  child.stdin.destroy();
  await server.stop();
  await rm(folder, { recursive: true });
});
