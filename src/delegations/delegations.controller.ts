import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Appointed, Door } from '../access/door.js';
import { personIdOf, SignIn } from '../access/sign-in.js';
import type { Caller } from '../event-sourcing/command.js';
import { ReasonBody } from '../platform/edge/bodies.dto.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { AdjustQuota, AppointFocalPoint, EndFocalPoint, InviteDelegation } from './delegations.commands.js';
import { AdjustQuotaBody, AppointFocalPointBody, InviteDelegationBody } from './delegations.dto.js';
import { Delegation } from './delegations.entity.js';
import type { FocalPointAppointed } from './delegations.events.js';
import { GetDelegation, ListDelegations } from './delegations.queries.js';
import { delegationIdOf } from './delegations.state.js';

@ApiTags('delegations')
@Controller()
export class DelegationsController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
    private readonly signIn: SignIn,
  ) {}

  @Post('meetings/:meetingId/delegations')
  @Operates('InviteDelegation', 'Invite an entity to a meeting, with a quota')
  invite(
    @Param('meetingId') meetingId: string,
    @Body() body: InviteDelegationBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    const { quota, described = null, ...rest } = body;
    const delegationId = delegationIdOf(meetingId, body.entity);
    const data = {
      ...rest,
      described,
      meetingId,
      delegationId,
      quota: { total: quota.total, byCapacity: quota.byCapacity ?? {} },
    };
    return this.door.send(new InviteDelegation(data, caller), () => ({ delegationId }));
  }

  @Get('meetings/:meetingId/delegations')
  @Operates('ListDelegations', 'The delegations of a meeting')
  @Reads('delegations')
  list(@Param('meetingId') meetingId: string): Promise<Delegation[]> {
    return this.queries.execute(new ListDelegations(meetingId));
  }

  @Get('delegations/:delegationId')
  @Operates('GetDelegation', 'One delegation: quota, focal points, list')
  @Reads('delegations')
  get(@Param('delegationId') delegationId: string): Promise<Delegation> {
    return this.queries.execute(new GetDelegation(delegationId));
  }

  @Post('delegations/:delegationId/focal-points')
  @Operates('AppointFocalPoint', 'Appoint a focal point, by an official act')
  appoint(
    @Param('delegationId') delegationId: string,
    @Body() body: AppointFocalPointBody,
    @By() caller: Caller,
  ): Promise<Appointed> {
    const { subject, act, ...contact } = body;
    const personId = personIdOf(this.signIn.issuer, subject);
    const command = new AppointFocalPoint({ delegationId, personId, contact, act }, caller);
    return this.door.send(command, ([fact]: readonly FocalPointAppointed[]) => ({
      appointmentId: fact?.data.appointmentId ?? '',
      personId,
    }));
  }

  @Post('delegations/:delegationId/focal-points/:appointmentId/end')
  @HttpCode(200)
  @Operates('EndFocalPoint', 'End the appointment of a focal point')
  endFocalPoint(
    @Param('delegationId') delegationId: string,
    @Param('appointmentId') appointmentId: string,
    @Body() body: ReasonBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new EndFocalPoint({ delegationId, appointmentId, ...body }, caller));
  }

  @Post('delegations/:delegationId/quota-adjustments')
  @Operates('AdjustQuota', 'Set another quota, with the reason')
  adjustQuota(
    @Param('delegationId') delegationId: string,
    @Body() body: AdjustQuotaBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    const { quota, ...reason } = body;
    const data = { delegationId, quota: { total: quota.total, byCapacity: quota.byCapacity ?? {} }, ...reason };
    return this.door.send(new AdjustQuota(data, caller));
  }
}
