import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Me, Operates } from './access.guard.js';
import { WhoAmI } from './access.dto.js';
import type { Identity } from './sign-in.js';
import { SignIn } from './sign-in.js';

@ApiTags('access')
@Controller()
export class AccessController {
  constructor(private readonly signIn: SignIn) {}

  @Get('me')
  @Operates('WhoAmI', 'Who the token stands for')
  whoAmI(@Me() identity: Identity): WhoAmI {
    const { personId, subject, fileId } = identity;
    return { personId, subject, fileId, administrator: this.signIn.isAdministrator(identity) };
  }
}
