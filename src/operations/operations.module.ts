import { Module } from '@nestjs/common';
import { ActsByHand } from './acts-by-hand.js';
import { OperationsController } from './operations.controller.js';
import {
  ListConsumersHandler,
  ListDeadLettersHandler,
  ListParkedFactsHandler,
  ListQueuesHandler,
} from './operations.queries.js';
import { PageController } from './page/page.controller.js';

@Module({
  controllers: [OperationsController, PageController],
  providers: [ActsByHand, ListQueuesHandler, ListDeadLettersHandler, ListConsumersHandler, ListParkedFactsHandler],
})
export class OperationsModule {}
