import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type {
  DelegateNominated,
  DelegateSubstituted,
  NominationWithdrawn,
  Nominee,
  Place,
} from '../delegations/delegations.events.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Recorded } from '../event-sourcing/event.js';
import { callerFor, type Reaction } from '../event-sourcing/reaction.js';
import { Rejection } from '../event-sourcing/rejection.js';
import { CloseFile, OpenFile } from './accreditation.commands.js';

type Followed = DelegateNominated | NominationWithdrawn | DelegateSubstituted;

/** A file follows the delegation's list: opened by a nomination, closed by a withdrawal, and by a substitution first the one and then the other (D3). */
@Injectable()
export class FollowDelegationList implements Reaction<Followed> {
  readonly name = 'follow-delegation-list';
  readonly handles = ['DelegateNominated', 'NominationWithdrawn', 'DelegateSubstituted'] as const;

  constructor(
    private readonly commands: CommandBus,
    private readonly decisions: Decisions,
  ) {}

  async react(fact: Recorded<Followed>): Promise<void> {
    switch (fact.type) {
      case 'DelegateNominated':
        return this.open(fact, fact.data, fact.data.late, null);
      case 'NominationWithdrawn':
        return this.close(fact, fact.data.fileId, 'withdrawn');
      case 'DelegateSubstituted':
        await this.close(fact, fact.data.predecessorFileId, 'substituted');
        return this.open(fact, fact.data.successor, false, fact.data.predecessorFileId);
    }
  }

  private async open(
    fact: Recorded<Followed>,
    place: Place,
    late: boolean,
    substitutesFileId: string | null,
  ): Promise<void> {
    const delegationId = fact.stream.slice('delegation-'.length);
    const { invited } = (await this.decisions.fold(delegationFold, delegationId)).state;
    const { fileId, slotId, capacity, language, emailDigest } = place;
    const data = {
      fileId,
      meetingId: fact.metadata.meetingId,
      delegationId,
      slotId,
      category: invited?.category ?? '',
      capacity,
      language,
      emailDigest,
      nominatedBy: fact.metadata.actorId,
      late,
      substitutesFileId,
      nominee: nomineeIn(fact, fileId),
    };
    await this.commands.execute(new OpenFile(data, callerFor(this.name, fact, 'open')));
  }

  private async close(fact: Recorded<Followed>, fileId: string, cause: 'withdrawn' | 'substituted'): Promise<void> {
    await this.commands
      .execute(new CloseFile({ fileId, cause }, callerFor(this.name, fact, 'close')))
      .catch((error: unknown) => {
        // That there is nothing to close must not keep the successor's file from opening.
        if (!(error instanceof Rejection)) throw error;
      });
  }
}

/** Why a late nomination was admitted stays with the nomination: the file is shown to the person. */
function nomineeIn({ personal }: Recorded<Followed>, fileId: string): Nominee | null {
  const block = (personal?.[fileId] ?? null) as Nominee | null;
  if (block === null) return null;
  const { lateReason: _lateReason, ...nominee } = block;
  return nominee;
}
