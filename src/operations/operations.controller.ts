import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import type { Caller } from '../event-sourcing/command.js';
import { PageQuery } from '../platform/edge/pages.js';
import { ActsByHand } from './acts-by-hand.js';
import {
  ConsumerList,
  DeadLetterPage,
  JobRetried,
  JobsRetried,
  ParkedFactPage,
  ParkedRetried,
  QueueHeld,
  QueueList,
} from './operations.dto.js';
import { ListConsumers, ListDeadLetters, ListParkedFacts, ListQueues } from './operations.queries.js';

@ApiTags('operations')
@Controller('operations')
export class OperationsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly acts: ActsByHand,
  ) {}

  @Get('queues')
  @Operates('ListQueues', 'The queues: what waits, is under way, and failed for good')
  queues(): Promise<QueueList> {
    return this.queries.execute(new ListQueues());
  }

  @Get('queues/:queue/failed')
  @Operates('ListDeadLetters', 'Jobs that failed for good, the newest first, each with its reason')
  failed(@Param('queue') queue: string, @Query() query: PageQuery): Promise<DeadLetterPage> {
    return this.queries.execute(new ListDeadLetters(queue, query));
  }

  @Post('queues/:queue/jobs/:jobId/retry')
  @HttpCode(200)
  @Operates('RetryJob', 'Has a job that failed for good tried again')
  retry(@Param('queue') queue: string, @Param('jobId') jobId: string, @By() by: Caller): Promise<JobRetried> {
    return this.acts.retryJob(queue, jobId, by);
  }

  @Post('queues/:queue/retry-all')
  @HttpCode(200)
  @Operates('RetryAllJobs', 'Has all jobs of a queue that failed for good tried again')
  retryAll(@Param('queue') queue: string, @By() by: Caller): Promise<JobsRetried> {
    return this.acts.retryAll(queue, by);
  }

  @Post('queues/:queue/pause')
  @HttpCode(200)
  @Operates('PauseQueue', 'Holds a queue: jobs under way end, and no other one begins')
  pause(@Param('queue') queue: string, @By() by: Caller): Promise<QueueHeld> {
    return this.acts.hold(queue, true, by);
  }

  @Post('queues/:queue/resume')
  @HttpCode(200)
  @Operates('ResumeQueue', 'Lets a queue go on')
  resume(@Param('queue') queue: string, @By() by: Caller): Promise<QueueHeld> {
    return this.acts.hold(queue, false, by);
  }

  @Get('consumers')
  @Operates('ListConsumers', 'Projections and reactions: how far they have come, and why one is stopped')
  consumers(): Promise<ConsumerList> {
    return this.queries.execute(new ListConsumers());
  }

  @Get('parked')
  @Operates('ListParkedFacts', 'Facts that a reaction could not deal with, each with the reason')
  parked(@Query() query: PageQuery): Promise<ParkedFactPage> {
    return this.queries.execute(new ListParkedFacts(query));
  }

  @Post('parked/:reaction/retry')
  @HttpCode(200)
  @Operates(
    'RetryParkedFacts',
    'Has a reaction try at once what it could not deal with; it does so every few seconds anyway',
  )
  retryParked(@Param('reaction') reaction: string, @By() by: Caller): Promise<ParkedRetried> {
    return this.acts.retryParked(reaction, by);
  }
}
