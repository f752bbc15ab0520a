import { command } from '../event-sourcing/command.js';
import type {
  Bilingual,
  Contact,
  DeadlineName,
  MeetingConvened,
  MeetingRules,
  OfficerRole,
  RoomConfigured,
  ZoneConfigured,
} from './meetings.events.js';

interface OfMeeting {
  readonly meetingId: string;
}

export class ConveneMeeting extends command('ConveneMeeting')<OfMeeting & MeetingConvened['data']> {}
export class AdoptRules extends command('AdoptRules')<OfMeeting & { readonly rules: MeetingRules }> {}
export class ConfigureZone extends command('ConfigureZone')<
  OfMeeting & ZoneConfigured['data'] & { readonly names: Bilingual }
> {}
export class ConfigureRoom extends command('ConfigureRoom')<OfMeeting & RoomConfigured['data']> {}
export class ExtendDeadline extends command('ExtendDeadline')<
  OfMeeting & { readonly deadline: DeadlineName; readonly until: string; readonly reason: string }
> {}
export class CloseNominations extends command('CloseNominations')<OfMeeting & { readonly reason: string }> {}
export class AppointOfficer extends command('AppointOfficer')<
  OfMeeting & { readonly personId: string; readonly role: OfficerRole; readonly contact: Contact }
> {}
export class EndAppointment extends command('EndAppointment')<
  OfMeeting & { readonly appointmentId: string; readonly reason: string }
> {}

export const meetingCommands = [
  ConveneMeeting,
  AdoptRules,
  ConfigureZone,
  ConfigureRoom,
  ExtendDeadline,
  CloseNominations,
  AppointOfficer,
  EndAppointment,
] as const;
export type MeetingCommand = InstanceType<(typeof meetingCommands)[number]>;
