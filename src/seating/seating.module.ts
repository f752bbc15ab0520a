import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { commandHandlers } from '../event-sourcing/handlers.js';
import { AllocateSeats } from './allocate-seats.reaction.js';
import { MeetingDelegations } from './meeting-delegations.js';
import { PlanPrinter } from './plan-sheet.js';
import { PlanTables } from './plan-tables.js';
import { seatingCommands } from './seating.commands.js';
import { SeatingConsultant } from './seating.context.js';
import { SeatingController } from './seating.controller.js';
import { seating } from './seating.decider.js';
import { seatPlansProjection, seatTablesProjection } from './seating.projection.js';
import { seatingQueries } from './seating.queries.js';

@Module({
  controllers: [SeatingController],
  providers: [
    ...commandHandlers(seating, SeatingConsultant, seatingCommands),
    ...seatingQueries,
    AllocateSeats,
    MeetingDelegations,
    PlanPrinter,
    PlanTables,
  ],
})
export class SeatingModule {
  constructor(consumers: Consumers, allocateSeats: AllocateSeats) {
    consumers.project(seatTablesProjection);
    consumers.project(seatPlansProjection);
    consumers.react(allocateSeats);
  }
}
