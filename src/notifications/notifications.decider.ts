import type { Ready } from '../event-sourcing/command.js';
import type { Decider } from '../event-sourcing/decider.js';
import type { NotificationCommand } from './notifications.commands.js';
import type { NotificationFact } from './notifications.events.js';

export interface NotificationState {
  readonly status: 'none' | 'queued' | 'sent' | 'failed';
  readonly recipientId: string;
}

/** One message per cause (N2): its stream is named after the cause, the kind and the recipient, so a second one has nothing to add. */
export const notifications: Decider<NotificationState, NotificationCommand, NotificationFact, object> = {
  name: 'notifications',
  category: 'message',
  initialState: { status: 'none', recipientId: '' },
  evolve: (state, fact) => {
    switch (fact.type) {
      case 'NotificationQueued':
        return { status: 'queued', recipientId: fact.data.recipientId };
      case 'NotificationSent':
        return { ...state, status: 'sent' };
      case 'NotificationFailed':
        return { ...state, status: 'failed' };
    }
  },
  decide,
};

function decide(
  { type, data }: Ready<NotificationCommand, object>,
  state: NotificationState,
): readonly NotificationFact[] {
  switch (type) {
    case 'QueueNotification': {
      if (state.status !== 'none') return [];
      const { messageId: _, personal, ...queued } = data;
      return [{ type: 'NotificationQueued', data: queued, personal }];
    }
    case 'RecordNotificationSent': {
      if (state.status === 'none' || state.status === 'sent') return [];
      return [{ type: 'NotificationSent', data: { messageIdHeader: data.messageIdHeader, attempt: data.attempt } }];
    }
    case 'RecordNotificationFailed': {
      if (state.status !== 'queued') return [];
      const personal = { [state.recipientId]: { reason: data.reason } };
      return [{ type: 'NotificationFailed', data: { attempts: data.attempts }, personal }];
    }
  }
}
