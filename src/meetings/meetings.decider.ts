import type { Ready } from '../event-sourcing/command.js';
import type { Decider } from '../event-sourcing/decider.js';
import type { MeetingCommand } from './meetings.commands.js';
import type { MeetingFact, MeetingRules } from './meetings.events.js';
import { checkRoom } from './meetings.guards.js';
import { reject } from './meetings.rejections.js';
import { inZoneOf, meetingFold, type MeetingState } from './meetings.state.js';

/** What comes in from outside: a new id, and the keyed digest of a mail address. */
export interface MeetingContext {
  readonly newId: string;
  readonly emailDigest: string;
}

export const meetings: Decider<MeetingState, MeetingCommand, MeetingFact, MeetingContext> = { ...meetingFold, decide };

function decide(command: Ready<MeetingCommand, MeetingContext>, state: MeetingState): readonly MeetingFact[] {
  if (command.type === 'ConveneMeeting') return convene(command.data, state);
  if (state.convened === undefined) throw reject('meeting-unknown', { meetingId: command.data.meetingId });
  switch (command.type) {
    case 'AdoptRules':
      checkRules(command.data.rules);
      return [{ type: 'RulesAdopted', data: { version: state.rulesVersion + 1, rules: command.data.rules } }];
    case 'ConfigureZone':
      return configureZone(command.data, state);
    case 'ConfigureRoom': {
      const { meetingId: _, ...room } = command.data;
      checkRoom(room, state);
      return [{ type: 'RoomConfigured', data: room }];
    }
    case 'ExtendDeadline':
      return extendDeadline(command.data, state);
    case 'CloseNominations':
      return closeNominations(command, state);
    case 'AppointOfficer':
      return appointOfficer(command, state);
    case 'EndAppointment': {
      const officer = state.officers.get(command.data.appointmentId);
      if (officer === undefined) throw reject('appointment-unknown');
      const { appointmentId, personId, role } = officer;
      return [{ type: 'AppointmentEnded', data: { appointmentId, personId, role }, personal: reasonOf(command.data) }];
    }
  }
}

type DataOf<T extends MeetingCommand['type']> = Extract<MeetingCommand, { type: T }>['data'];
type ReadyFor<T extends MeetingCommand['type']> = Ready<Extract<MeetingCommand, { type: T }>, MeetingContext>;

const reasonOf = ({
  meetingId,
  reason,
}: {
  readonly meetingId: string;
  readonly reason: string;
}): Record<string, { reason: string }> => ({
  [meetingId]: { reason },
});

function convene({ meetingId, ...data }: DataOf<'ConveneMeeting'>, state: MeetingState): readonly MeetingFact[] {
  if (state.convened !== undefined) throw reject('meeting-already-convened', { meetingId });
  if (data.endsOn < data.startsOn)
    throw reject('meeting-days-out-of-order', { startsOn: data.startsOn, endsOn: data.endsOn });
  return [{ type: 'MeetingConvened', data }];
}

function checkRules(rules: MeetingRules): void {
  const { nominationsOpen, nominationsClose } = rules.windows;
  if (Date.parse(nominationsOpen) >= Date.parse(nominationsClose)) throw reject('windows-out-of-order');
  const lists = {
    categories: rules.categories,
    capacities: rules.capacities,
    declarations: rules.profile.declarations,
  };
  for (const [list, entries] of Object.entries(lists)) {
    const codes = entries.map(({ code }) => code);
    const twice = codes.find((code, index) => codes.indexOf(code) !== index);
    if (twice !== undefined) throw reject('rules-repeat-a-code', { code: twice, list });
  }
}

function configureZone(
  { meetingId: _, ...zone }: DataOf<'ConfigureZone'>,
  state: MeetingState,
): readonly MeetingFact[] {
  if (state.rules === undefined) throw reject('rules-not-adopted');
  const known = new Set([...state.rules.categories, ...state.rules.capacities].map(({ code }) => code));
  const unknown = [...zone.categories, ...zone.capacities].find((code) => !known.has(code));
  if (unknown !== undefined) throw reject('zone-names-unknown-code', { code: unknown });
  return [{ type: 'ZoneConfigured', data: zone }];
}

function extendDeadline(data: DataOf<'ExtendDeadline'>, state: MeetingState): readonly MeetingFact[] {
  if (state.deadlines === undefined) throw reject('rules-not-adopted');
  const from = state.deadlines[data.deadline];
  if (Date.parse(data.until) <= Date.parse(from)) {
    throw reject('deadline-not-later', { until: inZoneOf(state, data.until), present: inZoneOf(state, from) });
  }
  return [
    { type: 'DeadlineExtended', data: { deadline: data.deadline, from, until: data.until }, personal: reasonOf(data) },
  ];
}

function closeNominations({ data, now }: ReadyFor<'CloseNominations'>, state: MeetingState): readonly MeetingFact[] {
  if (state.deadlines === undefined) throw reject('rules-not-adopted');
  if (state.nominationsClosedAt !== undefined) {
    throw reject('nominations-already-closed', { closedAt: inZoneOf(state, state.nominationsClosedAt) });
  }
  return [{ type: 'NominationsClosed', data: { at: now.toISOString() }, personal: reasonOf(data) }];
}

function appointOfficer({ data, context }: ReadyFor<'AppointOfficer'>, state: MeetingState): readonly MeetingFact[] {
  const { personId, role, contact } = data;
  if ([...state.officers.values()].some((officer) => officer.personId === personId && officer.role === role)) {
    throw reject('officer-already-appointed', { role });
  }
  const { newId, emailDigest } = context;
  return [
    {
      type: 'OfficerAppointed',
      data: { appointmentId: newId, personId, role, emailDigest },
      personal: { [personId]: contact },
    },
  ];
}
