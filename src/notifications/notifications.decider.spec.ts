import { DELEGATION } from '../../test/examples/delegation.examples.js';
import { MEETING } from '../../test/examples/meeting.examples.js';
import { fileFold, type FileState } from '../accreditation/accreditation.state.js';
import { callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import {
  QueueNotification,
  RecordBounce,
  RecordNotificationFailed,
  RecordNotificationSent,
  ResendNotification,
  SuppressNotification,
} from './notifications.commands.js';
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
    details: {},
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

const resent = (resends: number): NotificationFact => ({ type: 'NotificationResent', data: { resends } });
const bounced: NotificationFact = {
  type: 'NotificationBounced',
  data: { statusCode: '5.1.1' },
  personal: { focal: { reason: 'User unknown' } },
};
const suppressed: NotificationFact = { type: 'NotificationSuppressed', data: { because: 'superseded' } };

const queue = new QueueNotification(
  { ...of, ...queued.data, personal: queued.personal as QueueNotification['data']['personal'] },
  caller,
);
const recordSent = new RecordNotificationSent(
  { ...of, messageIdHeader: '<message-1@example.org>', attempt: 2 },
  caller,
);
const recordFailed = new RecordNotificationFailed({ ...of, attempts: 5, reason: 'No such mailbox' }, caller);
const resend = new ResendNotification(of, caller);
const recordBounce = new RecordBounce({ messageId: 'message-1', statusCode: '5.1.1', reason: 'User unknown' }, caller);
const suppress = new SuppressNotification({ ...of, because: 'superseded' }, caller);

describe('a message', () => {
  it('N1 is queued in the language of its recipient, with the version of its template', () =>
    given().when(queue).then(queued));
  it.each([
    ['queued', [queued]],
    ['sent', [queued, sent]],
    ['failed', [queued, failed]],
    ['bounced', [queued, sent, bounced]],
    ['suppressed', [queued, suppressed]],
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

  it.each([
    ['failed', [queued, failed]],
    ['bounced', [queued, sent, bounced]],
    ['suppressed', [queued, suppressed]],
  ])('N3 that was %s is sent again from the record', (_, past) =>
    given(...past)
      .when(resend)
      .then(resent(1)),
  );
  it('N3 is sent again more than once, each time counted', () =>
    given(queued, failed, resent(1), sent, bounced).when(resend).then(resent(2)));
  it.each([
    ['queued', [queued]],
    ['sent', [queued, sent]],
    ['queued', [queued, failed, resent(1)]],
  ])('N3 that is %s is not sent again', (status, past) =>
    given(...past)
      .when(resend)
      .thenRejects('message-not-resendable', { status }),
  );
  it('N3 that asks for something is sent again only while its link opens the profile', () => {
    const invitation: NotificationQueued = { ...queued, data: { ...queued.data, kind: 'invitation' } };
    const sentAt = (day: string): FileState => ({
      ...fileFold.initialState,
      invitation: { id: 'invitation-1', sentAt: `2025-${day}T12:00:00.001Z`, redeemed: false },
    });
    rulesOf(notifications, { file: sentAt('07-27') })
      .given(invitation, failed)
      .when(resend)
      .then(resent(1));
    rulesOf(notifications, { file: sentAt('07-26') })
      .given(invitation, failed)
      .when(resend)
      .thenRejects('message-link-expired');
    rulesOf(notifications, { file: sentAt('07-26') })
      .given(queued, failed)
      .when(resend)
      .then(resent(1));
  });
  it('N3 of another meeting, or of none, is unknown', () => {
    given().when(resend).thenRejects('message-unknown');
    given(queued, failed)
      .when(new ResendNotification({ ...of, meetingId: 'elsewhere' }, caller))
      .thenRejects('message-unknown');
  });
  it('N3 that was put in the queue again is noted as sent, or as failed', () => {
    given(queued, failed, resent(1)).when(recordSent).then(sent);
    given(queued, failed, resent(1)).when(recordFailed).then(failed);
  });

  it('N3 that came back is noted with its code; the words of the server belong to the recipient', () =>
    given(queued, sent).when(recordBounce).then(bounced));
  it.each([
    ['comes back twice', [queued, sent, bounced]],
    ['never went out', [queued, failed]],
  ])('N3 a report about a message that %s adds nothing', (_, past) =>
    given(...past)
      .when(recordBounce)
      .thenNothing(),
  );
  it('N3 that came back before it was noted as sent is noted as bounced, and not as sent any more', () => {
    given(queued).when(recordBounce).then(bounced);
    given(queued, bounced).when(recordSent).thenNothing();
  });
  it('N3 a report that comes while a message is sent again has to come again', () =>
    given(queued, sent, bounced, resent(1)).when(recordBounce).thenRejects('bounce-too-early'));
  it('N3 a report about a message that nobody queued is refused', () =>
    given().when(recordBounce).thenRejects('bounce-of-unknown-message'));

  it('N2 that is not worth sending any more is suppressed', () => given(queued).when(suppress).then(suppressed));
  it.each([
    ['sent', [queued, sent]],
    ['suppressed', [queued, suppressed]],
    ['unknown', []],
  ])('N2 that is %s is not suppressed', (_, past) =>
    given(...past)
      .when(suppress)
      .thenNothing(),
  );
  it('N2 that was suppressed is not noted as sent', () => given(queued, suppressed).when(recordSent).thenNothing());
});
