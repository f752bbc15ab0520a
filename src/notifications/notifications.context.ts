import { Injectable } from '@nestjs/common';
import { expectLiving } from '../access/living-power.js';
import { type Consultation, Decisions } from '../event-sourcing/decisions.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import { meetingFold } from '../meetings/meetings.state.js';
import type { NotificationCommand } from './notifications.commands.js';
import { messageFold } from './notifications.state.js';

@Injectable()
export class NotificationConsultant implements Consultant<NotificationCommand, object> {
  constructor(private readonly decisions: Decisions) {}

  idOf({ data }: NotificationCommand): string {
    return data.messageId;
  }

  async consult({ type, data, caller }: NotificationCommand): Promise<Consultation<object>> {
    if (type === 'RecordBounce') {
      const { meetingId } = (await this.decisions.fold(messageFold, data.messageId)).state;
      return { context: {}, consulted: {}, meetingId };
    }
    const { meetingId } = data;
    if (type !== 'ResendNotification') return { context: {}, consulted: {}, meetingId };
    const meeting = await this.decisions.fold(meetingFold, meetingId);
    expectLiving(caller.power, meeting.state);
    return { context: {}, consulted: { [`meeting-${meetingId}`]: meeting.revision }, meetingId };
  }
}
