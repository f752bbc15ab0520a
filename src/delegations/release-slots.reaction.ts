import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { AccreditationRejected, AccreditationRevoked } from '../accreditation/accreditation.events.js';
import { fileFold } from '../accreditation/accreditation.state.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Recorded } from '../event-sourcing/event.js';
import { callerFor, type Reaction } from '../event-sourcing/reaction.js';
import { ReleaseSlot } from './delegations.commands.js';

/** A rejected or revoked person takes no place in the quota any more. */
@Injectable()
export class ReleaseSlots implements Reaction<AccreditationRejected | AccreditationRevoked> {
  readonly name = 'release-slots';
  readonly handles = ['AccreditationRejected', 'AccreditationRevoked'] as const;

  constructor(
    private readonly commands: CommandBus,
    private readonly decisions: Decisions,
  ) {}

  async react(fact: Recorded<AccreditationRejected | AccreditationRevoked>): Promise<void> {
    const fileId = fact.stream.slice(`${fileFold.category}-`.length);
    const { opened } = (await this.decisions.fold(fileFold, fileId)).state;
    if (opened === undefined) return;
    const cause = fact.type === 'AccreditationRejected' ? 'rejected' : 'revoked';
    await this.commands.execute(
      new ReleaseSlot({ delegationId: opened.delegationId, fileId, cause }, callerFor(this.name, fact)),
    );
  }
}
