import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { hangUpWhenStopping, leaveOpen, letPast } from './hang-up.js';

const MEGABYTE = 1024 * 1024;

describe('a connection', () => {
  let server: FastifyInstance;
  const sockets: Socket[] = [];
  const talk = async (...lines: readonly string[]): Promise<Socket> => {
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    return socket;
  };

  beforeEach(async () => {
    server = fastify({ forceCloseConnections: 'idle', bodyLimit: MEGABYTE });
    hangUpWhenStopping(server);
    server.addHook('onSend', leaveOpen).addHook('onResponse', letPast);
    server.addHook('onRequest', (request, reply, done) =>
      request.method === 'POST' ? void reply.code(401).send('no') : done(),
    );
    server.post('/', () => 'never');
    server.put('/', () => 'never');
    server.get('/large', () => Buffer.alloc(50 * MEGABYTE, 'x'));
    await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server.close();
  });

  it.each(['connection: keep-alive', 'connection: close'])(
    'whose body is too large hears so, although it sends on for a while (%s)',
    async (connection) => {
      const socket = await talk(
        'PUT / HTTP/1.1',
        'host: x',
        'content-type: application/json',
        'transfer-encoding: chunked',
        connection,
      );
      const errors: Error[] = [];
      socket.on('error', (error) => errors.push(error)).pause();
      const piece = `${MEGABYTE.toString(16)}\r\n${'1'.repeat(MEGABYTE)}\r\n`;
      for (let turn = 0; turn < 5; turn += 1) {
        socket.write(piece);
        await sleep(100);
      }
      const answered = once(socket, 'data');
      socket.resume();
      const [head] = (await answered) as [Buffer];
      expect(head.toString()).toMatch(/^HTTP\/1.1 413 /);
      expect(errors).toEqual([]);
      const closed = once(socket, 'close').then(() => 'closed');
      socket.write('0\r\n\r\n');
      const asked = connection === 'connection: close';
      expect(await Promise.race([closed, sleep(asked ? 30_000 : 500, 'open', { ref: false })])).toBe(
        asked ? 'closed' : 'open',
      );
    },
  );

  it('does not hold up a server that stops when its request was refused and the body is still coming', async () => {
    const socket = await talk('POST / HTTP/1.1', 'host: x', 'content-length: 1000');
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).toContain('401');
    const begun = Date.now();
    const closed = server.close();
    await sleep(300);
    socket.write('x'.repeat(1_000));
    await closed;
    expect(Date.now() - begun).toBeLessThan(4_500);
  });

  it('of a server that stops still gets the whole of an answer that is on its way', async () => {
    const socket = await talk('GET /large HTTP/1.1', 'host: x');
    await once(socket, 'data');
    socket.pause();
    const closed = server.close();
    await sleep(1_000);
    let come = 0;
    socket.on('data', (data: Buffer) => (come += data.length)).resume();
    await Promise.all([once(socket, 'close'), closed]);
    // The first piece was read above.
    expect(come).toBeGreaterThan(49 * MEGABYTE);
  });
});
