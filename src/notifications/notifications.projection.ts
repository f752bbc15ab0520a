import { personalOf } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import { Message } from './notifications.entity.js';
import type { NotificationFact } from './notifications.events.js';

export const messagesProjection: Projection<Message, NotificationFact> = {
  name: 'messages',
  version: 2,
  entity: Message,
  keys: ({ stream }) => [stream.slice('message-'.length)],
  fold: {
    NotificationQueued: (_, { data, personal, metadata }, id) => {
      const { invitationId: _invitation, reasonCode: _code, ...queued } = data;
      return {
        ...queued,
        id,
        recipient: personal?.[data.recipientId]?.to ?? null,
        status: 'queued',
        resends: 0,
        queuedAt: metadata.recordedAt,
        sentAt: null,
        failedAt: null,
        reason: null,
        bouncedAt: null,
        bounceStatus: null,
        suppressedAt: null,
        suppressedBecause: null,
        settledAt: metadata.recordedAt,
      };
    },
    NotificationSent: (row, { metadata: { recordedAt } }) =>
      row && { ...row, status: 'sent', sentAt: recordedAt, settledAt: recordedAt, reason: null },
    NotificationFailed: (row, fact) => {
      const { recordedAt } = fact.metadata;
      const reason = personalOf(fact)?.reason ?? null;
      return row && { ...row, status: 'failed', failedAt: recordedAt, settledAt: recordedAt, reason };
    },
    NotificationResent: (row, { data, metadata }) =>
      row && { ...row, status: 'queued', resends: data.resends, settledAt: metadata.recordedAt },
    NotificationBounced: (row, fact) => {
      const { recordedAt } = fact.metadata;
      const reason = personalOf(fact)?.reason ?? null;
      const bounced = { status: 'bounced', bouncedAt: recordedAt, bounceStatus: fact.data.statusCode } as const;
      return row && { ...row, ...bounced, settledAt: recordedAt, reason };
    },
    NotificationSuppressed: (row, { data, metadata: { recordedAt } }) => {
      const suppressed = { status: 'suppressed', suppressedAt: recordedAt, suppressedBecause: data.because } as const;
      return row && { ...row, ...suppressed, settledAt: recordedAt };
    },
  },
};
