import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { commandHandlers } from '../event-sourcing/handlers.js';
import { credentialCommands } from './credentials.commands.js';
import { CredentialConsultant } from './credentials.context.js';
import { CredentialsController } from './credentials.controller.js';
import { credentials } from './credentials.decider.js';
import { credentialsProjection } from './credentials.projection.js';
import { credentialQueries } from './credentials.queries.js';
import { RevokeCredentials } from './revoke-credentials.reaction.js';
import { SigningKeys } from './signing-keys.js';

@Module({
  controllers: [CredentialsController],
  providers: [
    ...commandHandlers(credentials, CredentialConsultant, credentialCommands),
    ...credentialQueries,
    RevokeCredentials,
    SigningKeys,
  ],
})
export class CredentialsModule {
  constructor(consumers: Consumers, revokeCredentials: RevokeCredentials) {
    consumers.project(credentialsProjection);
    consumers.react(revokeCredentials);
  }
}
