import { Injectable } from '@nestjs/common';
import { v5 as uuidv5 } from 'uuid';
import type { Consultation } from '../event-sourcing/decisions.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import { SubjectKeys } from '../event-sourcing/subject-keys.js';
import type { MeetingCommand } from './meetings.commands.js';
import type { MeetingContext } from './meetings.decider.js';

@Injectable()
export class MeetingConsultant implements Consultant<MeetingCommand, MeetingContext> {
  constructor(private readonly keys: SubjectKeys) {}

  idOf({ data }: MeetingCommand): string {
    return data.meetingId;
  }

  async consult({ type, data, caller }: MeetingCommand): Promise<Consultation<MeetingContext>> {
    const emailDigest = type === 'AppointOfficer' ? await this.keys.digest(data.meetingId, data.contact.email) : '';
    return {
      context: { newId: uuidv5('appointment', caller.commandId), emailDigest },
      consulted: {},
      meetingId: data.meetingId,
    };
  }
}
