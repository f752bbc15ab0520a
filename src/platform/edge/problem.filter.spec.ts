import {
  Body,
  Controller,
  Get,
  HttpException,
  Module,
  Param,
  Post,
  Query,
  UnauthorizedException,
} from '@nestjs/common';
import { APP_FILTER, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LoggerModule } from 'nestjs-pino';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { QueryFailedError } from 'typeorm';
import { KeyReused, LogUnavailable, Rejection, StaleRevision } from '../../event-sourcing/rejection.js';
import { Metrics } from '../telemetry/metrics.js';
import { openTracing } from '../telemetry/open-tracing.js';
import { Tracing } from '../telemetry/tracing.js';
import { httpAdapter, prepareHttp } from './http.js';
import { loggingOf } from './logging.js';
import { decodeCursor, PageQuery } from './pages.js';
import { ProblemCatalogue, rejectionsOf } from './problem-catalogue.js';
import { ProblemFilter } from './problem.filter.js';
import { ProblemsController } from './problems.controller.js';
import { KebabCode, Line, Nested, NestedList, WholeNumber } from './shapes.js';
import { validationPipe } from './validation.js';

class Guest {
  @Line(5) readonly name: string;
}

class Dinner {
  @KebabCode(10) readonly code: string;
  @WholeNumber(1, 8) readonly seats: number;
  @Nested(() => Guest) readonly host: Guest;
  @NestedList(() => Guest, 2) readonly guests: readonly Guest[];
}

const away = (code: string): Error => Object.assign(new Error('away'), { code });
const failures: Readonly<Record<string, () => Error>> = {
  rejection: () => new Rejection('quota-exceeded', { limit: 3, category: 'observer' }),
  untold: () => new Rejection('nobody-wrote-a-text'),
  stale: () => new StaleRevision(2, 5),
  reused: () => new KeyReused(),
  unavailable: () => new LogUnavailable(),
  unauthorized: () => new UnauthorizedException(),
  forbidden: () => new HttpException('', 403),
  precondition: () => new HttpException('', 428),
  busy: () => new HttpException('', 429),
  refused: () => away('ECONNREFUSED'),
  shutdown: () => new QueryFailedError('select 1', [], away('57P01')),
  lost: () => new QueryFailedError('select 1', [], away('08006')),
  query: () => new QueryFailedError('select secret', [], away('42P01')),
  bug: () => new TypeError('secret-detail'),
};

@Controller('dinners')
class DinnersController {
  @Post()
  give(@Body() dinner: Dinner): Dinner {
    return dinner;
  }

  @Get()
  list(@Query() { limit, cursor }: PageQuery): unknown {
    return { limit, after: cursor === undefined ? null : decodeCursor(cursor) };
  }

  @Get('fails/:how')
  fail(@Param('how') how: string): never {
    throw failures[how]?.() ?? new Error('unknown failure');
  }
}

const lines: string[] = [];
const logger = pino(
  { level: 'info' },
  new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) }),
);
const rejections = {
  'quota-exceeded': { status: 409, rule: 'Q2', en: 'Only {limit} of {category}.', es: 'Solo {limit} de {category}.' },
} as const;

@Module({
  imports: [LoggerModule.forRoot(loggingOf(logger))],
  controllers: [DinnersController, ProblemsController],
  providers: [
    { provide: ProblemCatalogue, useValue: new ProblemCatalogue(rejections, 'https://credence.example') },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: Tracing, useFactory: () => openTracing(undefined) },
    Metrics,
  ],
})
class DinnersModule {}

it('a code means one thing: two capabilities that both define it do not start', () => {
  expect(rejectionsOf([rejections, {}])).toEqual(rejections);
  expect(() => rejectionsOf([rejections, { ...rejections }])).toThrow('quota-exceeded is defined twice');
});

describe('problems', () => {
  let app: NestFastifyApplication;
  let port: number;
  const get = (url: string, headers = {}) => app.inject({ url, headers });
  const post = (payload: string | object, headers = {}) =>
    app.inject({
      method: 'POST',
      url: '/dinners',
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    });

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(DinnersModule, httpAdapter('https://credence.example'), {
      logger: false,
    });
    prepareHttp(app, logger);
    await app.listen(0, '127.0.0.1');
    port = Number(new URL(await app.getUrl()).port);
  });
  afterAll(() => app.close());

  it.each([
    ['rejection', 409, 'quota-exceeded'],
    ['untold', 409, 'nobody-wrote-a-text'],
    ['stale', 412, 'stale-revision'],
    ['reused', 422, 'idempotency-key-reused'],
    ['unavailable', 503, 'log-unavailable'],
    ['unauthorized', 401, 'not-signed-in'],
    ['forbidden', 403, 'not-allowed'],
    ['precondition', 428, 'if-match-required'],
    ['busy', 429, 'too-many-requests'],
    ['refused', 503, 'storage-unavailable'],
    ['shutdown', 503, 'storage-unavailable'],
    ['lost', 503, 'storage-unavailable'],
    ['query', 500, 'internal-error'],
    ['bug', 500, 'internal-error'],
  ])('tell of %s as %i %s', async (how, status, code) => {
    const answer = await get(`/dinners/fails/${how}?secret=1`, { 'x-correlation-id': 'abc-1' });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['x-correlation-id']).toBe('abc-1');
    expect(answer.json()).toMatchObject({
      type: `https://credence.example/problems/${code}`,
      status,
      code,
      instance: `/dinners/fails/${how}`,
      correlationId: 'abc-1',
      title: expect.any(String) as string,
      detail: expect.any(String) as string,
    });
    expect(answer.body).not.toContain('secret');
    if (status === 503 || status === 429) expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    if (status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('speak the language that the caller likes better, with the values of the rule', async () => {
    const spanish = await get('/dinners/fails/rejection', { 'accept-language': 'fr, en;q=0.2, es-UY;q=0.9' });
    expect(spanish.headers['content-language']).toBe('es');
    expect(spanish.json()).toMatchObject({ detail: 'Solo 3 de observer.', rule: 'Q2', limit: 3, category: 'observer' });
    const english = await get('/dinners/fails/rejection', { 'accept-language': 'fr' });
    expect(english.headers['content-language']).toBe('en');
    expect(english.json()).toMatchObject({ detail: 'Only 3 of observer.' });
  });

  it('log an unexpected error with its stack, and requests by the pattern of their route', async () => {
    lines.length = 0;
    await get('/dinners/fails/bug?token=hidden', { 'x-correlation-id': 'bad id\n', authorization: 'Bearer hidden' });
    const log = lines.join('');
    expect(log).toContain('secret-detail');
    expect(log).toContain('problem.filter.spec.ts');
    expect(log).toContain('"route":"/dinners/fails/:how"');
    expect(log).not.toContain('hidden');
    expect(log).not.toContain('bad id');
  });

  it('name each wrong field with its rule, in the language of the caller', async () => {
    const dinner = {
      code: 'A B',
      seats: '3',
      host: { name: 'far too long', age: 3 },
      guests: [{ name: ' \u202Ex ' }, {}],
      extra: 1,
    };
    const answer = await post(dinner, { 'accept-language': 'es' });
    expect(answer.statusCode).toBe(400);
    const { code, errors } = answer.json<{
      code: string;
      errors: { field: string; rule: string; message: string }[];
    }>();
    expect(code).toBe('invalid-request');
    expect(errors.map(({ field, rule }) => `${field} ${rule}`).sort()).toEqual([
      'code code',
      'extra unknownField',
      'guests.0.name plainText',
      'guests.1.name required',
      'host.age unknownField',
      'host.name textLength',
      'seats wholeNumber',
    ]);
    expect(errors.find(({ field }) => field === 'host.name')?.message).toBe('debe tener de 1 a 5 caracteres');
    expect(answer.body).not.toContain('far too long');
  });

  it('take a good body, trimmed and in one Unicode form', async () => {
    const answer = await post({ code: 'gala', seats: 2, host: { name: ' Jose\u0301 ' }, guests: [] });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ host: { name: 'Jos\u00e9' } });
  });

  it.each([
    ['{"a":', 400, 'malformed-json'],
    ['', 400, 'invalid-request'],
    ['{"__proto__":{"x":1}}', 400, 'malformed-json'],
    ['{"constructor":{"prototype":{"x":1}}}', 400, 'malformed-json'],
    ['[]', 400, 'invalid-request'],
    ['"x"', 400, 'invalid-request'],
    ['null', 400, 'invalid-request'],
    ['{"code":"\\u0000"}', 400, 'text-not-allowed'],
    ['{"code":"\\ud800"}', 400, 'text-not-allowed'],
    ['{"a\\ud800":1}', 400, 'text-not-allowed'],
    [`${'{"a":'.repeat(30)}1${'}'.repeat(30)}`, 400, 'text-not-allowed'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, 'text-not-allowed'],
    [`{"code":"${'x'.repeat(1_100_000)}"}`, 413, 'body-too-large'],
  ])('refuse broken body no. %#', async (body, status, code) => {
    const answer = await post(body);
    expect(answer.json()).toMatchObject({ status, code });
  });

  it('refuse another kind of body, an unknown address, and text that is none in the address', async () => {
    expect((await post('<a/>', { 'content-type': 'text/xml' })).json()).toMatchObject({
      status: 415,
      code: 'unsupported-media-type',
    });
    expect((await get('/nowhere')).json()).toMatchObject({ status: 404, code: 'not-found' });
    expect((await get('/dinners?cursor=%00')).json()).toMatchObject({
      code: 'text-not-allowed',
      field: 'query.cursor',
    });
    expect((await get('/dinners/fails/%00')).json()).toMatchObject({ code: 'text-not-allowed', field: 'path.how' });
    expect((await get('/dinners/fails/%E0%A4%A')).json()).toMatchObject({ status: 400, code: 'malformed-request' });
    expect((await get(`/dinners/fails/${'x'.repeat(600)}`)).json()).toMatchObject({
      status: 414,
      code: 'address-too-long',
    });
  });

  it('answer to 50 MB before they are sent, and end the connection', async () => {
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          'POST /dinners HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 52428800\r\n\r\n{"code":"',
        );
      });
      socket.on('data', (chunk: Buffer) => (text += chunk.toString())).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('body-too-large');
  });

  it('are described where their type leads, and in the document', async () => {
    expect((await get('/problems/quota-exceeded')).json()).toMatchObject({
      status: 409,
      rule: 'Q2',
      detail: { es: 'Solo {limit} de {category}.' },
    });
    expect((await get('/problems/none')).statusCode).toBe(404);
    expect((await get('/problems')).json<{ code: string }[]>().map(({ code }) => code)).toContain('stale-revision');
    const { paths, components } = (await get('/docs-json')).json<{
      paths: Record<string, { post?: object }>;
      components: { schemas: Record<string, object> };
    }>();
    expect(Object.keys((paths['/dinners']?.post as { responses: object }).responses)).toEqual([
      '201',
      '400',
      '401',
      '403',
      '409',
      '422',
      '503',
    ]);
    expect(JSON.stringify(components.schemas['Problem'])).toContain('quota-exceeded');
  });

  it('leave with the headers of security, and the page of the document works', async () => {
    expect((await get('/problems')).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    });
    expect((await get('/problems')).headers).not.toHaveProperty('x-powered-by');
    const page = await get('/docs');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect((await get('/docs/swagger-ui.css')).statusCode).toBe(200);
  });

  it('tell of a wrong page, and take a good one', async () => {
    expect((await get('/dinners?limit=0')).json()).toMatchObject({
      code: 'invalid-request',
      errors: [{ field: 'limit', rule: 'wholeNumber' }],
    });
    expect((await get('/dinners?limit=201')).statusCode).toBe(400);
    expect((await get('/dinners?limit=1e1')).statusCode).toBe(400);
    expect((await get('/dinners?cursor=abc')).json()).toMatchObject({ code: 'malformed-cursor' });
    expect((await get('/dinners?limit=10&cursor=WyJhIiwiYiJd')).json()).toEqual({ limit: 10, after: ['a', 'b'] });
    expect((await get('/dinners')).json()).toEqual({ limit: 50, after: null });
  });
});
