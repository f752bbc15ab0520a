import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyRequest } from 'fastify';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import pg from 'pg';
import { destination, pino } from 'pino';
import { v5 as uuidv5 } from 'uuid';
import { answerSchema, bodySchema, clean, type NominationBody } from './body.js';
import { Keys } from './keys.js';
import { type Caller, Nominations, Refused } from './nominations.js';

const PERSONS = 'b2f6d9f4-3f0a-5c3e-9a53-6f8f0f3f5a11';
const COMMANDS = '5f5c1e0e-7a0b-5b6e-8f0e-0f7d6b3c9a42';

/** What the bench tells the process. */
export interface ByHandSettings {
  readonly databaseUrl: string;
  readonly keysDatabaseUrl: string;
  readonly masterKey: string;
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: JSONWebKeySet;
  readonly logFile: string;
}

/** A nomination over HTTP, as one would write it without a kernel: one route, plain SQL, everything in its place. */
async function serve(settings: ByHandSettings): Promise<void> {
  const { databaseUrl, keysDatabaseUrl, masterKey, issuer, audience, jwks, logFile } = settings;
  const keys = new Keys(new pg.Pool({ connectionString: keysDatabaseUrl, max: 10 }), Buffer.from(masterKey, 'base64'));
  const nominations = new Nominations(new pg.Pool({ connectionString: databaseUrl, max: 20 }), keys);
  const keySet = createLocalJWKSet(jwks);

  async function callerOf(request: FastifyRequest): Promise<Caller> {
    const token = /^bearer (\S+)$/iu.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new Refused(401, 'unauthorized');
    const { payload } = await jwtVerify(token, keySet, {
      algorithms: ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'],
      issuer,
      audience,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: 5,
    }).catch(() => {
      throw new Refused(401, 'unauthorized');
    });
    const subject = payload.sub ?? '';
    const key = request.headers['idempotency-key'];
    const command = [issuer, subject, request.method, request.url, key];
    return {
      personId: uuidv5(JSON.stringify([issuer, subject]), PERSONS),
      commandId: key === undefined ? randomUUID() : uuidv5(JSON.stringify(command), COMMANDS),
      requestHash: keys.hashOf(JSON.stringify(request.body)),
      correlationId: request.id,
    };
  }

  const logger = pino(destination({ dest: logFile, sync: true }));
  const app = Fastify({
    genReqId: () => randomUUID(),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-correlation-id': request.id,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
    });
  });
  app.addHook('preValidation', async ({ body }) => clean(body));
  app.addHook('onResponse', async ({ method, id: correlationId, routeOptions }, reply) => {
    const { statusCode: status, elapsedTime } = reply;
    logger.info({ correlationId, method, route: routeOptions.url, status, ms: Math.round(elapsedTime) }, 'request');
  });
  app.setErrorHandler(async (error, _request, reply) => {
    if (error instanceof Refused) return reply.status(error.status).send({ code: error.code });
    return reply.send(error);
  });
  app.post<{ Params: { delegationId: string }; Body: NominationBody }>(
    '/delegations/:delegationId/nominations',
    { schema: { body: bodySchema, response: answerSchema } },
    async (request, reply) => {
      const { delegationId } = request.params;
      const answer = await nominations.nominate(delegationId, request.body, await callerOf(request));
      return reply
        .status(201)
        .headers({ etag: `"${answer.revision}"`, 'credence-position': answer.position })
        .send(answer);
    },
  );
  process.stdout.write(`Listens on ${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
}

void serve(JSON.parse(process.argv[2] ?? '{}') as ByHandSettings);
