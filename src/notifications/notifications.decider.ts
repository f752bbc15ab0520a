import { type FileState, livingInvitation } from '../accreditation/accreditation.state.js';
import type { Ready } from '../event-sourcing/command.js';
import type { Decider } from '../event-sourcing/decider.js';
import type { NotificationCommand } from './notifications.commands.js';
import { linkKinds, type NotificationFact } from './notifications.events.js';
import { reject } from './notifications.rejections.js';
import { messageFold, type NotificationState } from './notifications.state.js';

export interface NotificationContext {
  /** The file that a message is about, where it is sent again. */
  readonly file?: FileState;
}

type Commanded = Ready<NotificationCommand, NotificationContext>;

/** One message per cause (N2): its stream is named after the cause, the kind and the recipient, so a second one has nothing to add. */
export const notifications: Decider<NotificationState, NotificationCommand, NotificationFact, NotificationContext> = {
  ...messageFold,
  decide,
};

function decide(command: Commanded, state: NotificationState): readonly NotificationFact[] {
  const { type, data } = command;
  switch (type) {
    case 'QueueNotification': {
      if (state.status !== 'none') return [];
      const { messageId: _, personal, ...queued } = data;
      return [{ type: 'NotificationQueued', data: queued, personal }];
    }
    case 'RecordNotificationSent': {
      if (state.status !== 'queued' && state.status !== 'failed') return [];
      return [{ type: 'NotificationSent', data: { messageIdHeader: data.messageIdHeader, attempt: data.attempt } }];
    }
    case 'RecordNotificationFailed': {
      if (state.status !== 'queued') return [];
      const personal = { [state.recipientId]: { reason: data.reason } };
      return [{ type: 'NotificationFailed', data: { attempts: data.attempts }, personal }];
    }
    case 'ResendNotification':
      return resend(command, state);
    case 'RecordBounce':
      return bounced(data, state);
    case 'SuppressNotification':
      return state.status === 'queued' ? [{ type: 'NotificationSuppressed', data: { because: data.because } }] : [];
  }
}

/** N3: what was sent, or is about to be, is not sent twice; and what asks for something is sent with a link that lets its reader do it. */
function resend(
  { data: { meetingId }, context: { file }, now }: Extract<Commanded, { type: 'ResendNotification' }>,
  state: NotificationState,
): readonly NotificationFact[] {
  const { status, kind } = state;
  if (status === 'none' || state.meetingId !== meetingId) throw reject('message-unknown');
  if (status === 'queued' || status === 'sent') throw reject('message-not-resendable', { status });
  const asks = kind !== undefined && linkKinds.includes(kind);
  if (asks && file !== undefined && livingInvitation(file, now) === null) throw reject('message-link-expired');
  return [{ type: 'NotificationResent', data: { resends: state.resends + 1 } }];
}

/**
 * Only a message that is out can come back. While it is on its way out its note may be missing: the first time the report is the better
 * note, later it may be about the former time, so it has to come again.
 */
function bounced(
  { statusCode, reason }: { readonly statusCode: string; readonly reason: string | null },
  { status, recipientId, resends }: NotificationState,
): readonly NotificationFact[] {
  if (status === 'none') throw reject('bounce-of-unknown-message');
  if (status === 'queued' && resends > 0) throw reject('bounce-too-early');
  if (status !== 'sent' && status !== 'queued') return [];
  return [{ type: 'NotificationBounced', data: { statusCode }, personal: { [recipientId]: { reason } } }];
}
