import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Metrics } from './metrics.js';
import { traceParentIn, Tracing } from './tracing.js';

/** Counts every request, by the pattern of its route: an address may hold an invitation. Where traces are on, each is a span. */
export function observeRequests(app: NestFastifyApplication): void {
  const metrics = app.get(Metrics);
  const tracing = app.get(Tracing);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const labels = {
      method: request.method,
      route: routeOf(request),
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    };
    metrics.requests.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
  if (!tracing.isOn) return;
  // Behind the reading of the body, which would lose what is under way; what is refused earlier leaves no span.
  fastify.addHook('preHandler', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const caller = traceParentIn(request.headers['traceparent']);
    void tracing.span(
      () => ({
        name: `${request.method} ${routeOf(request)}`,
        kind: 'server',
        correlationId: request.id,
        attributes: { 'http.request.method': request.method, 'http.route': routeOf(request) },
        begunMsAgo: reply.elapsedTime,
        ...(caller === undefined ? {} : { caller }),
      }),
      () =>
        new Promise<void>((resolve) => {
          reply.raw.once('close', resolve);
          done();
        }),
      () => ({
        attributes: { 'http.response.status_code': reply.statusCode },
        isFailure: reply.statusCode >= 500,
      }),
    );
  });
}

const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none';
