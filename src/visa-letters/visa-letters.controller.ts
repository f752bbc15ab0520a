import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { create as contentDisposition } from 'content-disposition';
import { By, Operates } from '../access/access.guard.js';
import { Accepted, Door } from '../access/door.js';
import type { Caller } from '../event-sourcing/command.js';
import { CodedReasonBody } from '../platform/edge/bodies.dto.js';
import { Reads } from '../platform/edge/reads.interceptor.js';
import { CancelVisaLetter, RequestVisaLetter, RetryVisaLetter, SignVisaLetter } from './visa-letters.commands.js';
import {
  ListVisaLettersQuery,
  Requested,
  RequestVisaLetterBody,
  VisaLetterPage,
  VisaLetterView,
} from './visa-letters.dto.js';
import type { VisaLetterFact } from './visa-letters.events.js';
import { GetVisaLetter, GetVisaLetterDocument, type LetterDocument, ListVisaLetters } from './visa-letters.queries.js';

const fileNames = { es: 'Carta de visa', en: 'Visa letter' } as const;

@ApiTags('visa letters')
@Controller()
export class VisaLettersController {
  constructor(
    private readonly door: Door,
    private readonly queries: QueryBus,
  ) {}

  @Get('meetings/:meetingId/visa-letters')
  @Operates('ListVisaLetters', 'The visa letters of a meeting, the failed ones with their reason')
  @Reads('visa_letters')
  list(@Param('meetingId') meetingId: string, @Query() query: ListVisaLettersQuery): Promise<VisaLetterPage> {
    return this.queries.execute(new ListVisaLetters(meetingId, query));
  }

  @Post('files/:fileId/visa-letter')
  @Operates('RequestVisaLetter', 'Request the visa letter of an approved file (V1)')
  request(
    @Param('fileId') fileId: string,
    @Body() body: RequestVisaLetterBody,
    @By() caller: Caller,
  ): Promise<Requested> {
    return this.door.send(new RequestVisaLetter({ fileId, ...body }, caller), (facts: readonly VisaLetterFact[]) => ({
      letterId: facts[0]?.data.letterId ?? '',
      status: facts.length > 1 ? ('signed' as const) : ('requested' as const),
    }));
  }

  @Get('files/:fileId/visa-letter')
  @Header('cache-control', 'no-store')
  @Operates(
    'GetVisaLetter',
    'The newest visa letter of a file; its ETag is what signature and cancellation send as If-Match',
  )
  get(@Param('fileId') fileId: string): Promise<VisaLetterView> {
    return this.queries.execute(new GetVisaLetter(fileId));
  }

  @Get('files/:fileId/visa-letter/letter.pdf')
  @Header('cache-control', 'no-store')
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Operates('GetVisaLetterDocument', 'The living visa letter, PDF/A-2a')
  async document(@Param('fileId') fileId: string): Promise<StreamableFile> {
    const { number, language, pdf }: LetterDocument = await this.queries.execute(new GetVisaLetterDocument(fileId));
    const disposition = contentDisposition(`${fileNames[language]} ${number}.pdf`);
    return new StreamableFile(pdf, { type: 'application/pdf', disposition, length: pdf.length });
  }

  @Post('files/:fileId/visa-letter/signature')
  @HttpCode(200)
  @Operates('SignVisaLetter', 'Sign the visa letter that was requested (V1)', { ifMatch: true })
  sign(@Param('fileId') fileId: string, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new SignVisaLetter({ fileId }, caller));
  }

  @Post('files/:fileId/visa-letter/retry')
  @HttpCode(200)
  @Operates('RetryVisaLetter', 'Make a visa letter that failed again')
  retry(@Param('fileId') fileId: string, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new RetryVisaLetter({ fileId }, caller));
  }

  @Post('files/:fileId/visa-letter/cancellation')
  @HttpCode(200)
  @Operates('CancelVisaLetter', 'Cancel the visa letter; another one may be requested then', { ifMatch: true })
  cancel(@Param('fileId') fileId: string, @Body() body: CodedReasonBody, @By() caller: Caller): Promise<Accepted> {
    return this.door.send(new CancelVisaLetter({ fileId, ...body }, caller));
  }
}
