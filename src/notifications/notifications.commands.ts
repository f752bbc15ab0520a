import { command } from '../event-sourcing/command.js';
import type { MessagePersonal, NotificationQueued, SuppressionCause } from './notifications.events.js';

interface OfMessage {
  readonly messageId: string;
  readonly meetingId: string;
}

export class QueueNotification extends command('QueueNotification')<
  OfMessage & NotificationQueued['data'] & { readonly personal: Readonly<Record<string, MessagePersonal>> }
> {}
export class RecordNotificationSent extends command('RecordNotificationSent')<
  OfMessage & { readonly messageIdHeader: string; readonly attempt: number }
> {}
export class RecordNotificationFailed extends command('RecordNotificationFailed')<
  OfMessage & { readonly attempts: number; readonly reason: string }
> {}
export class ResendNotification extends command('ResendNotification')<OfMessage> {}
export class RecordBounce extends command('RecordBounce')<{
  readonly messageId: string;
  readonly statusCode: string;
  readonly reason: string | null;
}> {}
export class SuppressNotification extends command('SuppressNotification')<
  OfMessage & { readonly because: SuppressionCause }
> {}

export const notificationCommands = [
  QueueNotification,
  RecordNotificationSent,
  RecordNotificationFailed,
  ResendNotification,
  RecordBounce,
  SuppressNotification,
] as const;
export type NotificationCommand = InstanceType<(typeof notificationCommands)[number]>;
