import { DELEGATION } from '../../test/examples/delegation.examples.js';
import { MEETING } from '../../test/examples/meeting.examples.js';
import type { Recorded } from '../event-sourcing/event.js';
import { foldPage } from '../event-sourcing/projection.js';
import type { Digest } from './digests.entity.js';
import { digestsProjection } from './digests.projection.js';
import type { MessageDetails, MessageKind, NotificationQueued } from './notifications.events.js';

const minute = (number: number): string => new Date(Date.UTC(2025, 0, 1, 0, number)).toISOString();

const queued = (
  number: number,
  kind: MessageKind,
  details: MessageDetails,
  fileId = 'ana',
): Recorded<NotificationQueued> => ({
  id: `fact-${number}`,
  stream: `message-${number}`,
  revision: 0,
  position: String(number).padStart(4, '0'),
  type: 'NotificationQueued',
  data: {
    kind,
    language: 'es',
    templateVersion: 3,
    meetingId: MEETING,
    delegationId: DELEGATION,
    fileId,
    capacity: null,
    recipientId: fileId,
    causeId: `cause-${number}`,
    invitationId: null,
    reasonCode: null,
    details,
  },
  metadata: {
    actorId: 'reaction:test',
    power: { role: 'system' },
    commandId: `command-${number}`,
    requestHash: '',
    correlationId: 'test',
    meetingId: MEETING,
    consulted: {},
    recordedAt: minute(number),
  },
});

const after = (...facts: readonly Recorded<NotificationQueued>[]): Digest | undefined =>
  foldPage(digestsProjection, facts, new Map<string, Digest | undefined>()).get(DELEGATION);

const assigned = queued(1, 'seat-assigned', { room: 'plenary', seat: 'T1' });
const changed = queued(2, 'seat-changed', { room: 'plenary', seat: 'B1', formerSeat: 'T1' });
const back = queued(3, 'seat-changed', { room: 'plenary', seat: 'T1', formerSeat: 'B1' });
const lost = queued(4, 'seat-changed', { room: 'plenary', formerSeat: 'B1' });
const digest = (number: number, details: MessageDetails): Recorded<NotificationQueued> =>
  queued(number, 'digest', { until: minute(number), ...details });

describe('P6 what focal points are yet to be told of seats', () => {
  it('is what delegates were told, each change as a whole', () => {
    expect(after(assigned)).toMatchObject({
      changedSince: minute(1),
      seats: [{ messageId: '1', fileId: 'ana', room: 'plenary', seat: 'T1' }],
    });
    expect(after(assigned, changed)?.seats).toEqual([{ messageId: '2', fileId: 'ana', room: 'plenary', seat: 'B1' }]);
    expect(after(changed, back)?.seats).toEqual([]);
    expect(after(changed, lost)?.seats).toEqual([{ messageId: '4', fileId: 'ana', room: 'plenary', formerSeat: 'T1' }]);
    expect(after(assigned, lost)?.seats).toEqual([]);
  });

  it('is told once by a digest, and what the digest did not tell stays', () => {
    const { seats = [] } = after(assigned) ?? {};
    expect(after(assigned, digest(5, { seats }))).toMatchObject({ changedSince: null, seats: [] });
    const late = after(assigned, changed, digest(5, { seats }));
    expect(late).toMatchObject({ changedSince: minute(2), seats: [{ messageId: '2' }] });
    expect(after(assigned, changed, digest(5, { seats }), digest(6, { seats: late?.seats ?? [] }))).toMatchObject({
      changedSince: null,
      seats: [],
    });
  });

  it('is nothing of what came before a digest of the time when digests told nothing of seats', () => {
    expect(after(assigned, digest(5, {}))).toMatchObject({ changedSince: null, seats: [] });
  });

  it('is nothing of messages about other things', () => {
    expect(after(queued(1, 'approved', {}))).toBeUndefined();
  });
});
