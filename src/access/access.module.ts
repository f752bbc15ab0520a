import { Global, Module } from '@nestjs/common';
import { AccessController } from './access.controller.js';
import { DelegateSessions } from './delegate-sessions.js';
import { Door } from './door.js';
import { InvitationLinks } from './invitation-links.js';
import { Powers } from './powers.js';
import { SignIn } from './sign-in.js';

const providers = [Door, SignIn, DelegateSessions, InvitationLinks, Powers];

@Global()
@Module({ controllers: [AccessController], providers, exports: providers })
export class AccessModule {}
