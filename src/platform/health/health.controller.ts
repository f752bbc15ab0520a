import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Health } from './health.js';
import type { HealthReport } from './health.report.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The process runs', security: [] })
  @ApiOkResponse({ schema: { type: 'object', properties: { status: { type: 'string', enum: ['up'] } } } })
  live(): { readonly status: 'up' } {
    return { status: 'up' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The process can serve, and how far its read tables have come', security: [] })
  @ApiOkResponse({
    description: 'It can: up, or degraded where something has to wait',
    schema: {
      type: 'object',
      properties: { status: { type: 'string', enum: ['up', 'degraded'] } },
      additionalProperties: true,
    },
  })
  @ApiServiceUnavailableResponse({ description: 'It cannot: the log, the keys or a read table is away' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const report = await this.health.report();
    if (report.status === 'down') void reply.status(503);
    return report;
  }
}
