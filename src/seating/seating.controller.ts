import { Body, Controller, Get, Header, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { PublishSeatPlan, ReassignSeats } from './seating.commands.js';
import { DelegationSeatsView, FileSeatView, ReassignSeatsBody, SeatPlanView } from './seating.dto.js';
import { DrawSeatPlan, GetDelegationSeats, GetFileSeats, GetSeatPlan } from './seating.queries.js';

@ApiTags('seating')
@Controller()
@Reads('meetings', 'delegations', 'files', 'seat_tables', 'seat_plans')
export class SeatingController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
  ) {}

  @Get('meetings/:meetingId/rooms/:room/plan')
  @Operates('GetSeatPlan', 'The seating plan of a room, with its waiting lists (P2, P3)')
  plan(@Param('meetingId') meetingId: string, @Param('room') room: string): Promise<SeatPlanView> {
    return this.queries.execute(new GetSeatPlan(meetingId, room));
  }

  @Get('meetings/:meetingId/rooms/:room/plan.pdf')
  @Header('cache-control', 'no-store')
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Operates('GetSeatPlan', 'The seating plan to hang on the door, PDF (A3)')
  async pdf(@Param('meetingId') meetingId: string, @Param('room') room: string): Promise<StreamableFile> {
    const sheet: Buffer = await this.queries.execute(new DrawSeatPlan(meetingId, room, 'pdf'));
    return new StreamableFile(sheet, { type: 'application/pdf', disposition: 'inline; filename="plan.pdf"' });
  }

  @Get('meetings/:meetingId/rooms/:room/plan.svg')
  @Header('cache-control', 'no-store')
  @ApiProduces('image/svg+xml')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Operates('GetSeatPlan', 'The seating plan to hang on the door, SVG')
  async svg(@Param('meetingId') meetingId: string, @Param('room') room: string): Promise<StreamableFile> {
    const sheet: Buffer = await this.queries.execute(new DrawSeatPlan(meetingId, room, 'svg'));
    return new StreamableFile(sheet, { type: 'image/svg+xml', disposition: 'inline; filename="plan.svg"' });
  }

  @Post('meetings/:meetingId/rooms/:room/plan/publication')
  @HttpCode(200)
  @Operates('PublishSeatPlan', 'Publish the plan: from then on people are told of their seats (P6)')
  publish(@Param('meetingId') meetingId: string, @Param('room') room: string, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new PublishSeatPlan({ meetingId, room }, caller));
  }

  @Post('meetings/:meetingId/rooms/:room/reassignment')
  @HttpCode(200)
  @Operates('ReassignSeats', 'Look at the seats of a delegation again (P3)')
  reassign(
    @Param('meetingId') meetingId: string,
    @Param('room') room: string,
    @Body() body: ReassignSeatsBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new ReassignSeats({ meetingId, room, ...body }, caller));
  }

  @Get('delegations/:delegationId/seats')
  @Operates(
    'GetDelegationSeats',
    "A delegation's part of the plans of all rooms; for focal points, of the published ones (P6)",
  )
  ofDelegation(@Param('delegationId') delegationId: string, @By() caller: Caller): Promise<DelegationSeatsView[]> {
    return this.queries.execute(new GetDelegationSeats(delegationId, seesDrafts(caller)));
  }

  @Get('files/:fileId/seats')
  @Operates(
    'GetFileSeats',
    'Where a person sits, or why they wait; who is no officer is told once the plan is published (P6)',
  )
  ofFile(@Param('fileId') fileId: string, @By() caller: Caller): Promise<FileSeatView[]> {
    return this.queries.execute(new GetFileSeats(fileId, seesDrafts(caller)));
  }
}

/** P6: a seat is told to those whom it concerns from the publication on, and until then may still be another. */
const seesDrafts = ({ power }: Caller): boolean => power.role !== 'focal-point' && power.role !== 'delegate';
