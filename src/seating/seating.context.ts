import { Injectable } from '@nestjs/common';
import { expectLiving } from '../access/living-power.js';
import { fileFold, type FileState } from '../accreditation/accreditation.state.js';
import { delegationFold, type DelegationState } from '../delegations/delegations.state.js';
import { type Consultation, Decisions } from '../event-sourcing/decisions.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import { meetingFold } from '../meetings/meetings.state.js';
import type { SeatingCommand } from './seating.commands.js';
import type { SeatingContext } from './seating.decider.js';
import { patternOf, planIdOf } from './seating.state.js';

@Injectable()
export class SeatingConsultant implements Consultant<SeatingCommand, SeatingContext> {
  constructor(private readonly decisions: Decisions) {}

  idOf({ data }: SeatingCommand): string {
    return planIdOf(data.meetingId, data.room);
  }

  async consult(command: SeatingCommand): Promise<Consultation<SeatingContext>> {
    const { meetingId, room: code } = command.data;
    const meeting = await this.decisions.fold(meetingFold, meetingId);
    expectLiving(command.caller.power, meeting.state);
    const room = meeting.state.rooms.get(code);
    const consulted = { [`meeting-${meetingId}`]: meeting.revision };
    if (command.type === 'PublishSeatPlan') {
      return { meetingId, consulted, context: { room, delegation: delegationFold.initialState, stages: new Map() } };
    }
    const { delegationId } = command.data;
    const delegation = await this.decisions.fold(delegationFold, delegationId);
    const category = delegation.state.invited?.category ?? '';
    // Who has no seats here needs no look at their files: press or interpreters may be many.
    const hasSeats = room !== undefined && patternOf(room, delegationId, category) !== undefined;
    const stages = hasSeats ? await this.stagesOf(delegation.state) : new Map<string, FileState['stage']>();
    return {
      meetingId,
      consulted: { ...consulted, [`delegation-${delegationId}`]: delegation.revision },
      context: { room, delegation: delegation.state, stages },
    };
  }

  private async stagesOf({ slots }: DelegationState): Promise<ReadonlyMap<string, FileState['stage']>> {
    const fileIds = slots.map(({ fileId }) => fileId);
    const files = await this.decisions.foldAll(fileFold, fileIds);
    return new Map([...files].map(([fileId, { state }]) => [fileId, state.stage]));
  }
}
