import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door, Submitted } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { CodedReasonBody, ReasonBody } from '../platform/edge/bodies.dto.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { AcceptEvidence, RefuseEvidence, SubmitEvidence } from './delegations.commands.js';
import { SubmitEvidenceBody } from './delegations.dto.js';
import { Evidence } from './delegations.entity.js';
import type { EvidenceSubmitted } from './delegations.events.js';
import { ListEvidence } from './delegations.queries.js';

@ApiTags('evidence')
@Controller('delegations/:delegationId/evidence')
export class EvidenceController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Operates('SubmitEvidence', 'Submit a note verbale or a letter, with the persons that it names')
  submit(
    @Param('delegationId') delegationId: string,
    @Body() body: SubmitEvidenceBody,
    @By() caller: Caller,
  ): Promise<Submitted> {
    const lines = body.lines.map(({ capacity, name, fileId = null }) => ({ capacity, name, fileId }));
    const command = new SubmitEvidence({ delegationId, ...body, lines }, caller);
    return this.door.send(command, ([fact]: readonly EvidenceSubmitted[]) => ({
      evidenceId: fact?.data.evidenceId ?? '',
    }));
  }

  @Get()
  @Operates('ListEvidence', 'The evidence of a delegation')
  @Reads('evidence')
  list(@Param('delegationId') delegationId: string): Promise<Evidence[]> {
    return this.queries.execute(new ListEvidence(delegationId));
  }

  @Post(':evidenceId/acceptance')
  @HttpCode(200)
  @Operates('AcceptEvidence', 'Accept evidence (E1)')
  accept(
    @Param('delegationId') delegationId: string,
    @Param('evidenceId') evidenceId: string,
    @Body() body: ReasonBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new AcceptEvidence({ delegationId, evidenceId, ...body }, caller));
  }

  @Post(':evidenceId/refusal')
  @HttpCode(200)
  @Operates('RefuseEvidence', 'Refuse evidence (E1)')
  refuse(
    @Param('delegationId') delegationId: string,
    @Param('evidenceId') evidenceId: string,
    @Body() body: CodedReasonBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new RefuseEvidence({ delegationId, evidenceId, ...body }, caller));
  }
}
