import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

type Sent = (error: null, payload: unknown) => void;

const LET_PAST_MS = 5_000;
const SWEPT_EVERY_MS = 200;
const SOON_MS = 20;
/** Longer than anything that is asked for takes; who has not been answered by then asks again. */
const HANG_UP_MS = 25_000;

/** A connection that waits for its next request would keep a server that stops from stopping, also one whose last body is still coming. */
export function hangUpWhenStopping(fastify: FastifyInstance): void {
  const { server } = fastify;
  let isStopping = false;
  let answering = 0;
  fastify
    .addHook('onRequest', (_request, reply, done) => {
      answering += 1;
      reply.raw.once('close', () => (answering -= 1));
      done();
    })
    .addHook('preClose', async () => {
      isStopping = true;
      const last = setTimeout(() => {
        answering = 0;
        server.closeAllConnections();
      }, HANG_UP_MS).unref();
      // Node takes an answer that it has yet to send for an idle connection, so nothing is closed before it is sent.
      while (answering > 0) await sleep(SOON_MS);
      const sweep = setInterval(() => server.closeIdleConnections(), SWEPT_EVERY_MS).unref();
      server.once('close', () => {
        clearInterval(sweep);
        clearTimeout(last);
      });
    })
    .addHook('onSend', ({ raw }, reply, payload, done) => {
      if (isStopping && raw.complete) void reply.header('connection', 'close');
      done(null, payload);
    });
}

/** Closed under a body that is still coming, a connection is reset, and the answer may be lost on its way (RFC 9112, 9.6). */
export function leaveOpen({ raw }: FastifyRequest, reply: FastifyReply, payload: unknown, done: Sent): void {
  if (!raw.complete) {
    if (!reply.raw.shouldKeepAlive) raw.once('end', () => raw.socket.destroySoon());
    void reply.removeHeader('connection');
    reply.raw.shouldKeepAlive = true;
  }
  done(null, payload);
}

/** What was refused half-way is thrown away as it comes, so that the caller hears why; who goes on for long is hung up on. */
export function letPast({ raw }: FastifyRequest, _reply: unknown, done: () => void): void {
  if (!raw.complete) {
    raw.unpipe().resume();
    const late = setTimeout(() => raw.destroy(), LET_PAST_MS).unref();
    raw.once('end', () => clearTimeout(late)).once('close', () => clearTimeout(late));
  }
  done();
}
