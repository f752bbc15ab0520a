import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { commandHandlers } from '../event-sourcing/handlers.js';
import { badgeHoldersProjection } from './badge/badge-holders.projection.js';
import { BadgeController } from './badge/badge.controller.js';
import { BadgeDrawing } from './badge/badge-drawing.js';
import { badgeQueries } from './badge/badge.queries.js';
import { CredentialCodes } from './credential-codes.js';
import { credentialCommands } from './credentials.commands.js';
import { CredentialConsultant } from './credentials.context.js';
import { CredentialsController } from './credentials.controller.js';
import { credentials } from './credentials.decider.js';
import { credentialsProjection } from './credentials.projection.js';
import { credentialQueries } from './credentials.queries.js';
import { RevokeCredentials } from './revoke-credentials.reaction.js';
import { SuspendCredentials } from './suspend-credentials.reaction.js';
import { SigningKeys } from './signing-keys.js';

@Module({
  controllers: [CredentialsController, BadgeController],
  providers: [
    ...commandHandlers(credentials, CredentialConsultant, credentialCommands),
    ...credentialQueries,
    ...badgeQueries,
    BadgeDrawing,
    CredentialCodes,
    RevokeCredentials,
    SuspendCredentials,
    SigningKeys,
  ],
})
export class CredentialsModule {
  constructor(consumers: Consumers, revokeCredentials: RevokeCredentials, suspendCredentials: SuspendCredentials) {
    consumers.project(credentialsProjection);
    consumers.project(badgeHoldersProjection);
    consumers.react(revokeCredentials);
    consumers.react(suspendCredentials);
  }
}
