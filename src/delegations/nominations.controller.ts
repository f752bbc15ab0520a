import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door, Nominated } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { CodedReasonBody } from '../platform/edge/bodies.dto.js';
import { NominateDelegate, ReorderDelegation, SubstituteDelegate, WithdrawNomination } from './delegations.commands.js';
import {
  DelegationListView,
  ListComparisonView,
  NominateDelegateBody,
  type NomineeBody,
  ReorderDelegationBody,
  SubstituteDelegateBody,
} from './delegations.dto.js';
import type { DelegateNominated, DelegateSubstituted, Nominee } from './delegations.events.js';
import { CompareDelegationLists, GetDelegationList } from './delegations.queries.js';

@ApiTags('nominations')
@Controller('delegations/:delegationId')
export class NominationsController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
  ) {}

  @Post('nominations')
  @Operates('NominateDelegate', 'Nominate a person within the quota (Q1)')
  nominate(
    @Param('delegationId') delegationId: string,
    @Body() body: NominateDelegateBody,
    @By() caller: Caller,
  ): Promise<Nominated> {
    const { nominee, coveredBy = null, lateReason = null, ...rest } = body;
    const command = new NominateDelegate(
      { delegationId, nominee: nomineeOf(nominee), coveredBy, lateReason, ...rest },
      caller,
    );
    return this.door.send(command, ([fact]: readonly DelegateNominated[]) => ({ fileId: fact?.data.fileId ?? '' }));
  }

  @Post('nominations/:fileId/withdrawal')
  @HttpCode(200)
  @Operates('WithdrawNomination', 'Withdraw a nomination')
  withdraw(
    @Param('delegationId') delegationId: string,
    @Param('fileId') fileId: string,
    @Body() body: CodedReasonBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new WithdrawNomination({ delegationId, fileId, ...body }, caller));
  }

  @Post('nominations/:fileId/substitution')
  @Operates('SubstituteDelegate', 'Substitute a person: the successor takes slot, capacity and place (D3)')
  substitute(
    @Param('delegationId') delegationId: string,
    @Param('fileId') fileId: string,
    @Body() body: SubstituteDelegateBody,
    @By() caller: Caller,
  ): Promise<Nominated> {
    const { nominee, capacity = null, becomesHead = false, coveredBy = null, ...rest } = body;
    const data = { delegationId, fileId, nominee: nomineeOf(nominee), capacity, becomesHead, coveredBy, ...rest };
    return this.door.send(new SubstituteDelegate(data, caller), ([fact]: readonly DelegateSubstituted[]) => ({
      fileId: fact?.data.successor.fileId ?? '',
    }));
  }

  @Post('order')
  @HttpCode(200)
  @Operates('ReorderDelegation', 'Set the order of precedence')
  reorder(
    @Param('delegationId') delegationId: string,
    @Body() body: ReorderDelegationBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new ReorderDelegation({ delegationId, ...body }, caller));
  }

  @Get('list')
  @ApiQuery({ name: 'revision', required: false, type: Number })
  @Operates('GetDelegationList', 'The list of the delegation, now or at a revision (D6)')
  list(
    @Param('delegationId') delegationId: string,
    @Query('revision', new ParseIntPipe({ optional: true })) revision?: number,
  ): Promise<DelegationListView> {
    return this.queries.execute(new GetDelegationList(delegationId, revision));
  }

  @Get('list/comparison')
  @Operates('GetDelegationList', 'Two revisions of the list compared (D6)')
  compare(
    @Param('delegationId') delegationId: string,
    @Query('from', ParseIntPipe) from: number,
    @Query('to', ParseIntPipe) to: number,
  ): Promise<ListComparisonView> {
    return this.queries.execute(new CompareDelegationLists(delegationId, from, to));
  }
}

const nomineeOf = (body: NomineeBody): Nominee => ({ ...body, honorific: body.honorific ?? null });
