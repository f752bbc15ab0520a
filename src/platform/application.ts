import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpAdapter, prepareHttp } from './edge/http.js';
import { nestLogger } from './edge/logging.js';
import type { PlatformOptions } from './platform.module.js';

export async function createHttpApplication(
  module: DynamicModule,
  { logger, settings }: Pick<PlatformOptions, 'logger' | 'settings'>,
): Promise<NestFastifyApplication> {
  const options = { logger: nestLogger(logger), abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(module, httpAdapter(settings.publicUrl ?? ''), options);
  prepareHttp(app, logger);
  return app;
}

export function createWorkerApplication(
  module: DynamicModule,
  { logger }: Pick<PlatformOptions, 'logger'>,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(module, { logger: nestLogger(logger), abortOnError: false });
}
