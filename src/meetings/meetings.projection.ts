import { personalOf } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import { Meeting, Officer } from './meetings.entity.js';
import type { MeetingFact } from './meetings.events.js';

export const meetingsProjection: Projection<Meeting, MeetingFact> = {
  name: 'meetings',
  version: 2,
  entity: Meeting,
  keys: ({ metadata }) => [metadata.meetingId],
  fold: {
    MeetingConvened: (_, { data, revision }, id) => ({
      id,
      ...data,
      rulesVersion: 0,
      rules: null,
      zones: [],
      rooms: [],
      nominationsClose: null,
      substitutionsClose: null,
      nominationsClosedAt: null,
      revision,
    }),
    RulesAdopted: (row, { data, revision }) =>
      row && {
        ...row,
        rulesVersion: data.version,
        rules: data.rules,
        nominationsClose: data.rules.windows.nominationsClose,
        substitutionsClose: data.rules.windows.substitutionsClose,
        revision,
      },
    ZoneConfigured: (row, { data, revision }) =>
      row && { ...row, zones: [...row.zones.filter(({ code }) => code !== data.code), data], revision },
    RoomConfigured: (row, { data, revision }) =>
      row && { ...row, rooms: [...row.rooms.filter(({ code }) => code !== data.code), data], revision },
    DeadlineExtended: (row, { data, revision }) =>
      row &&
      (data.deadline === 'nominations'
        ? { ...row, nominationsClose: data.until, nominationsClosedAt: null, revision }
        : { ...row, substitutionsClose: data.until, revision }),
    NominationsClosed: (row, { data, revision }) => row && { ...row, nominationsClosedAt: data.at, revision },
    OfficerAppointed: (row, { revision }) => row && { ...row, revision },
    AppointmentEnded: (row, { revision }) => row && { ...row, revision },
  },
};

export const officersProjection: Projection<Officer, MeetingFact> = {
  name: 'officers',
  version: 1,
  entity: Officer,
  keys: ({ data }) => ('appointmentId' in data ? [data.appointmentId] : []),
  fold: {
    OfficerAppointed: (_, fact, id) => {
      const { name = null, email = null, language = null } = personalOf(fact) ?? {};
      const { personId, role } = fact.data;
      const { meetingId, recordedAt } = fact.metadata;
      return { id, meetingId, personId, role, name, email, language, appointedAt: recordedAt, endedAt: null };
    },
    AppointmentEnded: (row, { metadata }) => row && { ...row, endedAt: metadata.recordedAt },
  },
};
