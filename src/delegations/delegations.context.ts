import { Injectable } from '@nestjs/common';
import { v5 as uuidv5 } from 'uuid';
import { expectLiving } from '../access/living-power.js';
import { type Consultation, Decisions } from '../event-sourcing/decisions.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import { SubjectKeys } from '../event-sourcing/subject-keys.js';
import { entityOf } from '../meetings/entities.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { DocumentStore } from '../platform/documents/document-store.js';
import type { DelegationCommand, SubmitEvidence } from './delegations.commands.js';
import type { DelegationContext } from './delegations.guards.js';
import { delegationFold, meetingIdIn } from './delegations.state.js';

@Injectable()
export class DelegationConsultant implements Consultant<DelegationCommand, DelegationContext> {
  constructor(
    private readonly decisions: Decisions,
    private readonly keys: SubjectKeys,
    private readonly documents: DocumentStore,
  ) {}

  idOf({ data }: DelegationCommand): string {
    return data.delegationId;
  }

  async consult(command: DelegationCommand): Promise<Consultation<DelegationContext>> {
    const meetingId = meetingIdIn(command.data.delegationId);
    const email = emailIn(command);
    const { commandId, power } = command.caller;
    const [meeting, delegation, emailDigest] = await Promise.all([
      this.decisions.fold(meetingFold, meetingId),
      power.role === 'focal-point' ? this.decisions.fold(delegationFold, this.idOf(command)) : undefined,
      email === undefined ? '' : this.keys.digest(meetingId, email),
    ]);
    expectLiving(power, meeting.state, delegation?.state);
    return {
      meetingId,
      consulted: { [`meeting-${meetingId}`]: meeting.revision },
      context: {
        meeting: meeting.state,
        entity: command.type === 'InviteDelegation' ? entityOf(command.data.entity) : null,
        newId: uuidv5('subject', commandId),
        newSlotId: uuidv5('slot', commandId),
        emailDigest,
        fileStored: command.type === 'SubmitEvidence' && (await this.isFresh(command)),
      },
    };
  }

  private isFresh({ data: { delegationId, sha256 } }: SubmitEvidence): Promise<boolean> {
    return this.documents.isFresh({ subject: delegationId, sha256 });
  }
}

function emailIn({ type, data }: DelegationCommand): string | undefined {
  switch (type) {
    case 'AppointFocalPoint':
      return data.contact.email;
    case 'NominateDelegate':
    case 'SubstituteDelegate':
      return data.nominee.email;
    case 'InviteDelegation':
    case 'EndFocalPoint':
    case 'AdjustQuota':
    case 'ReorderDelegation':
    case 'WithdrawNomination':
    case 'ReleaseSlot':
    case 'SubmitEvidence':
    case 'AcceptEvidence':
    case 'RefuseEvidence':
      return undefined;
  }
}
