import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { commandHandlers } from '../event-sourcing/handlers.js';
import { meetingCommands } from './meetings.commands.js';
import { MeetingConsultant } from './meetings.context.js';
import { MeetingsController } from './meetings.controller.js';
import { meetings } from './meetings.decider.js';
import { meetingsProjection, officersProjection } from './meetings.projection.js';
import { meetingQueries } from './meetings.queries.js';

@Module({
  controllers: [MeetingsController],
  providers: [...commandHandlers(meetings, MeetingConsultant, meetingCommands), ...meetingQueries],
})
export class MeetingsModule {
  constructor(consumers: Consumers) {
    consumers.project(meetingsProjection);
    consumers.project(officersProjection);
  }
}
