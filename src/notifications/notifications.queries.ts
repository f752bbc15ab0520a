import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { decodeCursor, type Page, page } from '../platform/edge/pages.js';
import type { ListMessagesQuery } from './notifications.dto.js';
import { Message } from './notifications.entity.js';

export class ListMessages {
  constructor(
    readonly meetingId: string,
    readonly query: ListMessagesQuery,
  ) {}
}

@QueryHandler(ListMessages)
export class ListMessagesHandler implements IQueryHandler<ListMessages> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ meetingId, query: { limit, cursor, status, kind } }: ListMessages): Promise<Page<Message>> {
    const messages = this.dataSource
      .getRepository(Message)
      .createQueryBuilder('message')
      .where({ meetingId, ...(status && { status }), ...(kind && { kind }) })
      .orderBy('message.queuedAt')
      .addOrderBy('message.id')
      .limit(limit + 1);
    if (cursor !== undefined) {
      const [queuedAt, id] = decodeCursor(cursor);
      messages.andWhere('(message.queued_at, message.id) > (:queuedAt, :id)', { queuedAt: String(queuedAt), id });
    }
    return page(await messages.getMany(), limit, (message) => [message.queuedAt, message.id]);
  }
}
