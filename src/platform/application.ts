import { type DynamicModule, type INestApplicationContext, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger as NestLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { httpAdapter, prepareHttp } from './edge/http.js';

// A start that fails is told by whoever starts, once and in full.
const options = { bufferLogs: true, abortOnError: false } as const;

export async function createHttpApplication(module: DynamicModule, logger: Logger): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, httpAdapter(), options);
  app.useLogger(app.get<LoggerService>(NestLogger));
  prepareHttp(app, logger);
  return app;
}

export async function createWorkerApplication(module: DynamicModule): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(module, options);
  app.useLogger(app.get<LoggerService>(NestLogger));
  return app;
}
