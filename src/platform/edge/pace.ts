import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PlatformProblem } from './platform-problems.js';

/** A whole request, headers and body, unless it is a file. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 15_000;
/** 20 MB at 35 kB a second, what a slow phone does. */
const FILE_MS = 600_000;
const CHECKED_EVERY_MS = 1_000;
/** Whoever sends less of a file than this in a window is not sending it. */
const LEAST = { bytes: 64 * 1024, everyMs: 10_000 };

/** The server itself waits as long as for a file; `hurry` cuts what is none. */
export const serverTimes = {
  requestTimeout: FILE_MS,
  http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECKED_EVERY_MS },
} as const;

/** What waits for the rest of a form that hardly comes ends with a problem. */
export async function atPace<T>(raw: IncomingMessage, reading: Promise<T>, least = LEAST): Promise<T> {
  // Whoever reads on after this was given up reads what is thrown away.
  reading.catch(() => undefined);
  let before = raw.socket.bytesRead;
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const come = raw.socket.bytesRead;
      if (come - before < least.bytes) reject(new PlatformProblem('request-too-slow'));
      before = come;
    }, least.everyMs);
  });
  return Promise.race([reading, tooSlow]).finally(() => clearInterval(timer));
}

/** Ends a request that does not come whole in time; files have a pace instead. */
export function hurry(ms = REQUEST_MS) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const isForm = /^multipart\/form-data\b/iu.test(request.headers['content-type'] ?? '');
    if (!isForm || !('takesFile' in request.routeOptions.config)) {
      const timer = setTimeout(() => {
        if (!request.raw.complete && !reply.sent) void reply.send(new PlatformProblem('request-too-slow'));
      }, ms);
      reply.raw.once('close', () => clearTimeout(timer));
    }
    done();
  };
}
