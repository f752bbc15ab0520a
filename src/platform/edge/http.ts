import multipart from '@fastify/multipart';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { observeRequests } from '../telemetry/requests.js';
import { correlationIdOf, logRequests, nameCorrelation } from './logging.js';
import { serveDocument } from './openapi.js';
import { PlatformProblem, platformProblems } from './platform-problems.js';
import { ProblemCatalogue } from './problem-catalogue.js';
import { problemOf } from './problem-of.js';
import { sendProblem } from './problem.filter.js';
import { hangUpWhenStopping, leaveOpen, letPast } from './hang-up.js';
import { hurry, serverTimes } from './pace.js';
import { refuseNoText } from './text.hook.js';

const BODY_LIMIT = 1024 * 1024;
/** A mail that came back, with the headers of what was sent. */
const MAIL_LIMIT = 256 * 1024;

const apiPolicy = "default-src 'none'; frame-ancestors 'none'";
const docsPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** @param publicUrl what the address of a problem begins with */
export function httpAdapter(publicUrl: string): FastifyAdapter {
  const problems = new ProblemCatalogue({}, publicUrl);
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: false,
    ...serverTimes,
    requestIdHeader: false,
    genReqId: correlationIdOf,
    routerOptions: { maxParamLength: 500 },
    // An address that the router can't read passes no hook and no filter.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const problem = problemOf(error);
      nameCorrelation(request, reply, () => undefined);
      secure(request, reply, () => undefined);
      sendProblem(
        problems.typeOf(problem.code),
        problems.get(problem.code) ?? platformProblems['malformed-request'],
        problem,
        request,
        reply,
      );
    },
  });
}

/** What every request passes before its controller. */
export function prepareHttp(app: NestFastifyApplication, logger: Logger): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('message/rfc822', { parseAs: 'buffer', bodyLimit: MAIL_LIMIT }, (_request, body, taken) => {
      taken(null, body);
    });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', nameCorrelation)
    .addHook('onRequest', secure)
    .addHook('onRequest', passNoBody)
    .addHook('onRequest', hurry())
    .addHook('preValidation', refuseForms)
    .addHook('preValidation', refuseNoText)
    .addHook('onSend', leaveOpen)
    .addHook('onResponse', logRequests(logger))
    .addHook('onResponse', letPast);
  void app.getHttpAdapter().getInstance().register(multipart);
  observeRequests(app);
  hangUpWhenStopping(app.getHttpAdapter().getInstance());
  serveDocument(app, app.get(ProblemCatalogue));
}

/** Pages with content of their own set another policy later. */
function secure(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  void reply.headers({
    'content-security-policy': /^\/docs(?:[/?]|$)/.test(request.url) ? docsPolicy : apiPolicy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000',
  });
  done();
}

/** Many clients name a type although they send nothing; a command without a body is not broken JSON. */
function passNoBody({ headers }: FastifyRequest, _reply: unknown, done: () => void): void {
  const length = headers['content-length'] ?? '0';
  if (length === '0' && headers['transfer-encoding'] === undefined) delete headers['content-type'];
  done();
}

/** A form that nobody reads would leave its route without a body. */
function refuseForms(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  const takesFile = 'takesFile' in request.routeOptions.config;
  done(request.isMultipart() && !takesFile ? new PlatformProblem('unsupported-media-type') : undefined);
}
