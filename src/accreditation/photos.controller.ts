import { Controller, Get, Header, Param, Post, Req, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { download } from '../platform/edge/downloads.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { TakesFile, Uploads } from '../platform/edge/uploads.js';
import { AttachPhoto } from './accreditation.commands.js';
import { GetPhoto, type NamedPhoto } from './accreditation.queries.js';
import { Photos } from './photos.js';

const taken = { megabytes: 10, mediaTypes: ['image/jpeg', 'image/png'], isDecodedAnyway: true } as const;

@ApiTags('accreditation')
@Controller('files/:fileId/photo')
export class PhotosController {
  constructor(
    private readonly uploads: Uploads,
    private readonly photos: Photos,
    private readonly door: Door,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @TakesFile()
  @Operates('AttachPhoto', 'Attach or replace the photo: JPEG or PNG, at least 413 × 531 pixels (I4)')
  async attach(
    @Param('fileId') fileId: string,
    @Req() request: FastifyRequest,
    @By() caller: Caller,
  ): Promise<Accepted> {
    const photo = await this.uploads.take(request, caller.actorId, taken, async ({ bytes, requestHash }) => ({
      data: { fileId, ...(await this.photos.keep(fileId, bytes, { ...caller, requestHash })) },
      requestHash,
    }));
    return this.door.send(new AttachPhoto(photo.data, { ...caller, requestHash: photo.requestHash }));
  }

  @Get()
  @Header('cache-control', 'no-store')
  @ApiProduces('image/jpeg')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Operates('GetPhoto', 'The photo of a person, as it was re-encoded')
  @Reads('files')
  async get(@Param('fileId') fileId: string): Promise<StreamableFile> {
    const { bytes, name }: NamedPhoto = await this.queries.execute(new GetPhoto(fileId));
    return download(bytes, name, { shown: true });
  }
}
