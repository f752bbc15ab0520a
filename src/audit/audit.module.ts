import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { AuditController } from './audit.controller.js';
import { decisionsProjection, peopleProjection } from './audit.projection.js';
import { CountFactsHandler } from './count-facts.js';
import { GetDossierHandler, ListDecisionsHandler } from './audit.queries.js';
import { MessageStreams } from './message-streams.js';

@Module({
  controllers: [AuditController],
  providers: [CountFactsHandler, GetDossierHandler, ListDecisionsHandler, MessageStreams],
})
export class AuditModule {
  constructor(consumers: Consumers) {
    consumers.project(decisionsProjection);
    consumers.project(peopleProjection);
  }
}
