import { Controller, Get, Header, Param, Post, Req, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Operates } from '../access/access.guard.js';
import { DocumentStore } from '../platform/documents/document-store.js';
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
    private readonly documents: DocumentStore,
    private readonly queries: QueryBus,
  ) {}

  @Post('documents')
  @TakesFile()
  @Operates('UploadDocument', 'Upload a PDF, JPEG or PNG, to be named by evidence or an authorisation within 24 hours')
  async upload(@Param('delegationId') delegationId: string, @Req() request: FastifyRequest): Promise<UploadedDocument> {
    const { bytes, mediaType } = await this.uploads.read(request, taken);
    const sha256 = await this.documents.put(delegationId, bytes);
    return { sha256, mediaType, bytes: bytes.length };
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
