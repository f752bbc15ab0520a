import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { ResendNotification } from './notifications.commands.js';
import { ListMessagesQuery, MessagePage } from './notifications.dto.js';
import { ListMessages } from './notifications.queries.js';

@ApiTags('messages')
@Controller('meetings/:meetingId/messages')
export class NotificationsController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Operates('ListMessages', 'The e-mails of a meeting: queued, sent, failed, bounced, suppressed')
  @Reads('messages')
  list(@Param('meetingId') meetingId: string, @Query() query: ListMessagesQuery): Promise<MessagePage> {
    return this.queries.execute(new ListMessages(meetingId, query));
  }

  @Post(':messageId/resend')
  @HttpCode(200)
  @Operates('ResendNotification', 'Send a message again that failed, bounced or was suppressed')
  resend(
    @Param('meetingId') meetingId: string,
    @Param('messageId') messageId: string,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new ResendNotification({ messageId, meetingId }, caller));
  }
}
