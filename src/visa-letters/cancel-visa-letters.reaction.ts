import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { AccreditationRevoked, FileClosed } from '../accreditation/accreditation.events.js';
import { fileFold } from '../accreditation/accreditation.state.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Recorded } from '../event-sourcing/event.js';
import { callerFor, type Reaction } from '../event-sourcing/reaction.js';
import { CancelVisaLetter } from './visa-letters.commands.js';
import type { VisaLetterRequested } from './visa-letters.events.js';
import { type Letter, standingOf, visaLetterFold } from './visa-letters.state.js';

type Ending = AccreditationRevoked | FileClosed | VisaLetterRequested;

/** C4: revocation, withdrawal and substitution cancel the letter. The check calls it so from the moment of their fact; this says so of the letter itself. */
@Injectable()
export class CancelVisaLetters implements Reaction<Ending> {
  readonly name = 'cancel-visa-letters';
  readonly handles = ['AccreditationRevoked', 'FileClosed', 'VisaLetterRequested'] as const;

  constructor(
    private readonly commands: CommandBus,
    private readonly decisions: Decisions,
  ) {}

  async react(fact: Recorded<Ending>): Promise<void> {
    const fileId = fact.type === 'VisaLetterRequested' ? fact.data.fileId : fact.stream.slice('accreditation-'.length);
    const { letter } = (await this.decisions.fold(visaLetterFold, fileId)).state;
    if (letter === undefined || letter.status === 'cancelled') return;
    // Asked for while the file ended: the reaction to its end may have seen no letter yet.
    if (fact.type === 'VisaLetterRequested' && !(await this.hasEnded(letter))) return;
    const cancel = new CancelVisaLetter({ fileId, reasonCode: reasonOf(fact), reason: '' }, callerFor(this.name, fact));
    await this.commands.execute(cancel);
  }

  private async hasEnded({ fileId, delegationId }: Letter): Promise<boolean> {
    const [file, delegation] = await Promise.all([
      this.decisions.fold(fileFold, fileId),
      this.decisions.fold(delegationFold, delegationId),
    ]);
    return standingOf(file.state, delegation.state, fileId) === 'ended';
  }
}

function reasonOf(fact: Recorded<Ending>): string {
  switch (fact.type) {
    case 'AccreditationRevoked':
      return 'accreditation-revoked';
    case 'FileClosed':
      return fact.data.cause;
    case 'VisaLetterRequested':
      return 'file-ended';
  }
}
