import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { letPast } from './hang-up.js';
import { atPace, hurry, serverTimes } from './pace.js';
import { PlatformProblem } from './platform-problems.js';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function dial(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

/** Everything that comes until the other end hangs up. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (data: Buffer) => (text += data.toString()));
  await once(socket, 'close');
  return text;
}

describe('a request that does not come whole', () => {
  let server: FastifyInstance;
  let port: number;
  beforeAll(async () => {
    server = fastify(serverTimes);
    server.addHook('onRequest', hurry(300)).addHook('onResponse', letPast);
    server.setErrorHandler((error, _request, reply) =>
      reply.code(408).send(error instanceof PlatformProblem ? error.code : 'another error'),
    );
    server.addContentTypeParser('multipart/form-data', (_request, _body, taken) => taken(null));
    server.post('/', () => 'taken');
    server.post('/file', { config: { takesFile: true } }, async () => 'taken');
    await server.listen({ port: 0, host: '127.0.0.1' });
    ({ port } = server.server.address() as AddressInfo);
  });
  afterAll(() => server.close());

  it('is hung up on while its headers are missing, when it was said', async () => {
    const begun = Date.now();
    const socket = await dial(port, 'POST / HTTP/1.1\r\nhost: x\r\nx-slow: ');
    const trickle = setInterval(() => socket.write('x'), 1_000);
    expect(await heard(socket)).toContain('408');
    clearInterval(trickle);
    expect(Date.now() - begun).toBeGreaterThan(14_000);
  });

  it.each(['application/json', 'text/plain'])('is answered and hung up on while its body is: %s', async (type) => {
    const head = `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: 100\r\n\r\n{`;
    const answer = await heard(await dial(port, head));
    expect(answer).toContain('HTTP/1.1 408');
    expect(answer).toContain('request-too-slow');
    expect(answer.match(/HTTP\/1\.1/gu)).toHaveLength(1);
  });
});

describe('the pace of a file', () => {
  const least = { bytes: 1_000, everyMs: 2_000 };
  const outcomeOf = async (bytes: number, everyMs: number): Promise<string> => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = await dial(
      (server.address() as AddressInfo).port,
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 20000\r\n\r\n',
    );
    const [raw] = (await once(server, 'request')) as [IncomingMessage];
    const sending = setInterval(() => socket.write('x'.repeat(bytes)), everyMs);
    const reading = once(raw.resume(), 'end').then(() => 'whole');
    const outcome = await atPace(raw, reading, least).catch((error: unknown) =>
      error instanceof PlatformProblem ? error.code : 'failed',
    );
    clearInterval(sending);
    socket.destroy();
    server.close();
    return outcome;
  };

  it('is kept by whoever sends slowly but steadily', async () => {
    expect(await outcomeOf(1_000, 40)).toBe('whole');
  });

  it('is not kept by whoever only keeps the connection open', async () => {
    expect(await outcomeOf(10, 40)).toBe('request-too-slow');
  });
});
