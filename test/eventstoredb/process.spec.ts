import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventData, NO_STREAM } from '@eventstore/db-client';
import { compileFolder, startProcess } from '../setup/separate-process.js';
import { append, connect, contents, event } from './client.js';
import { plainError } from './recorded.js';

let folder: string;
let data: string;
let running: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eventstoredb-process-'));
  data = join(folder, 'data');
  await compileFolder(__dirname, join(folder, 'program'));
  await compileFolder(join(__dirname, 'protocol'), join(folder, 'program', 'protocol'));
});

afterAll(async () => {
  await end('SIGKILL');
  await rm(folder, { recursive: true });
});

async function start(): Promise<string> {
  const args = JSON.stringify(['--port', '0', '--data', data]);
  const { child, line } = await startProcess(
    `process.argv.push(...${args}); require('./main.js')`,
    join(folder, 'program'),
  );
  running = child;
  return line;
}

async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (running === undefined || running.exitCode !== null || running.signalCode !== null) return null;
  const exited = once(running, 'exit');
  running.kill(signal);
  const [code] = (await exited) as [number | null];
  return code;
}

test('it says its address in one line, and ends at SIGTERM with its log kept', async () => {
  const url = await start();
  expect(url).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+\?tls=false$/u);
  const client = connect(url);
  await append(client, 'kept', [event('x')], NO_STREAM);
  await client.dispose();
  expect(await end('SIGTERM')).toBe(0);
  const again = connect(await start());
  expect(await contents(again, 'kept')).toHaveLength(1);
  await again.dispose();
  await end('SIGTERM');
});

test('durability.round: killed under eight writers, it has each append wholly or not at all, and all that it acknowledged', async () => {
  const client = connect(await start());
  const acknowledged = new Map<string, readonly EventData[]>();
  const unknown = new Map<string, readonly EventData[]>();
  let goesOn = true;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let i = 0; goesOn; i++) {
      const stream = `durable-${writer}-${i}`;
      const events = Array.from({ length: i % 2 === 0 ? 1 : 3 }, (_unused, at) => event('d', at));
      try {
        await append(client, stream, events, NO_STREAM);
        acknowledged.set(stream, events);
      } catch (error) {
        unknown.set(stream, events);
        return expect(plainError(error)).toMatchObject({ code: 14 });
      }
    }
  });
  while (acknowledged.size < 100) await new Promise((resolve) => setTimeout(resolve, 10));
  await end('SIGKILL');
  goesOn = false;
  await Promise.all(writers);
  const again = connect(await start());
  const ids = async (stream: string) => (await contents(again, stream)).map(({ id }) => id);
  for (const [stream, events] of acknowledged) expect(await ids(stream)).toEqual(events.map(({ id }) => id));
  for (const [stream, events] of unknown) {
    expect([0, events.length]).toContain((await ids(stream)).length);
    await append(again, stream, events, NO_STREAM);
    expect(await ids(stream)).toEqual(events.map(({ id }) => id));
  }
  await client.dispose();
  await again.dispose();
  await end('SIGTERM');
});

test('a half-written last record is cut off at the start, and what is appended next is kept', async () => {
  const before = (await stat(join(data, 'log'))).size;
  await appendFile(join(data, 'log'), Buffer.from([0, 0, 1, 0, 7, 7, 7, 7, 1, 2, 3]));
  const client = connect(await start());
  expect((await stat(join(data, 'log'))).size).toBe(before);
  await append(client, 'after', [event('x')], NO_STREAM);
  await end('SIGKILL');
  await client.dispose();
  const again = connect(await start());
  expect(await contents(again, 'after')).toHaveLength(1);
  expect(await contents(again, 'kept')).toHaveLength(1);
  await again.dispose();
  await end('SIGTERM');
});
