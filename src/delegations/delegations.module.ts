import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { commandHandlers } from '../event-sourcing/handlers.js';
import { delegationCommands } from './delegations.commands.js';
import { DelegationConsultant } from './delegations.context.js';
import { DelegationsController } from './delegations.controller.js';
import { delegations } from './delegations.decider.js';
import { delegationsProjection, evidenceProjection } from './delegations.projection.js';
import { delegationQueries } from './delegations.queries.js';
import { DocumentsController } from './documents.controller.js';
import { EvidenceController } from './evidence.controller.js';
import { NominationsController } from './nominations.controller.js';
import { ReleaseSlots } from './release-slots.reaction.js';

@Module({
  controllers: [DelegationsController, NominationsController, EvidenceController, DocumentsController],
  providers: [
    ...commandHandlers(delegations, DelegationConsultant, delegationCommands),
    ...delegationQueries,
    ReleaseSlots,
  ],
})
export class DelegationsModule {
  constructor(consumers: Consumers, releaseSlots: ReleaseSlots) {
    consumers.project(delegationsProjection);
    consumers.project(evidenceProjection);
    consumers.react(releaseSlots);
  }
}
