import { DELEGATION } from '../../test/examples/delegation.examples.js';
import { MEETING } from '../../test/examples/meeting.examples.js';
import { callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import { QueueNotification, RecordNotificationFailed, RecordNotificationSent } from './notifications.commands.js';
import { notifications } from './notifications.decider.js';
import type { NotificationFact, NotificationQueued } from './notifications.events.js';

const { given } = rulesOf(notifications, {});
const caller = callerOf();
const of = { messageId: 'message-1', meetingId: MEETING };

const queued: NotificationQueued = {
  type: 'NotificationQueued',
  data: {
    kind: 'rejected',
    language: 'en',
    templateVersion: 3,
    meetingId: MEETING,
    delegationId: DELEGATION,
    fileId: 'file-1',
    capacity: 'delegate',
    recipientId: 'focal',
    causeId: 'cause-1',
    invitationId: null,
    reasonCode: 'because',
  },
  personal: {
    focal: { to: 'ana@example.org', recipientName: 'Ana Pérez' },
    'file-1': { personName: 'Luz Ríos', reason: 'So' },
  },
};
const sent: NotificationFact = {
  type: 'NotificationSent',
  data: { messageIdHeader: '<message-1@example.org>', attempt: 2 },
};
const failed: NotificationFact = {
  type: 'NotificationFailed',
  data: { attempts: 5 },
  personal: { focal: { reason: 'No such mailbox' } },
};

const queue = new QueueNotification(
  { ...of, ...queued.data, personal: queued.personal as QueueNotification['data']['personal'] },
  caller,
);
const recordSent = new RecordNotificationSent(
  { ...of, messageIdHeader: '<message-1@example.org>', attempt: 2 },
  caller,
);
const recordFailed = new RecordNotificationFailed({ ...of, attempts: 5, reason: 'No such mailbox' }, caller);

describe('a message', () => {
  it('N1 is queued in the language of its recipient, with the version of its template', () =>
    given().when(queue).then(queued));
  it.each([
    ['queued', [queued]],
    ['sent', [queued, sent]],
    ['failed', [queued, failed]],
  ])('N2 is one per cause: nothing is queued where it is %s', (_, past) =>
    given(...past)
      .when(queue)
      .thenNothing(),
  );

  it('N2 is noted as sent, with its Message-ID', () => given(queued).when(recordSent).then(sent));
  it('N2 is noted as sent once', () => given(queued, sent).when(recordSent).thenNothing());
  it('N2 that nobody queued is not noted as sent', () => given().when(recordSent).thenNothing());
  it('N3 may be sent after it failed', () => given(queued, failed).when(recordSent).then(sent));

  it('N3 is noted as failed; the reason belongs to the recipient', () => given(queued).when(recordFailed).then(failed));
  it('N3 is noted as failed once', () => given(queued, failed).when(recordFailed).thenNothing());
  it('N2 that was sent has not failed', () => given(queued, sent).when(recordFailed).thenNothing());
  it('N2 that nobody queued is not noted as failed', () => given().when(recordFailed).thenNothing());
});
