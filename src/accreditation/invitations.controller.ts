import { Controller, Get, Header, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { v5 as uuidv5 } from 'uuid';
import { DelegateSessions } from '../access/delegate-sessions.js';
import { Door } from '../access/door.js';
import { InvitationLinks } from '../access/invitation-links.js';
import { RedeemInvitation } from './accreditation.commands.js';
import { RedeemedInvitation } from './accreditation.dto.js';
import { reject } from './accreditation.rejections.js';
import { INVITATION_DAYS } from './accreditation.state.js';

/** The way in for delegates: the link shows a page, and only its button, a POST, uses the link up; programs that look at links in mails do no harm. */
@ApiTags('invitations')
@Controller('invitations/:token')
export class InvitationsController {
  constructor(
    private readonly links: InvitationLinks,
    private readonly sessions: DelegateSessions,
    private readonly door: Door,
  ) {}

  @Get()
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiOperation({ summary: 'A page with one button, in both languages', security: [] })
  @Header('content-type', 'text/html; charset=utf-8')
  @Header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  )
  @Header('cache-control', 'no-store')
  show(@Param('token') token: string): string {
    if (this.links.read(token) === null) throw reject('invitation-not-valid', { days: INVITATION_DAYS });
    return page(token);
  }

  @Post()
  @ApiOperation({
    summary: 'Exchange the link, once, for a token of two hours that completes the profile',
    security: [],
  })
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async redeem(
    @Param('token') token: string,
    @Headers('idempotency-key') key: string = crypto.randomUUID(),
  ): Promise<RedeemedInvitation> {
    const ids = this.links.read(token);
    if (ids === null) throw reject('invitation-not-valid', { days: INVITATION_DAYS });
    const { fileId, invitationId } = ids;
    // Only whoever sends the same key again gets the same answer; any other use is a second one, and refused.
    const commandId = uuidv5(key, invitationId);
    const caller = {
      actorId: fileId,
      power: { role: 'delegate' },
      commandId,
      requestHash: '',
      correlationId: commandId,
    };
    await this.door.send(new RedeemInvitation({ fileId, invitationId }, caller));
    return { fileId, ...(await this.sessions.begin(fileId)) };
  }
}

const page = (token: string): string => `<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><title>Credence</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.8rem 1.2rem}</style></head>
<body><h1>Su invitación</h1><p>Confirme para completar su perfil de acreditación. El enlace sirve una sola vez.</p>
<div lang="en"><h1>Your invitation</h1><p>Confirm to complete your accreditation profile. The link works once.</p></div>
<form method="post" action="/invitations/${token}"><button type="submit">Continuar · Continue</button></form></body></html>`;
