import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PinoLogger } from 'nestjs-pino';
import { fill, type Language, languageOf } from './languages.js';
import { platformProblems, type ProblemText } from './platform-problems.js';
import { ProblemCatalogue } from './problem-catalogue.js';
import { type FoundProblem, problemOf } from './problem-of.js';
import { fieldErrors } from './validation.js';

/** Every refusal and every fault leaves as a problem of RFC 9457, in the language of the caller. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly catalogue: ProblemCatalogue,
    private readonly logger: PinoLogger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    const text = this.textOf(problem.code);
    if (text.status === 500)
      this.logger.error({ err: error, correlationId: request.id }, 'a request met an unexpected error');
    if (text.status === 503)
      this.logger.warn({ code: problem.code, correlationId: request.id }, 'a request could not be served');
    if (!reply.sent) sendProblem(this.catalogue.typeOf(problem.code), text, problem, request, reply);
  }

  /** A rule whose text nobody gave to the application still says no. */
  private textOf(code: string): ProblemText {
    const text = this.catalogue.get(code);
    if (text !== undefined) return text;
    this.logger.error({ code }, 'a problem code has no text');
    return platformProblems.conflict;
  }
}

/** `type` leads to the description of the problem. */
export function sendProblem(
  type: string,
  text: ProblemText,
  problem: FoundProblem,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const language = languageOf(request.headers['accept-language']);
  void reply
    .status(text.status)
    .headers({ ...problem.headers, 'content-language': language, vary: 'accept-language', 'cache-control': 'no-store' })
    .type('application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        ...bodyOf(problem, text, language),
        type,
        instance: request.url.split('?', 1)[0],
        correlationId: request.id,
      }),
    );
}

const bodyOf = ({ code, values = {}, errors }: FoundProblem, text: ProblemText, language: Language): object => ({
  ...values,
  title: text.title[language],
  status: text.status,
  detail: fill(text.detail[language], values),
  code,
  ...(text.rule === undefined ? {} : { rule: text.rule }),
  ...(errors === undefined ? {} : { errors: fieldErrors(errors, language) }),
});
