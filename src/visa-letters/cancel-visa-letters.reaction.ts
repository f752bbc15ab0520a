import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { AccreditationRevoked, FileClosed } from '../accreditation/accreditation.events.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Recorded } from '../event-sourcing/event.js';
import { callerFor, type Reaction } from '../event-sourcing/reaction.js';
import { CancelVisaLetter } from './visa-letters.commands.js';
import { visaLetterFold } from './visa-letters.state.js';

/** C4: revocation, withdrawal and substitution cancel the letter. The check calls it so from the moment of their fact; this says so of the letter itself. */
@Injectable()
export class CancelVisaLetters implements Reaction<AccreditationRevoked | FileClosed> {
  readonly name = 'cancel-visa-letters';
  readonly handles = ['AccreditationRevoked', 'FileClosed'] as const;

  constructor(
    private readonly commands: CommandBus,
    private readonly decisions: Decisions,
  ) {}

  async react(fact: Recorded<AccreditationRevoked | FileClosed>): Promise<void> {
    const fileId = fact.stream.slice('accreditation-'.length);
    const { letter } = (await this.decisions.fold(visaLetterFold, fileId)).state;
    if (letter === undefined || letter.status === 'cancelled') return;
    const reasonCode = fact.type === 'FileClosed' ? fact.data.cause : 'accreditation-revoked';
    await this.commands.execute(new CancelVisaLetter({ fileId, reasonCode, reason: '' }, callerFor(this.name, fact)));
  }
}
