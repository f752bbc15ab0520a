import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../src/platform/embedded/free-port.js';

/** The server of REDIS_URL, or one of our own without persistence; nothing where there is neither. */
export async function startRedis(folder: string): Promise<{ url?: string; pid?: number }> {
  const given = process.env['REDIS_URL'];
  if (given) return { url: given };
  for (let tries = 0; tries < 5; tries += 1) {
    const port = await freePort();
    const options = {
      port,
      bind: '127.0.0.1',
      save: '',
      appendonly: 'no',
      dir: folder,
      'maxmemory-policy': 'noeviction',
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const server = spawn('redis-server', args, { detached: true, stdio: 'ignore' });
    const spawned = await once(server, 'spawn').then(
      () => true,
      () => false,
    );
    if (!spawned) return {};
    server.unref();
    const url = `redis://127.0.0.1:${port}`;
    if (server.pid && (await answers(url, server))) return { url, pid: server.pid };
    server.kill('SIGKILL');
  }
  throw new Error('redis-server is installed, but does not start.');
}

/** Waits for the server until it ends, which it does at once when the port was taken in between. */
async function answers(url: string, server: ChildProcess): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    for (let tries = 0; tries < 100 && server.exitCode === null; tries += 1) {
      const reply = await client.connect().then(
        () => client.ping(),
        () => undefined,
      );
      if (reply === 'PONG') return server.exitCode === null;
      await sleep(50);
    }
    return false;
  } finally {
    client.disconnect();
  }
}
