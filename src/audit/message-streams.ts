import { Injectable } from '@nestjs/common';
import pg from 'pg';
import type { Fact, Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';

/** The facts of the messages that a file caused; which ones they are is looked up, what they say comes from the log. */
@Injectable()
export class MessageStreams {
  constructor(
    private readonly pool: pg.Pool,
    private readonly histories: Histories,
  ) {}

  async of(fileId: string): Promise<readonly Recorded<Fact>[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      'select id from read.messages where file_id = $1 order by id',
      [fileId],
    );
    const streams = await Promise.all(rows.map(({ id }) => this.histories.of<Fact>(`message-${id}`)));
    return streams.flat();
  }
}
