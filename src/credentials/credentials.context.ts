import { Injectable } from '@nestjs/common';
import { v5 as uuidv5 } from 'uuid';
import { expectLiving } from '../access/living-power.js';
import { fileFold } from '../accreditation/accreditation.state.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { type Consultation, Decisions } from '../event-sourcing/decisions.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { DocumentStore } from '../platform/documents/document-store.js';
import type { CredentialCommand } from './credentials.commands.js';
import type { CredentialContext } from './credentials.guards.js';
import { SigningKeys } from './signing-keys.js';

@Injectable()
export class CredentialConsultant implements Consultant<CredentialCommand, CredentialContext> {
  constructor(
    private readonly decisions: Decisions,
    private readonly signingKeys: SigningKeys,
    private readonly documents: DocumentStore,
  ) {}

  idOf({ data }: CredentialCommand): string {
    return data.fileId;
  }

  async consult({ type, data, caller }: CredentialCommand): Promise<Consultation<CredentialContext>> {
    const { opened } = (await this.decisions.fold(fileFold, data.fileId)).state;
    const { meetingId = '', delegationId = '' } = opened ?? {};
    const sha256 = type === 'HandOverCredential' ? data.authorisation : null;
    const [meeting, delegation, { keyId }, authorisationStored] = await Promise.all([
      this.decisions.fold(meetingFold, meetingId),
      this.decisions.fold(delegationFold, delegationId),
      this.signingKeys.newest(),
      sha256 === null ? false : this.documents.isFresh({ subject: delegationId, sha256 }),
    ]);
    expectLiving(caller.power, meeting.state, delegation.state);
    return {
      meetingId,
      consulted: { [`meeting-${meetingId}`]: meeting.revision, [`delegation-${delegationId}`]: delegation.revision },
      context: {
        meeting: meeting.state,
        delegation: delegation.state,
        newSerial: uuidv5('serial', caller.commandId),
        keyId,
        authorisationStored,
      },
    };
  }
}
