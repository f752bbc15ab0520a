import { Injectable } from '@nestjs/common';
import { v5 as uuidv5 } from 'uuid';
import { expectLiving } from '../access/living-power.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { type Consultation, Decisions } from '../event-sourcing/decisions.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import { emailDigestsOf, meetingFold } from '../meetings/meetings.state.js';
import type { AccreditationCommand } from './accreditation.commands.js';
import type { AccreditationContext } from './accreditation.guards.js';
import { fileFold } from './accreditation.state.js';

@Injectable()
export class AccreditationConsultant implements Consultant<AccreditationCommand, AccreditationContext> {
  constructor(private readonly decisions: Decisions) {}

  idOf({ data }: AccreditationCommand): string {
    return data.fileId;
  }

  async consult(command: AccreditationCommand): Promise<Consultation<AccreditationContext>> {
    const opened =
      command.type === 'OpenFile'
        ? command.data
        : (await this.decisions.fold(fileFold, command.data.fileId)).state.opened;
    const { meetingId = '', delegationId = '' } = opened ?? {};
    const [meeting, delegation] = await Promise.all([
      this.decisions.fold(meetingFold, meetingId),
      this.decisions.fold(delegationFold, delegationId),
    ]);
    expectLiving(command.caller.power, meeting.state, delegation.state);
    return {
      meetingId,
      consulted: { [`meeting-${meetingId}`]: meeting.revision, [`delegation-${delegationId}`]: delegation.revision },
      context: {
        meeting: meeting.state,
        delegation: delegation.state,
        newId: uuidv5('invitation', command.caller.commandId),
        actorEmailDigests: emailDigestsOf(meeting.state, command.caller.actorId),
      },
    };
  }
}
