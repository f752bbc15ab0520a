import { Controller, Get, Header, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Operates } from '../../access/access.guard.js';
import { Reads } from '../../platform/edge/reads.interceptor.js';
import { BadgeQuery, BadgesQuery } from './badge.dto.js';
import { type BadgeFile, DrawBadges, GetBadge } from './badge.queries.js';

const binary = { schema: { type: 'string', format: 'binary' } };

@ApiTags('credentials')
@Controller()
export class BadgeController {
  constructor(private readonly queries: QueryBus) {}

  @Get('credentials/:serial/badge.pdf')
  @Reads('credentials', 'badge_holders')
  @Header('cache-control', 'no-store')
  @ApiProduces('application/pdf')
  @ApiOkResponse(binary)
  @Operates('GetBadge', 'The badge of a living credential, PDF of 86 × 124 mm')
  async pdf(@Param('serial') serial: string, @Query() { language }: BadgeQuery): Promise<StreamableFile> {
    return fileOf(await this.queries.execute(new GetBadge(serial, 'pdf', language)), 'application/pdf');
  }

  @Get('credentials/:serial/badge.png')
  @Reads('credentials', 'badge_holders')
  @Header('cache-control', 'no-store')
  @ApiProduces('image/png')
  @ApiOkResponse(binary)
  @Operates('GetBadge', 'The badge of a living credential, PNG of 300 dots an inch')
  async png(@Param('serial') serial: string, @Query() { language }: BadgeQuery): Promise<StreamableFile> {
    return fileOf(await this.queries.execute(new GetBadge(serial, 'png', language)), 'image/png');
  }

  /** By official name of the delegation in the first working language, then by family name. `Credence-Next` is the cursor of the next page. */
  @Get('meetings/:meetingId/badges.pdf')
  @Reads('credentials', 'badge_holders', 'delegations')
  @Header('cache-control', 'no-store')
  @ApiProduces('application/pdf')
  @ApiOkResponse({ ...binary, headers: { 'Credence-Next': { schema: { type: 'string' } } } })
  @Operates('DrawBadges', 'The badges that were never printed, one a page, in the order of pick-up (C7)')
  async all(
    @Param('meetingId') meetingId: string,
    @Query() query: BadgesQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const file: BadgeFile & { readonly next: string | null } = await this.queries.execute(
      new DrawBadges(meetingId, query),
    );
    if (file.next !== null) void reply.header('credence-next', file.next);
    return fileOf(file, 'application/pdf');
  }
}

const fileOf = ({ bytes, name }: BadgeFile, type: string): StreamableFile =>
  new StreamableFile(bytes, { type, disposition: `inline; filename="${name}"` });
