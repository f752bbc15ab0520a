import { Injectable } from '@nestjs/common';
import type { Consultation } from '../event-sourcing/decisions.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import type { NotificationCommand } from './notifications.commands.js';

@Injectable()
export class NotificationConsultant implements Consultant<NotificationCommand, object> {
  idOf({ data }: NotificationCommand): string {
    return data.messageId;
  }

  consult({ data }: NotificationCommand): Promise<Consultation<object>> {
    return Promise.resolve({ context: {}, consulted: {}, meetingId: data.meetingId });
  }
}
