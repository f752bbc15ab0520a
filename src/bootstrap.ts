import type { INestApplicationContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { createHttpApplication, createWorkerApplication } from './platform/application.js';
import { announceServer } from './platform/embedded/server-announcement.js';
import { PublicAddress } from './platform/public-address.js';
import { explainFailure, type StandingServices, standUp } from './platform/standing-services.js';
import { Shutdown } from './shutdown.js';

export interface ProcessKind {
  readonly http: boolean;
  readonly worker: boolean | 'as-set';
}

/** Runs until a signal ends it; a start that fails tells why, leaves nothing running and ends with 1. */
export async function startCredence(argv: readonly string[], env: NodeJS.ProcessEnv, kind: ProcessKind): Promise<void> {
  const shutdown = new Shutdown();
  try {
    const standing = await standUp(argv, env);
    shutdown.logTo(standing.logger);
    shutdown.add(() => standing.services.stop());
    const app = await launch(standing, kind);
    shutdown.add(() => app.close());
    shutdown.ready();
  } catch (error) {
    process.stderr.write(`${explainFailure(error)}\n`);
    process.exit(1);
  }
}

async function launch(standing: StandingServices, { http, worker }: ProcessKind): Promise<INestApplicationContext> {
  const { settings, services } = standing;
  const works = worker === 'as-set' ? settings.worker === 'inside' : worker;
  let app: INestApplicationContext | undefined;
  try {
    const module = AppModule.with({ ...standing, worker: works });
    if (!http) {
      app = await createWorkerApplication(module, standing);
      app.get(PublicAddress).announce(settings.publicUrl ?? `http://localhost:${settings.port}`);
      process.stdout.write('The Credence worker follows the log.\n');
      return app;
    }
    const server = await createHttpApplication(module, standing);
    app = server;
    await server.listen(settings.port, settings.host);
    await tellWhere(standing, server);
    return server;
  } catch (error) {
    await app?.close().catch(() => undefined);
    await services.stop();
    throw error;
  }
}

async function tellWhere(
  { settings, services, logFile }: StandingServices,
  app: NestFastifyApplication,
): Promise<void> {
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  app.get(PublicAddress).announce(url);
  if (!settings.production) await announceServer(settings.dataFolder, { url, pid: process.pid });
  const lines = [
    `Credence runs on ${settings.publicUrl ?? url}`,
    `  API          ${url}/docs`,
    ...(services.inbox === undefined ? [] : [`  E-mails      ${url}/dev/inbox`]),
    ...(services.issuer.kind === 'embedded' ? ['  Sign in      npm run token -- --as administrator'] : []),
    ...(logFile === undefined ? [] : [`  Log          ${logFile}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
