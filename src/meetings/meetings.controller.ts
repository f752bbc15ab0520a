import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Appointed, Door } from '../access/door.js';
import { personIdOf, SignIn } from '../access/sign-in.js';
import type { Caller } from '../event-sourcing/command.js';
import { ReasonBody } from '../platform/edge/bodies.dto.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { entities } from './entities.js';
import {
  AdoptRules,
  AppointOfficer,
  CloseNominations,
  ConfigureRoom,
  ConfigureZone,
  ConveneMeeting,
  EndAppointment,
  ExtendDeadline,
} from './meetings.commands.js';
import {
  AppointOfficerBody,
  ConfigureRoomBody,
  ConfigureZoneBody,
  ConveneMeetingBody,
  EntityView,
  ExtendDeadlineBody,
  RulesBody,
} from './meetings.dto.js';
import { Meeting, Officer } from './meetings.entity.js';
import type { OfficerAppointed } from './meetings.events.js';
import { GetMeeting, ListMeetings, ListOfficers } from './meetings.queries.js';

@ApiTags('meetings')
@Controller()
export class MeetingsController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
    private readonly signIn: SignIn,
  ) {}

  @Get('entities')
  @Operates('ListEntities', 'The table of entities, with official names')
  listEntities(): EntityView[] {
    return entities.map(({ code, kind, iso3166, names }) => ({ code, kind, iso3166, names }));
  }

  @Post('meetings')
  @Operates('ConveneMeeting', 'Convene a meeting')
  convene(@Body() body: ConveneMeetingBody, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new ConveneMeeting(body, caller));
  }

  @Get('meetings')
  @Operates('ListMeetings', 'All meetings')
  @Reads('meetings')
  list(): Promise<Meeting[]> {
    return this.queries.execute(new ListMeetings());
  }

  @Get('meetings/:meetingId')
  @Operates('GetMeeting', 'One meeting, with its rules, zones and rooms')
  @Reads('meetings')
  get(@Param('meetingId') meetingId: string): Promise<Meeting> {
    return this.queries.execute(new GetMeeting(meetingId));
  }

  @Post('meetings/:meetingId/rules')
  @Operates('AdoptRules', 'Adopt a new version of the rules')
  adoptRules(@Param('meetingId') meetingId: string, @Body() rules: RulesBody, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new AdoptRules({ meetingId, rules }, caller));
  }

  @Post('meetings/:meetingId/zones')
  @Operates('ConfigureZone', 'Configure a zone, anew or again')
  configureZone(
    @Param('meetingId') meetingId: string,
    @Body() body: ConfigureZoneBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new ConfigureZone({ meetingId, ...body }, caller));
  }

  @Post('meetings/:meetingId/rooms')
  @Operates('ConfigureRoom', 'Configure a room and its patterns of seats, anew or again (P1)')
  configureRoom(
    @Param('meetingId') meetingId: string,
    @Body() body: ConfigureRoomBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new ConfigureRoom({ meetingId, ...body, exceptions: body.exceptions ?? {} }, caller));
  }

  @Post('meetings/:meetingId/deadline-extensions')
  @Operates('ExtendDeadline', 'Extend a deadline')
  extendDeadline(
    @Param('meetingId') meetingId: string,
    @Body() body: ExtendDeadlineBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new ExtendDeadline({ meetingId, ...body }, caller));
  }

  @Post('meetings/:meetingId/nominations-closing')
  @HttpCode(200)
  @Operates('CloseNominations', 'Close nominations now')
  closeNominations(
    @Param('meetingId') meetingId: string,
    @Body() body: ReasonBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new CloseNominations({ meetingId, ...body }, caller));
  }

  @Post('meetings/:meetingId/officers')
  @Operates('AppointOfficer', 'Appoint an officer')
  appoint(
    @Param('meetingId') meetingId: string,
    @Body() body: AppointOfficerBody,
    @By() caller: Caller,
  ): Promise<Appointed> {
    const { subject, role, ...contact } = body;
    const personId = personIdOf(this.signIn.issuer, subject);
    return this.door.send(
      new AppointOfficer({ meetingId, personId, role, contact }, caller),
      ([fact]: readonly OfficerAppointed[]) => ({
        appointmentId: fact?.data.appointmentId ?? '',
        personId,
      }),
    );
  }

  @Get('meetings/:meetingId/officers')
  @Operates('ListOfficers', 'The officers of a meeting')
  @Reads('officers')
  listOfficers(@Param('meetingId') meetingId: string): Promise<Officer[]> {
    return this.queries.execute(new ListOfficers(meetingId));
  }

  @Post('meetings/:meetingId/officers/:appointmentId/end')
  @HttpCode(200)
  @Operates('EndAppointment', 'End the appointment of an officer')
  endAppointment(
    @Param('meetingId') meetingId: string,
    @Param('appointmentId') appointmentId: string,
    @Body() body: ReasonBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new EndAppointment({ meetingId, appointmentId, ...body }, caller));
  }
}
