import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { commandHandlers } from '../event-sourcing/handlers.js';
import { accreditationCommands } from './accreditation.commands.js';
import { AccreditationConsultant } from './accreditation.context.js';
import { AccreditationController } from './accreditation.controller.js';
import { accreditation } from './accreditation.decider.js';
import { filesProjection } from './accreditation.projection.js';
import { accreditationQueries } from './accreditation.queries.js';
import { FollowDelegationList } from './follow-list.reaction.js';
import { InvitationsController } from './invitations.controller.js';
import { PhotosController } from './photos.controller.js';
import { Photos } from './photos.js';
import { remindersProjection } from './reminders.projection.js';
import { RemindDelegates } from './reminders.timer.js';

@Module({
  controllers: [AccreditationController, PhotosController, InvitationsController],
  providers: [
    ...commandHandlers(accreditation, AccreditationConsultant, accreditationCommands),
    ...accreditationQueries,
    FollowDelegationList,
    Photos,
    RemindDelegates,
  ],
})
export class AccreditationModule {
  constructor(consumers: Consumers, followDelegationList: FollowDelegationList) {
    consumers.project(filesProjection);
    consumers.project(remindersProjection);
    consumers.react(followDelegationList);
  }
}
