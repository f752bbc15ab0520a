import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FilePlacedOnHold, FileResumed } from '../accreditation/accreditation.events.js';
import type { Recorded } from '../event-sourcing/event.js';
import { callerFor, type Reaction } from '../event-sourcing/reaction.js';
import { ResumeCredential, SuspendCredential } from './credentials.commands.js';

/** C4: a hold of the file suspends its credential, and the end of the hold gives it back. At a gate the hold counts from its own moment on. */
@Injectable()
export class SuspendCredentials implements Reaction<FilePlacedOnHold | FileResumed> {
  readonly name = 'suspend-credentials';
  readonly handles = ['FilePlacedOnHold', 'FileResumed'] as const;

  constructor(private readonly commands: CommandBus) {}

  async react(fact: Recorded<FilePlacedOnHold | FileResumed>): Promise<void> {
    const of = { fileId: fact.stream.slice('accreditation-'.length), serial: null, cause: 'hold' } as const;
    const caller = callerFor(this.name, fact);
    await this.commands.execute(
      fact.type === 'FileResumed'
        ? new ResumeCredential(of, caller)
        : new SuspendCredential({ ...of, reasonCode: fact.data.reasonCode, reason: '' }, caller),
    );
  }
}
