import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Command } from '../event-sourcing/command.js';
import type { Outcome } from '../event-sourcing/decisions.js';
import type { Fact } from '../event-sourcing/event.js';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Rejection } from '../event-sourcing/rejection.js';
import { setPosition, setRevision } from '../platform/edge/answers.js';

/** Answer to a command: where the log stands, for whoever wants to read what they wrote, and the revision for `If-Match`. */
export class Accepted {
  /** Send it as `Credence-After` with a GET to see at least this. */
  readonly position: string;
  /** Of the stream that the command was decided on. */
  readonly revision: number;
}

export class Appointed extends Accepted {
  readonly appointmentId: string;
  readonly personId: string;
}

export class Nominated extends Accepted {
  readonly fileId: string;
}

export class Submitted extends Accepted {
  readonly evidenceId: string;
}

export class Issued extends Accepted {
  readonly serial: string;
}

/** The way of a command from a controller to the bus and back. */
@Injectable()
export class Door {
  constructor(private readonly commands: CommandBus) {}

  /** A recorded refusal (rule S2) is answered as what it is. `pick` takes more for the answer from the facts. */
  async send<F extends Fact, A extends object = object>(
    command: Command,
    pick?: (facts: readonly F[]) => A,
  ): Promise<Accepted & A> {
    const { facts, revision, position } = await this.commands.execute<Command, Outcome<F>>(command);
    const refused = facts.find(({ type }) => type === 'DecisionRefused');
    if (refused !== undefined)
      throw new Rejection((refused.data as { readonly code: string }).code, { recorded: true });
    return { ...(pick?.(facts) ?? ({} as A)), revision, position };
  }
}

/** Revision and position of an answer stand in its header too: `ETag` for `If-Match`, `Credence-Position` for `Credence-After`. */
@Injectable()
export class StandingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer) => {
        const { revision, position } = (answer ?? {}) as Partial<Accepted>;
        if (typeof revision === 'number') setRevision(reply, revision);
        if (typeof position === 'string') setPosition(reply, position);
        return answer;
      }),
    );
  }
}
