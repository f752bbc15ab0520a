import { Inject, Injectable, type Provider, type Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { Command } from './command.js';
import type { Decider } from './decider.js';
import { type Consultation, Decisions, type Outcome } from './decisions.js';
import type { Fact } from './event.js';
import { Observer } from './observer.js';

/** Brings what the decider of a capability needs from elsewhere. */
export interface Consultant<C extends Command, Context> {
  /** The id of the stream that a command is decided on. */
  idOf(command: C): string;
  consult(command: C): Promise<Consultation<Context>>;
}

/** One handler per command class: find the stream, gather the context, decide. */
export function commandHandlers<S, C extends Command, F extends Fact, X>(
  decider: Decider<S, C, F, X>,
  consultant: Type<Consultant<C, X>>,
  commands: readonly (new (...parameters: never[]) => C)[],
): Provider[] {
  const handlers = commands.map((commandClass) => {
    @Injectable()
    @CommandHandler(commandClass)
    class DecideCommand {
      constructor(
        @Inject(Decisions) private readonly decisions: Decisions,
        @Inject(consultant) private readonly context: Consultant<C, X>,
        @Inject(Observer) private readonly observer: Observer,
      ) {}

      execute(command: C): Promise<Outcome> {
        return this.observer.command(command, () =>
          this.decisions.decide(decider, this.context.idOf(command), command, () => this.context.consult(command)),
        );
      }
    }
    Object.defineProperty(DecideCommand, 'name', { value: `${commandClass.name}Handler` });
    return DecideCommand;
  });
  return [consultant, ...handlers];
}
