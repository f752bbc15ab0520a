import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { CodedReasonBody } from '../platform/edge/bodies.dto.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import {
  ApproveAccreditation,
  CompleteProfile,
  PlaceOnHold,
  RejectAccreditation,
  RenewInvitation,
  ResumeFile,
  ReturnProfile,
  RevokeAccreditation,
  VerifyProfile,
} from './accreditation.commands.js';
import { CompleteProfileBody, FilePage, ListFilesQuery } from './accreditation.dto.js';
import { AccreditationFile } from './accreditation.entity.js';
import { GetFile, ListFiles } from './accreditation.queries.js';

const decision = { ifMatch: true };

@ApiTags('accreditation')
@Controller()
export class AccreditationController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
  ) {}

  @Get('meetings/:meetingId/files')
  @Operates('ListFiles', 'The accreditation files of a meeting')
  @Reads('files')
  list(@Param('meetingId') meetingId: string, @Query() query: ListFilesQuery): Promise<FilePage> {
    return this.queries.execute(new ListFiles({ meetingId }, query));
  }

  @Get('delegations/:delegationId/files')
  @Operates('ListDelegationFiles', 'The accreditation files of a delegation')
  @Reads('files')
  listOfDelegation(@Param('delegationId') delegationId: string, @Query() query: ListFilesQuery): Promise<FilePage> {
    return this.queries.execute(new ListFiles({ delegationId }, query));
  }

  @Get('files/:fileId')
  @Operates('GetFile', 'One accreditation file; its ETag is what decisions send as If-Match')
  @Reads('files')
  get(@Param('fileId') fileId: string, @By() { power }: Caller): Promise<AccreditationFile> {
    return this.queries.execute(new GetFile(fileId, power.role));
  }

  @Post('files/:fileId/invitations')
  @Operates('RenewInvitation', 'Send the delegate a new invitation link')
  renewInvitation(@Param('fileId') fileId: string, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new RenewInvitation({ fileId, cause: 'asked' }, caller));
  }

  @Post('files/:fileId/profile')
  @HttpCode(200)
  @Operates('CompleteProfile', 'Complete the profile, or complete it again after a return')
  complete(
    @Param('fileId') fileId: string,
    @Body() body: CompleteProfileBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    const { functionalTitleCode = null, declarations, phone = null, document = null, ...fields } = body;
    const profile = { ...fields, phone, document };
    return this.door.send(new CompleteProfile({ fileId, functionalTitleCode, declarations, profile }, caller));
  }

  @Post('files/:fileId/return')
  @HttpCode(200)
  @Operates('ReturnProfile', 'Return the profile for correction', decision)
  return(@Param('fileId') fileId: string, @Body() body: CodedReasonBody, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new ReturnProfile({ fileId, ...body }, caller));
  }

  @Post('files/:fileId/verification')
  @HttpCode(200)
  @Operates('VerifyProfile', 'Verify the profile', decision)
  verify(@Param('fileId') fileId: string, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new VerifyProfile({ fileId }, caller));
  }

  @Post('files/:fileId/hold')
  @HttpCode(200)
  @Operates('PlaceOnHold', 'Place the file on hold', decision)
  hold(@Param('fileId') fileId: string, @Body() body: CodedReasonBody, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new PlaceOnHold({ fileId, ...body }, caller));
  }

  @Post('files/:fileId/resumption')
  @HttpCode(200)
  @Operates('ResumeFile', 'Resume a file that is on hold', decision)
  resume(@Param('fileId') fileId: string, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new ResumeFile({ fileId }, caller));
  }

  @Post('files/:fileId/approval')
  @HttpCode(200)
  @Operates('ApproveAccreditation', 'Approve the accreditation (S1: not who nominated or verified)', decision)
  approve(@Param('fileId') fileId: string, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new ApproveAccreditation({ fileId }, caller));
  }

  @Post('files/:fileId/rejection')
  @HttpCode(200)
  @Operates('RejectAccreditation', 'Reject the accreditation', decision)
  reject(@Param('fileId') fileId: string, @Body() body: CodedReasonBody, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new RejectAccreditation({ fileId, ...body }, caller));
  }

  @Post('files/:fileId/revocation')
  @HttpCode(200)
  @Operates('RevokeAccreditation', 'Revoke an approved accreditation', decision)
  revoke(@Param('fileId') fileId: string, @Body() body: CodedReasonBody, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new RevokeAccreditation({ fileId, ...body }, caller));
  }
}
