import { Inject } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import pg from 'pg';
import { decodeCursor, page, type PageQuery } from '../platform/edge/pages.js';
import { PlatformProblem } from '../platform/edge/platform-problems.js';
import { Readers } from '../platform/health/readers.js';
import { type DeadLetter, deadLettersIn } from '../platform/queue-desk.js';
import { Queues } from '../platform/queues.js';
import type { ConsumerList, DeadLetterPage, ParkedFactPage, ParkedFactView, QueueList } from './operations.dto.js';
import { reject } from './operations.rejections.js';

export class ListQueues {
  readonly of = 'queues';
}

@QueryHandler(ListQueues)
export class ListQueuesHandler implements IQueryHandler<ListQueues> {
  constructor(private readonly queues: Queues) {}

  async execute(): Promise<QueueList> {
    return { items: [...(await this.queues.states())] };
  }
}

export class ListDeadLetters {
  constructor(
    readonly queue: string,
    readonly query: PageQuery,
  ) {}
}

@QueryHandler(ListDeadLetters)
export class ListDeadLettersHandler implements IQueryHandler<ListDeadLetters> {
  constructor(private readonly queues: Queues) {}

  /** Pages count from the newest: what failed or was retried meanwhile moves them, as it does the list itself. */
  async execute({ queue, query: { limit, cursor } }: ListDeadLetters): Promise<DeadLetterPage> {
    if (!this.queues.names.includes(queue)) throw reject('queue-unknown');
    const start = cursor === undefined ? 0 : placeIn(cursor);
    const found = await this.queues.at(queue, (open) => deadLettersIn(open, start, limit + 1));
    const { items, next } = page<DeadLetter>(found, limit, () => [start + limit, queue]);
    return { items: [...items], next };
  }
}

export class ListConsumers {
  readonly of = 'consumers';
}

@QueryHandler(ListConsumers)
export class ListConsumersHandler implements IQueryHandler<ListConsumers> {
  constructor(private readonly readers: Readers) {}

  async execute(): Promise<ConsumerList> {
    return { items: (await this.readers.list()).map(({ updatedAt: _, ...consumer }) => consumer) };
  }
}

export class ListParkedFacts {
  constructor(readonly query: PageQuery) {}
}

@QueryHandler(ListParkedFacts)
export class ListParkedFactsHandler implements IQueryHandler<ListParkedFacts> {
  constructor(@Inject(pg.Pool) private readonly pool: pg.Pool) {}

  async execute({ query: { limit, cursor } }: ListParkedFacts): Promise<ParkedFactPage> {
    const [place, reaction] = cursor === undefined ? ['', ''] : decodeCursor(cursor);
    const { rows } = await this.pool.query<ParkedFactView & { revision: string; parkedAt: Date }>(
      `select reaction, stream, revision, position, reason, attempts, parked_at as "parkedAt" from progress.parked
       where (reaction, position, revision) > ($1, $2 collate "C", $3::bigint) order by reaction, position, revision limit $4`,
      [reaction, ...separate(String(place)), limit + 1],
    );
    const facts = rows.map((row) => ({ ...row, revision: Number(row.revision), parkedAt: row.parkedAt.toISOString() }));
    const { items, next } = page(facts, limit, (fact) => [`${fact.position} ${fact.revision}`, fact.reaction]);
    return { items: [...items], next };
  }
}

function placeIn(cursor: string): number {
  const [place] = decodeCursor(cursor);
  if (typeof place === 'number' && Number.isInteger(place) && place >= 0 && place < 100_000) return place;
  throw new PlatformProblem('malformed-cursor');
}

/** Position and revision of the last fact of the page before. */
function separate(place: string): readonly [string, number] {
  if (place === '') return ['', -1];
  const [, position = '', revision = ''] = /^([\w-]{0,200}) (\d{1,15})$/u.exec(place) ?? [];
  if (revision === '') throw new PlatformProblem('malformed-cursor');
  return [position, Number(revision)];
}
