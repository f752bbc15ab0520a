import { personalOf } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import { Message } from './notifications.entity.js';
import type { NotificationFact } from './notifications.events.js';

export const messagesProjection: Projection<Message, NotificationFact> = {
  name: 'messages',
  version: 1,
  entity: Message,
  keys: ({ stream }) => [stream.slice('message-'.length)],
  fold: {
    NotificationQueued: (_, { data, personal, metadata }, id) => {
      const { capacity: _capacity, invitationId: _invitation, reasonCode: _code, ...queued } = data;
      return {
        ...queued,
        id,
        recipient: personal?.[data.recipientId]?.to ?? null,
        status: 'queued',
        queuedAt: metadata.recordedAt,
        sentAt: null,
        failedAt: null,
        reason: null,
      };
    },
    NotificationSent: (row, { metadata }) =>
      row && { ...row, status: 'sent', sentAt: metadata.recordedAt, reason: null },
    NotificationFailed: (row, fact) =>
      row && { ...row, status: 'failed', failedAt: fact.metadata.recordedAt, reason: personalOf(fact)?.reason ?? null },
  },
};
