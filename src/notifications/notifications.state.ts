import type { Fold } from '../event-sourcing/decider.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { NotificationFact } from './notifications.events.js';

/** A message waits in the queue, or came to one of the ends. */
export const messageStatuses = ['queued', 'sent', 'failed', 'bounced', 'suppressed'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

export interface NotificationState {
  readonly status: 'none' | MessageStatus;
  readonly meetingId: string;
  readonly recipientId: string;
  /** How often an officer put it in the queue again. */
  readonly resends: number;
}

export const messageFold: Fold<NotificationState, NotificationFact> = {
  name: 'notifications',
  category: 'message',
  initialState: { status: 'none', meetingId: '', recipientId: '', resends: 0 },
  evolve,
};

function evolve(state: NotificationState, fact: Recorded<NotificationFact>): NotificationState {
  switch (fact.type) {
    case 'NotificationQueued':
      return { ...state, status: 'queued', meetingId: fact.data.meetingId, recipientId: fact.data.recipientId };
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
