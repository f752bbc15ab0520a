import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Logger as NestLogger, type Params, PinoLogger } from 'nestjs-pino';
import { storage, Store } from 'nestjs-pino/storage.js';
import { destination, type Logger, pino } from 'pino';
import { traceParentIn } from '../telemetry/tracing.js';

const CORRELATION_HEADER = 'x-correlation-id';

// Nothing logs these on purpose; this is for what a library logs along with an error.
const redacted = ['authorization', 'cookie', 'password', 'token', 'email', 'name', 'reason', 'personal'].flatMap(
  (key) => [key, `*.${key}`, `*.*.${key}`],
);

/** What a database or a parser says of an error may quote a row or a text, so of theirs only kind, code and place are logged. */
function withoutValues(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const quotes = 'severity' in error || 'driverError' in error || error instanceof SyntaxError;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line));
  return {
    type: error.name,
    ...('code' in error ? { code: error.code } : {}),
    ...(quotes ? {} : { message: error.message }),
    stack: frames.join('\n'),
    ...(error.cause === undefined ? {} : { cause: withoutValues(error.cause) }),
  };
}

/** Lines of JSON, to a file where one is given and to the standard output otherwise. */
export function openLogger(level: string, file?: string): Logger {
  const target = destination({ dest: file ?? 1, mkdir: true, sync: true });
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redacted, censor: '—' },
      serializers: { err: withoutValues },
    },
    target,
  );
}

/** For nestjs-pino: every line of a request bears its correlation id, and no line repeats the request. */
export function loggingOf(logger: Logger): Params {
  return {
    pinoHttp: {
      logger,
      autoLogging: false,
      quietReqLogger: true,
      customAttributeKeys: { reqId: 'correlationId' },
    },
  };
}

/** What Nest itself says, also of a start that fails. */
export const nestLogger = (logger: Logger): NestLogger => new NestLogger(new PinoLogger({ pinoHttp: { logger } }), {});

/** The caller's id where it is a harmless token; otherwise the trace that they are in, or a new one. */
export function correlationIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[CORRELATION_HEADER];
  if (typeof given === 'string' && /^[\w.-]{1,64}$/.test(given)) return given;
  return traceParentIn(headers['traceparent'])?.traceId ?? randomUUID();
}

/** Everything that `work` logs, also what it awaits, bears the id. */
export function withCorrelation<T>(logger: PinoLogger, correlationId: string, work: () => T): T {
  return storage.run(new Store(logger.logger.child({ correlationId })), work);
}

export function nameCorrelation(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  void reply.header(CORRELATION_HEADER, request.id);
  done();
}

/** One line a request: the pattern of its route, since an address may hold an invitation. */
export const logRequests =
  (logger: Logger) =>
  (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { method, id: correlationId, routeOptions } = request;
    const line = {
      correlationId,
      method,
      route: routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    if (reply.statusCode >= 500) logger.error(line, 'request failed');
    else logger.info(line, 'request');
    done();
  };
