import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { Checkpoints } from '../../event-sourcing/checkpoints.js';
import { PlatformProblem } from './platform-problems.js';

const READS = 'credence:reads';
const AFTER_HEADER = 'credence-after';
const STALE_HEADER = 'credence-stale';
export const PATIENCE_MS = 2_000;

/** Names the projections that a query reads, so that a caller can ask to see what they did before. */
export const Reads = (...projections: readonly [string, ...string[]]): ClassDecorator & MethodDecorator =>
  applyDecorators(
    SetMetadata(READS, projections),
    ApiHeader({
      name: 'Credence-After',
      required: false,
      description:
        'A Credence-Position: the answer shows what happened up to there, or bears Credence-Stale: true after 2 seconds.',
    }),
  );

/** @throws PlatformProblem `malformed-position` */
export function positionAsked({ headers }: FastifyRequest): string | undefined {
  const position = headers[AFTER_HEADER];
  if (position === undefined) return undefined;
  if (typeof position !== 'string' || !/^[\w-]{1,200}$/.test(position)) throw new PlatformProblem('malformed-position');
  return position;
}

/** Read your own writes: waits a bounded time until the projections that a query reads are where the caller wants them. */
@Injectable()
export class ReadsInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly checkpoints: Checkpoints,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const names = this.reflector.getAllAndOverride<readonly string[] | undefined>(READS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const http = context.switchToHttp();
    const position = positionAsked(http.getRequest<FastifyRequest>());
    if (names === undefined || position === undefined) return next.handle();
    const level = await this.checkpoints.waitFor(names, position, PATIENCE_MS);
    if (!level) void http.getResponse<FastifyReply>().header(STALE_HEADER, 'true');
    return next.handle();
  }
}
