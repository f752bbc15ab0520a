import { Controller, Get, Header, Param, Post, Req, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { By, Operates } from '../access/access.guard.js';
import type { Caller } from '../event-sourcing/command.js';
import { DocumentIntake } from '../platform/documents/document-intake.js';
import { download } from '../platform/edge/downloads.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { TakesFile, Uploads } from '../platform/edge/uploads.js';
import { UploadedDocument } from './delegations.dto.js';
import { type EvidenceFile, GetEvidenceFile } from './delegations.queries.js';

const taken = { megabytes: 20, mediaTypes: ['application/pdf', 'image/jpeg', 'image/png'] } as const;

/** Files go into the store first; the fact that names one comes with a command of its own. */
@ApiTags('evidence')
@Controller('delegations/:delegationId')
export class DocumentsController {
  constructor(
    private readonly uploads: Uploads,
    private readonly intake: DocumentIntake,
    private readonly queries: QueryBus,
  ) {}

  @Post('documents')
  @TakesFile()
  @Operates('UploadDocument', 'Upload a PDF, JPEG or PNG, to be named by evidence or an authorisation within 24 hours')
  upload(
    @Param('delegationId') delegationId: string,
    @Req() request: FastifyRequest,
    @By() { actorId, commandId }: Caller,
  ): Promise<UploadedDocument> {
    return this.uploads.take(request, actorId, taken, async ({ bytes, mediaType, requestHash }) => {
      const sha256 = await this.intake.put(delegationId, bytes, { commandId, requestHash });
      return { sha256, mediaType, bytes: bytes.length };
    });
  }

  @Get('evidence/:evidenceId/file')
  @Header('cache-control', 'no-store')
  @ApiProduces('application/pdf', 'image/jpeg', 'image/png')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Operates('GetEvidenceFile', 'The file of a note verbale or a letter, as it was uploaded')
  @Reads('evidence')
  async file(
    @Param('delegationId') delegationId: string,
    @Param('evidenceId') evidenceId: string,
  ): Promise<StreamableFile> {
    const { bytes, name }: EvidenceFile = await this.queries.execute(new GetEvidenceFile(delegationId, evidenceId));
    return download(bytes, name);
  }
}
