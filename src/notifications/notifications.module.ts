import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { commandHandlers } from '../event-sourcing/handlers.js';
import { BouncesController } from './bounces.controller.js';
import { ComposeMessage } from './compose-message.js';
import { Correspondence } from './correspondence.js';
import { digestsProjection } from './digests.projection.js';
import { SendDigests } from './digests.timer.js';
import { MailSender } from './mail-sender.js';
import { notificationCommands } from './notifications.commands.js';
import { NotificationConsultant } from './notifications.context.js';
import { NotificationsController } from './notifications.controller.js';
import { notifications } from './notifications.decider.js';
import { messagesProjection } from './notifications.projection.js';
import { ListMessagesHandler } from './notifications.queries.js';
import { QueueDelegationNotifications } from './queue-delegation-notifications.reaction.js';
import { QueueLetterNotifications } from './queue-letter-notifications.reaction.js';
import { QueueNotifications } from './queue-notifications.reaction.js';
import { QueueSeatNotifications } from './queue-seat-notifications.reaction.js';
import { SendNotifications } from './send-notifications.js';
import { Suppression } from './suppression.js';

@Module({
  controllers: [NotificationsController, BouncesController],
  providers: [
    ...commandHandlers(notifications, NotificationConsultant, notificationCommands),
    ListMessagesHandler,
    MailSender,
    Correspondence,
    ComposeMessage,
    Suppression,
    QueueNotifications,
    QueueDelegationNotifications,
    QueueLetterNotifications,
    QueueSeatNotifications,
    SendNotifications,
    SendDigests,
  ],
})
export class NotificationsModule {
  constructor(
    consumers: Consumers,
    queueNotifications: QueueNotifications,
    queueDelegationNotifications: QueueDelegationNotifications,
    queueLetterNotifications: QueueLetterNotifications,
    queueSeatNotifications: QueueSeatNotifications,
    sendNotifications: SendNotifications,
  ) {
    consumers.project(messagesProjection);
    consumers.project(digestsProjection);
    consumers.react(queueNotifications);
    consumers.react(queueDelegationNotifications);
    consumers.react(queueLetterNotifications);
    consumers.react(queueSeatNotifications);
    consumers.react(sendNotifications);
  }
}
