import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { commandHandlers } from '../event-sourcing/handlers.js';
import { MailSender } from './mail-sender.js';
import { notificationCommands } from './notifications.commands.js';
import { NotificationConsultant } from './notifications.context.js';
import { NotificationsController } from './notifications.controller.js';
import { notifications } from './notifications.decider.js';
import { messagesProjection } from './notifications.projection.js';
import { ListMessagesHandler } from './notifications.queries.js';
import { QueueNotifications } from './queue-notifications.reaction.js';
import { SendNotifications } from './send-notifications.js';

@Module({
  controllers: [NotificationsController],
  providers: [
    ...commandHandlers(notifications, NotificationConsultant, notificationCommands),
    ListMessagesHandler,
    MailSender,
    QueueNotifications,
    SendNotifications,
  ],
})
export class NotificationsModule {
  constructor(consumers: Consumers, queueNotifications: QueueNotifications, sendNotifications: SendNotifications) {
    consumers.project(messagesProjection);
    consumers.react(queueNotifications);
    consumers.react(sendNotifications);
  }
}
