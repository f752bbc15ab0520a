import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  NotFoundException,
  SetMetadata,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import pg from 'pg';
import { v4 as uuidv4, v5 as uuidv5 } from 'uuid';
import { Checkpoints } from '../event-sourcing/checkpoints.js';
import type { Caller } from '../event-sourcing/command.js';
import type { Power } from '../event-sourcing/event.js';
import { EventStore } from '../event-sourcing/event-store.js';
import { SubjectKeys } from '../event-sourcing/subject-keys.js';
import { revisionOf } from '../platform/edge/answers.js';
import { PlatformProblem } from '../platform/edge/platform-problems.js';
import { PATIENCE_MS, positionAsked } from '../platform/edge/reads.interceptor.js';
import { StandingInterceptor } from './door.js';
import { access, type Operation, privateOperations, type Role } from './access.table.js';
import { Powers, type Scope } from './powers.js';
import { type Identity, SignIn } from './sign-in.js';

const COMMANDS = '5f5c1e0e-7a0b-5b6e-8f0e-0f7d6b3c9a42';
export const OPERATION = 'credence:operation';
const IF_MATCH = 'credence:if-match';

type Signed = FastifyRequest & { identity?: Identity; caller?: Caller };

/** Names the operation of a route: the table says who may. A decision asks for the revision that the officer saw (If-Match). */
export const Operates = (operation: Operation, summary: string, { ifMatch = false } = {}): MethodDecorator =>
  applyDecorators(
    SetMetadata(OPERATION, operation),
    SetMetadata(IF_MATCH, ifMatch),
    UseGuards(AccessGuard),
    UseInterceptors(StandingInterceptor),
    ApiBearerAuth(),
    ApiOperation({ operationId: operation, summary, description: `Who: ${access[operation].join(', ')}.` }),
    ...(ifMatch
      ? [
          ApiHeader({
            name: 'If-Match',
            required: true,
            description: 'The revision that was seen: the ETag of the file.',
          }),
        ]
      : []),
  );

/** Who sends the command, under which power. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<Signed>();
  if (caller === undefined) throw new Error('A route without an operation has no caller.');
  return caller;
});

export const Me = createParamDecorator((_: unknown, context: ExecutionContext): Identity => {
  const { identity } = context.switchToHttp().getRequest<Signed>();
  if (identity === undefined) throw new Error('A route without an operation knows nobody.');
  return identity;
});

/** Signs in, finds the power that the table asks for, and makes the caller of the command. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly signIn: SignIn,
    private readonly powers: Powers,
    private readonly keys: SubjectKeys,
    private readonly pool: pg.Pool,
    private readonly checkpoints: Checkpoints,
    private readonly store: EventStore,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Signed>();
    const operation = this.reflector.get<Operation>(OPERATION, context.getHandler());
    const identity = await this.signIn.identify(request.headers.authorization);
    const power = await this.powerFor(
      operation,
      identity,
      await this.scopeOf(request, request.params as Readonly<Record<string, string>>),
    );
    const needsIfMatch = this.reflector.get<boolean>(IF_MATCH, context.getHandler());
    request.identity = identity;
    request.caller = {
      actorId: identity.personId,
      power,
      commandId: commandIdOf(request, identity),
      requestHash: this.keys.hashRequest(canonical(request.body)),
      correlationId: request.id,
      ...(needsIfMatch ? { ifMatch: revisionOf(request.headers['if-match']) } : {}),
    };
    return true;
  }

  private async powerFor(operation: Operation, identity: Identity, scope: Scope): Promise<Power> {
    const roles: readonly Role[] = access[operation];
    if (roles.includes('signed-in')) return { role: identity.fileId === null ? 'signed-in' : 'delegate' };
    const held = await this.powers.of(identity, scope);
    for (const role of roles) {
      const power = held.find((candidate) => candidate.role === role);
      if (power !== undefined) return power;
    }
    throw held.length === 0 && privateOperations.has(operation) ? new NotFoundException() : new ForbiddenException();
  }

  private async scopeOf(
    request: FastifyRequest,
    { meetingId, delegationId, fileId, serial }: Readonly<Record<string, string>>,
  ): Promise<Scope> {
    if (serial === undefined || fileId !== undefined) return { meetingId, delegationId, fileId };
    const fileOfSerial = (await this.fileOf(serial)) ?? (await this.fileOfNew(serial, positionAsked(request)));
    if (fileOfSerial === undefined) throw new NotFoundException();
    return { fileId: fileOfSerial };
  }

  private async fileOf(serial: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ file_id: string }>('select file_id from read.credentials where id = $1', [
      serial,
    ]);
    return rows[0]?.file_id;
  }

  /** A badge may have been issued a moment ago: what the log says now is waited for before it is said not to exist. */
  private async fileOfNew(serial: string, after?: string): Promise<string | undefined> {
    await this.checkpoints.waitFor(['credentials'], after ?? (await this.store.newest()), PATIENCE_MS);
    return this.fileOf(serial);
  }
}

function commandIdOf(request: FastifyRequest, { issuer, subject }: Identity): string {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return uuidv4();
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/u.test(key)) throw new PlatformProblem('malformed-request');
  return uuidv5(JSON.stringify([issuer, subject, request.method, request.url, key]), COMMANDS);
}

/** The same request has the same text, however its members are ordered. */
const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
