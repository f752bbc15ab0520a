import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Operates } from '../access/access.guard.js';
import { PageQuery } from '../platform/edge/pages.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { MessagePage } from './notifications.dto.js';
import { ListMessages } from './notifications.queries.js';

@ApiTags('messages')
@Controller('meetings/:meetingId/messages')
export class NotificationsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Operates('ListMessages', 'The e-mails of a meeting: queued, sent, failed')
  @Reads('messages')
  list(@Param('meetingId') meetingId: string, @Query() query: PageQuery): Promise<MessagePage> {
    return this.queries.execute(new ListMessages(meetingId, query));
  }
}
