import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import pg from 'pg';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import type { RejectionText } from '../event-sourcing/rejection.js';
import { Observer } from '../event-sourcing/observer.js';
import { SubjectKeys } from '../event-sourcing/subject-keys.js';
import { Clock } from './clock.js';
import { DatabaseConnections, databaseProviders, type Entity } from './database.js';
import { DocumentIntake } from './documents/document-intake.js';
import { DocumentStore } from './documents/document-store.js';
import { documentsOf } from './documents/documents-of.js';
import { Images } from './documents/images.js';
import { Uploads } from './edge/uploads.js';
import { loggingOf } from './edge/logging.js';
import { ProblemCatalogue } from './edge/problem-catalogue.js';
import { ProblemFilter } from './edge/problem.filter.js';
import { ProblemsController } from './edge/problems.controller.js';
import { ReadsInterceptor } from './edge/reads.interceptor.js';
import { validationPipe } from './edge/validation.js';
import { InboxController } from './embedded/inbox.controller.js';
import { Inbox } from './embedded/inbox.js';
import { Health } from './health/health.js';
import { HealthController } from './health/health.controller.js';
import { Readers } from './health/readers.js';
import { PublicAddress } from './public-address.js';
import { Queues } from './queues.js';
import { KEYS_POOL, SERVICES, type Services } from './services.js';
import { Settings } from './settings.js';
import { EmbeddedIssuerController } from './sign-in/embedded-issuer.controller.js';
import { EmbeddedIssuer } from './sign-in/embedded-issuer.js';
import { MetricsController } from './telemetry/metrics.controller.js';
import { Metrics } from './telemetry/metrics.js';
import { MetricsServer } from './telemetry/metrics-server.js';
import { StandingMetrics } from './telemetry/standing-metrics.js';
import { Telemetry } from './telemetry/telemetry.js';
import { openTracing } from './telemetry/open-tracing.js';
import { Tracing } from './telemetry/tracing.js';
import { Typesetter } from './typesetting/typesetter.js';

export interface PlatformOptions {
  readonly settings: Settings;
  readonly services: Services & { readonly inbox?: Inbox };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the capabilities bring to the platform. */
export interface Brought {
  readonly entities: readonly Entity[];
  readonly rejections: Readonly<Record<string, RejectionText>>;
}

@Module({})
export class PlatformModule {
  static with(options: PlatformOptions, { entities, rejections }: Brought): DynamicModule {
    const { settings, services, clock, logger } = options;
    const embedded = embeddedParts(options);
    return {
      module: PlatformModule,
      global: true,
      imports: [LoggerModule.forRoot(loggingOf(logger))],
      controllers: [HealthController, MetricsController, ProblemsController, ...embedded.controllers],
      providers: [
        { provide: Settings, useValue: settings },
        { provide: SERVICES, useValue: services },
        { provide: Clock, useValue: clock },
        ...databaseProviders(entities),
        { provide: Tracing, useFactory: () => openTracing(settings.tracesEndpoint) },
        { provide: Observer, useExisting: Telemetry },
        {
          provide: Queues,
          inject: [PinoLogger, Telemetry],
          useFactory: (log: PinoLogger, telemetry: Telemetry) => new Queues(services.queue, log, telemetry),
        },
        { provide: PublicAddress, useFactory: () => new PublicAddress(settings.publicUrl) },
        { provide: ProblemCatalogue, useFactory: () => new ProblemCatalogue(rejections, settings.publicUrl ?? '') },
        {
          provide: DocumentStore,
          inject: [SubjectKeys],
          useFactory: (keys: SubjectKeys) => documentsOf(settings, keys),
        },
        DocumentIntake,
        Images,
        Typesetter,
        Uploads,
        Health,
        Readers,
        Metrics,
        StandingMetrics,
        MetricsServer,
        Telemetry,
        ...edge,
        ...embedded.providers,
      ],
      exports: [
        Settings,
        SERVICES,
        Clock,
        PublicAddress,
        DocumentStore,
        DocumentIntake,
        Images,
        Typesetter,
        Uploads,
        DataSource,
        pg.Pool,
        KEYS_POOL,
        DatabaseConnections,
        Queues,
        Readers,
        Telemetry,
        Tracing,
        Observer,
        ProblemCatalogue,
        ...embedded.exports,
      ],
    };
  }
}

const edge: readonly Provider[] = [
  { provide: APP_FILTER, useClass: ProblemFilter },
  { provide: APP_PIPE, useFactory: validationPipe },
  { provide: APP_INTERCEPTOR, useClass: ReadsInterceptor },
];

interface EmbeddedParts {
  readonly controllers: Type[];
  readonly providers: Provider[];
  readonly exports: (typeof Inbox | typeof EmbeddedIssuer)[];
}

/** The issuer and the mail server for test persons; never in production. */
function embeddedParts({ settings, services: { issuer, inbox } }: PlatformOptions): EmbeddedParts {
  const parts: EmbeddedParts = { controllers: [], providers: [], exports: [] };
  if (settings.production) return parts;
  if (issuer.kind === 'embedded') {
    parts.controllers.push(EmbeddedIssuerController);
    parts.providers.push({ provide: EmbeddedIssuer, useValue: issuer.issuer });
    parts.exports.push(EmbeddedIssuer);
  }
  if (inbox !== undefined) {
    parts.controllers.push(InboxController);
    parts.providers.push({ provide: Inbox, useValue: inbox });
    parts.exports.push(Inbox);
  }
  return parts;
}
