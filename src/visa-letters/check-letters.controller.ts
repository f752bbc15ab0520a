import {
  type ArgumentsHost,
  Body,
  Catch,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Post,
  Query,
  Res,
  UseFilters,
} from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiConsumes, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyRequests } from '../platform/edge/platform-problems.js';
import { ProblemFilter } from '../platform/edge/problem.filter.js';
import { InvalidRequest } from '../platform/edge/validation.js';
import { CheckedLetter, CheckVisaLetterBody, CheckVisaLetterQuery } from './check-letters.dto.js';
import { CheckVisaLetter, type Verdict } from './check-letters.queries.js';
import { checkPage } from './check-page.js';

const HTML = 'text/html; charset=utf-8';
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

/** Browsers name the type before all others; programs get JSON. */
const wantsPage = (accept: string | undefined): boolean => accept?.includes('text/html') === true;

/** A form comes back as the form, where somebody left it half empty or asked too often. */
@Catch(InvalidRequest, TooManyRequests)
export class CheckPageFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { accept } = http.getRequest<FastifyRequest>().headers;
    if (!wantsPage(accept)) return super.catch(error, host);
    const reply = http.getResponse<FastifyReply>();
    const isLimited = error instanceof TooManyRequests;
    void reply
      .status(isLimited ? 429 : 400)
      .headers({
        'content-security-policy': POLICY,
        'cache-control': 'no-store',
        ...(isLimited ? { 'retry-after': String(error.seconds) } : {}),
      })
      .type(HTML)
      .send(checkPage({}, isLimited ? 'too-often' : 'incomplete'));
  }
}

/** Whoever holds a letter may ask, without signing in. */
@ApiTags('visa letters')
@Controller('check/visa-letters')
@UseFilters(CheckPageFilter)
export class CheckLettersController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiOperation({ summary: 'The form that checks a visa letter, in both languages', security: [] })
  @Header('content-type', HTML)
  @Header('content-security-policy', POLICY)
  @Header('cache-control', 'no-store')
  show(@Query() query: CheckVisaLetterQuery): string {
    return checkPage(query);
  }

  @Post()
  @HttpCode(200)
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiProduces('application/json', 'text/html')
  @ApiOkResponse({ type: CheckedLetter })
  @ApiOperation({
    summary: 'Whether a visa letter is valid: number, code and document agree, and it lives (V4)',
    security: [],
  })
  @Header('content-security-policy', POLICY)
  @Header('cache-control', 'no-store')
  async check(
    @Body() body: CheckVisaLetterBody,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CheckedLetter | string> {
    const { number, code, documentLast4 } = body;
    const verdict: Verdict = await this.queries.execute(new CheckVisaLetter(number, code, documentLast4));
    if (!wantsPage(accept)) return { verdict };
    void reply.type(HTML);
    return checkPage(body, verdict);
  }
}
