import { createHash } from 'node:crypto';
import { Body, Controller, HttpCode, Post, UnsupportedMediaTypeException } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { v5 as uuidv5 } from 'uuid';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { readDeliveryReport } from './delivery-report.js';
import { MailSender } from './mail-sender.js';
import { RecordBounce } from './notifications.commands.js';
import { reject } from './notifications.rejections.js';

@ApiTags('messages')
@Controller('mail/bounces')
export class BouncesController {
  constructor(
    private readonly door: Door,
    private readonly mail: MailSender,
  ) {}

  @Post()
  @HttpCode(200)
  @Operates('RecordBounce', 'Take a delivery status notification (RFC 3464) that a mail server sent back')
  @ApiConsumes('message/rfc822')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async record(@Body() raw: unknown, @By() caller: Caller): Promise<Accepted> {
    if (!Buffer.isBuffer(raw)) throw new UnsupportedMediaTypeException();
    const report = await readDeliveryReport(raw);
    if (report === null) throw reject('report-not-readable');
    const { originalMessageId, action, statusCode, diagnostic } = report;
    if (action !== 'failed') throw reject('report-of-no-failure', { action: action.slice(0, 40) });
    const messageId = this.mail.messageIn(originalMessageId);
    if (messageId === null) throw reject('bounce-of-unknown-message');
    // The same report again tells nothing new, also after the message was sent again.
    const commandId = uuidv5(createHash('sha256').update(raw).digest('hex'), messageId);
    return this.door.send(new RecordBounce({ messageId, statusCode, reason: diagnostic }, { ...caller, commandId }));
  }
}
