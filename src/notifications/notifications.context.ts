import { Injectable } from '@nestjs/common';
import { expectLiving } from '../access/living-power.js';
import { fileFold } from '../accreditation/accreditation.state.js';
import { type Consultation, Decisions } from '../event-sourcing/decisions.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import { meetingFold } from '../meetings/meetings.state.js';
import type { NotificationCommand } from './notifications.commands.js';
import type { NotificationContext } from './notifications.decider.js';
import { messageFold } from './notifications.state.js';

@Injectable()
export class NotificationConsultant implements Consultant<NotificationCommand, NotificationContext> {
  constructor(private readonly decisions: Decisions) {}

  idOf({ data }: NotificationCommand): string {
    return data.messageId;
  }

  async consult({ type, data, caller }: NotificationCommand): Promise<Consultation<NotificationContext>> {
    if (type === 'RecordBounce') {
      const { meetingId } = (await this.decisions.fold(messageFold, data.messageId)).state;
      return { context: {}, consulted: {}, meetingId };
    }
    const { meetingId } = data;
    if (type !== 'ResendNotification') return { context: {}, consulted: {}, meetingId };
    const meeting = await this.decisions.fold(meetingFold, meetingId);
    expectLiving(caller.power, meeting.state);
    const consulted = { [`meeting-${meetingId}`]: meeting.revision };
    const { fileId } = (await this.decisions.fold(messageFold, data.messageId)).state;
    if (fileId === null) return { context: {}, consulted, meetingId };
    const { state: file, revision } = await this.decisions.fold(fileFold, fileId);
    return { context: { file }, consulted: { ...consulted, [`accreditation-${fileId}`]: revision }, meetingId };
  }
}
