import { Injectable } from '@nestjs/common';
import { v5 as uuidv5 } from 'uuid';
import { expectLiving } from '../access/living-power.js';
import { type Consultation, Decisions } from '../event-sourcing/decisions.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import { meetingFold } from '../meetings/meetings.state.js';
import type { LetterheadCommand } from './letterhead.commands.js';
import type { LetterheadContext } from './letterhead.decider.js';

@Injectable()
export class LetterheadConsultant implements Consultant<LetterheadCommand, LetterheadContext> {
  constructor(private readonly decisions: Decisions) {}

  idOf({ data }: LetterheadCommand): string {
    return data.meetingId;
  }

  async consult({ data: { meetingId }, caller }: LetterheadCommand): Promise<Consultation<LetterheadContext>> {
    const meeting = await this.decisions.fold(meetingFold, meetingId);
    expectLiving(caller.power, meeting.state);
    return {
      meetingId,
      consulted: { [`meeting-${meetingId}`]: meeting.revision },
      context: { meeting: meeting.state, newId: uuidv5('letterhead', caller.commandId) },
    };
  }
}
