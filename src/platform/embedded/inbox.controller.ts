import { Controller, Get, Header, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Inbox } from './inbox.js';
import type { InboxMessage } from './inbox-message.js';
import { renderList, renderMessage } from './inbox-pages.js';
import { InboxQuery } from './inbox-query.dto.js';

const html = 'text/html; charset=utf-8';
// A letter's frame inherits it: no script, and no picture from elsewhere that would tell who reads.
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

@ApiExcludeController()
@Controller('dev/inbox')
export class InboxController {
  constructor(private readonly inbox: Inbox) {}

  @Get()
  @Header('Content-Type', html)
  @Header('Content-Security-Policy', policy)
  @Header('Cache-Control', 'no-store')
  async list(): Promise<string> {
    return renderList((await this.inbox.listMessages()).reverse());
  }

  @Get('messages')
  @Header('Cache-Control', 'no-store')
  async messages(@Query() { to }: InboxQuery): Promise<InboxMessage[]> {
    const messages = await this.inbox.listMessages();
    const wanted = to?.toLowerCase();
    return wanted
      ? messages.filter((message) => message.to.some((address) => address.toLowerCase() === wanted))
      : messages;
  }

  @Get(':id')
  @Header('Content-Type', html)
  @Header('Content-Security-Policy', policy)
  @Header('Cache-Control', 'no-store')
  async message(@Param('id') id: string): Promise<string> {
    const message = await this.inbox.readMessage(id);
    if (!message) throw new NotFoundException('There is no such message.');
    return renderMessage(message);
  }
}
