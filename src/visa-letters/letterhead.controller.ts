import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { ReasonBody } from '../platform/edge/bodies.dto.js';
import { AdoptLetterhead, AuthoriseSignature, EndAuthorisation } from './letterhead.commands.js';
import { AdoptLetterheadBody, Authorised, LetterheadView } from './letterhead.dto.js';
import type { SignatureAuthorised } from './visa-letters.events.js';
import { GetLetterhead } from './visa-letters.queries.js';

@ApiTags('visa letters')
@Controller('meetings/:meetingId/letterhead')
export class LetterheadController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Operates('GetLetterhead', 'The letterhead of the meeting, and who authorised signatures under it')
  get(@Param('meetingId') meetingId: string): Promise<LetterheadView> {
    return this.queries.execute(new GetLetterhead(meetingId));
  }

  @Post()
  @Operates(
    'AdoptLetterhead',
    'Adopt the letterhead and the signatory of the next letters; it ends standing authorisations (V3)',
  )
  adopt(
    @Param('meetingId') meetingId: string,
    @Body() body: AdoptLetterheadBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new AdoptLetterhead({ meetingId, ...body }, caller));
  }

  @Post('authorisations')
  @Operates('AuthoriseSignature', 'Authorise the signature of letters from now on (V1)')
  authorise(
    @Param('meetingId') meetingId: string,
    @Body() body: ReasonBody,
    @By() caller: Caller,
  ): Promise<Authorised> {
    return this.door.send(
      new AuthoriseSignature({ meetingId, ...body }, caller),
      ([fact]: readonly SignatureAuthorised[]) => ({ authorisationId: fact?.data.authorisationId ?? '' }),
    );
  }

  @Post('authorisations/:authorisationId/end')
  @HttpCode(200)
  @Operates('EndAuthorisation', 'End a standing authorisation')
  end(
    @Param('meetingId') meetingId: string,
    @Param('authorisationId') authorisationId: string,
    @Body() body: ReasonBody,
    @By() caller: Caller,
  ): Promise<Accepted> {
    return this.door.send(new EndAuthorisation({ meetingId, authorisationId, ...body }, caller));
  }
}
