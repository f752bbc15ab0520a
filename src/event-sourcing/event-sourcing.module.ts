import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PinoLogger } from 'nestjs-pino';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { KEYS_POOL, SERVICES, type Services } from '../platform/services.js';
import { Checkpoints } from './checkpoints.js';
import { Consumers } from './consumers.js';
import { Decisions } from './decisions.js';
import type { FactCatalogue } from './event.js';
import { EventStore } from './event-store.js';
import { FactCodec } from './fact-codec.js';
import { Histories } from './histories.js';
import { EventStoreDbEventStore } from './stores/eventstoredb-event-store.js';
import { LogListener } from './stores/log-listener.js';
import { Observer } from './observer.js';
import { refuseOtherLog } from './other-log.js';
import { PostgresEventStore } from './stores/postgres-event-store.js';
import { SubjectKeys } from './subject-keys.js';
import { Timers } from './timers.js';

@Module({})
export class EventSourcingModule {
  static with(catalogue: FactCatalogue): DynamicModule {
    return {
      module: EventSourcingModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        {
          provide: EventStore,
          inject: [pg.Pool, SERVICES],
          useFactory: async (pool: pg.Pool, { eventStore }: Services): Promise<EventStore> => {
            const store = await (eventStore === undefined
              ? PostgresEventStore.open(pool)
              : EventStoreDbEventStore.open(eventStore));
            await refuseOtherLog(pool, store);
            return store;
          },
        },
        {
          provide: SubjectKeys,
          inject: [KEYS_POOL, SERVICES],
          useFactory: (pool: pg.Pool, { masterKey }: Services) => new SubjectKeys(pool, masterKey),
        },
        {
          provide: FactCodec,
          inject: [SubjectKeys],
          useFactory: (keys: SubjectKeys) => new FactCodec(catalogue, keys),
        },
        {
          provide: Decisions,
          inject: [EventStore, FactCodec, Clock],
          useFactory: (store: EventStore, codec: FactCodec, clock: Clock) => new Decisions(store, codec, clock),
        },
        {
          provide: Histories,
          inject: [EventStore, FactCodec],
          useFactory: (store: EventStore, codec: FactCodec) => new Histories(store, codec),
        },
        LogListener,
        { provide: Checkpoints, inject: [pg.Pool], useFactory: (pool: pg.Pool) => new Checkpoints(pool) },
        {
          provide: Timers,
          inject: [pg.Pool, Clock],
          useFactory: (pool: pg.Pool, clock: Clock) => new Timers(pool, clock),
        },
        {
          provide: Consumers,
          inject: [EventStore, FactCodec, pg.Pool, DataSource, Checkpoints, SERVICES, PinoLogger, Observer],
          useFactory: (
            store: EventStore,
            codec: FactCodec,
            pool: pg.Pool,
            dataSource: DataSource,
            checkpoints: Checkpoints,
            { databaseUrl }: Services,
            logger: PinoLogger,
            observer: Observer,
          ) => new Consumers(store, codec, pool, dataSource, checkpoints, databaseUrl, logger, observer),
        },
      ],
      exports: [CqrsModule, EventStore, SubjectKeys, FactCodec, Decisions, Histories, Checkpoints, Consumers, Timers],
    };
  }
}
