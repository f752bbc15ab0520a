import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { AccreditationRevoked, FileClosed } from '../accreditation/accreditation.events.js';
import type { Recorded } from '../event-sourcing/event.js';
import { callerFor, type Reaction } from '../event-sourcing/reaction.js';
import { RevokeCredential } from './credentials.commands.js';

/** C4: revocation, withdrawal and substitution kill the credential. It opens no door from the moment of their fact; this says so of the badge itself. */
@Injectable()
export class RevokeCredentials implements Reaction<AccreditationRevoked | FileClosed> {
  readonly name = 'revoke-credentials';
  readonly handles = ['AccreditationRevoked', 'FileClosed'] as const;

  constructor(private readonly commands: CommandBus) {}

  async react(fact: Recorded<AccreditationRevoked | FileClosed>): Promise<void> {
    const fileId = fact.stream.slice('accreditation-'.length);
    const reasonCode = fact.type === 'FileClosed' ? fact.data.cause : 'accreditation-revoked';
    await this.commands.execute(
      new RevokeCredential({ fileId, serial: null, reasonCode, reason: '' }, callerFor(this.name, fact)),
    );
  }
}
