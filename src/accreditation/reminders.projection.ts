import type { Recorded } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import type { AccreditationFact } from './accreditation.events.js';
import { Reminder } from './reminders.entity.js';

const waitsFrom = ({ metadata }: Recorded<AccreditationFact>, id: string): Reminder => ({
  id,
  meetingId: metadata.meetingId,
  since: metadata.recordedAt,
  sent: 0,
  onHold: false,
});

const isOver = (): undefined => undefined;

/** Who has been asked for a profile and since when; a row goes with the profile, or with the file. */
export const remindersProjection: Projection<Reminder, AccreditationFact> = {
  name: 'reminders',
  version: 1,
  entity: Reminder,
  keys: ({ stream }) => [stream.slice('accreditation-'.length)],
  fold: {
    FileOpened: (_, fact, id) => waitsFrom(fact, id),
    ProfileReturned: (_, fact, id) => waitsFrom(fact, id),
    InvitationRenewed: (row, { data, metadata }) =>
      row && { ...row, since: metadata.recordedAt, sent: row.sent + (data.cause === 'reminder' ? 1 : 0) },
    FilePlacedOnHold: (row) => row && { ...row, onHold: true },
    FileResumed: (row, { metadata }) => row && { ...row, onHold: false, since: metadata.recordedAt },
    ProfileCompleted: isOver,
    AccreditationRejected: isOver,
    AccreditationRevoked: isOver,
    FileClosed: isOver,
  },
};
