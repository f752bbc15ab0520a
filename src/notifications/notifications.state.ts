import type { Fold } from '../event-sourcing/decider.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { MessageKind, NotificationFact } from './notifications.events.js';

/** A message waits in the queue, or came to one of the ends. */
export const messageStatuses = ['queued', 'sent', 'failed', 'bounced', 'suppressed'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

export interface NotificationState {
  readonly status: 'none' | MessageStatus;
  readonly meetingId: string;
  readonly recipientId: string;
  readonly kind: MessageKind | undefined;
  readonly fileId: string | null;
  /** How often an officer put it in the queue again. */
  readonly resends: number;
}

export const messageFold: Fold<NotificationState, NotificationFact> = {
  name: 'notifications',
  category: 'message',
  initialState: { status: 'none', meetingId: '', recipientId: '', kind: undefined, fileId: null, resends: 0 },
  evolve,
};

function evolve(state: NotificationState, fact: Recorded<NotificationFact>): NotificationState {
  switch (fact.type) {
    case 'NotificationQueued': {
      const { meetingId, recipientId, kind, fileId } = fact.data;
      return { ...state, status: 'queued', meetingId, recipientId, kind, fileId };
    }
    case 'NotificationSent':
      return { ...state, status: 'sent' };
    case 'NotificationFailed':
      return { ...state, status: 'failed' };
    case 'NotificationResent':
      return { ...state, status: 'queued', resends: fact.data.resends };
    case 'NotificationBounced':
      return { ...state, status: 'bounced' };
    case 'NotificationSuppressed':
      return { ...state, status: 'suppressed' };
  }
}
