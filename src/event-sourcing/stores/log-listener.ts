import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { SERVICES, type Services } from '../../platform/services.js';
import { EventStore } from '../event-store.js';
import { LOG_CHANNEL, PostgresEventStore } from './postgres-event-store.js';

const AGAIN_MS = 5_000;

/** Wakes the readers of this process when another one has appended; a lost connection only makes them as slow as the poll. */
@Injectable()
export class LogListener implements OnModuleInit, OnApplicationShutdown {
  private client: pg.Client | undefined;
  private again: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly store: EventStore,
    @Inject(SERVICES) private readonly services: Services,
  ) {}

  onModuleInit(): void {
    if (this.store instanceof PostgresEventStore) void this.listen(this.store);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.again);
    await this.client?.end().catch(() => undefined);
  }

  private async listen(store: PostgresEventStore): Promise<void> {
    const client = new pg.Client({
      connectionString: this.services.databaseUrl,
      application_name: 'credence-listener',
    });
    this.client = client;
    client.on('notification', () => store.wake());
    client.on('error', () => undefined);
    client.once('end', () => this.listenAgain(store));
    try {
      await client.connect();
      await client.query(`listen ${LOG_CHANNEL}`);
    } catch {
      await client.end().catch(() => undefined);
      this.listenAgain(store);
    }
  }

  private listenAgain(store: PostgresEventStore): void {
    if (this.stopped) return;
    clearTimeout(this.again);
    this.again = setTimeout(() => void this.listen(store), AGAIN_MS).unref();
  }
}
