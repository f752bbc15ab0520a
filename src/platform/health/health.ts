import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { Checkpoints, type ConsumerStatus } from '../../event-sourcing/checkpoints.js';
import { Consumers } from '../../event-sourcing/consumers.js';
import type { FactMetadata } from '../../event-sourcing/event.js';
import { EventStore } from '../../event-sourcing/event-store.js';
import { Clock } from '../clock.js';
import { Queues } from '../queues.js';
import { KEYS_POOL, SERVICES, type Services } from '../services.js';
import { within } from '../within.js';
import { type HealthReport, overall, type Reachability, type ReaderHealth } from './health.report.js';
import { MailServer } from './mail-server.js';

const ANSWER_MS = 3_000;
const COUNTED_FACTS = 200;

/** What this process stands on, and how far its readers have come. No personal data, no reasons, which may quote some. */
@Injectable()
export class Health {
  private readonly mailServer: MailServer;

  constructor(
    @Inject(pg.Pool) private readonly pool: pg.Pool,
    @Inject(KEYS_POOL) private readonly keysPool: pg.Pool,
    private readonly store: EventStore,
    private readonly checkpoints: Checkpoints,
    private readonly consumers: Consumers,
    private readonly queues: Queues,
    private readonly clock: Clock,
    @Inject(SERVICES) { smtpUrl }: Services,
  ) {
    this.mailServer = new MailServer(smtpUrl);
  }

  async report(): Promise<HealthReport> {
    const [log, keys, mail, readers, queues] = await Promise.all([
      answers(this.pool, 'select from log.facts limit 1'),
      answers(this.keysPool, 'select from keys.subject_keys limit 1'),
      this.mailServer.isReachable(),
      within(ANSWER_MS, this.readers(), 'The checkpoints do not answer.').catch(() => undefined),
      this.queues.counts().catch(() => 'down' as const),
    ]);
    const parts = {
      log: readers === undefined ? 'down' : log,
      keys,
      mail: mail ? 'up' : 'down',
      projections: readers?.projections ?? [],
      reactions: readers?.reactions ?? [],
      queues,
    } satisfies Omit<HealthReport, 'status'>;
    return { status: overall(parts), ...parts };
  }

  private async readers(): Promise<Pick<HealthReport, 'projections' | 'reactions'>> {
    const [known, head] = await Promise.all([this.checkpoints.list(), this.store.head()]);
    const here = known.filter(({ kind, name }) => kind === 'reaction' || this.consumers.projectionNames.includes(name));
    const measured = await Promise.all(
      here.map(async (consumer) => ({ consumer, health: await this.measure(consumer, head) })),
    );
    return {
      projections: measured.filter(({ consumer }) => consumer.kind === 'projection').map(({ health }) => health),
      reactions: measured
        .filter(({ consumer }) => consumer.kind === 'reaction')
        .map(({ consumer, health }) => ({ ...health, parked: consumer.parked })),
    };
  }

  private async measure({ name, status, position }: ConsumerStatus, head: string): Promise<ReaderHealth> {
    if (position >= head) return { name, status, factsBehind: 0, orMore: false, secondsBehind: 0 };
    const { facts } = await this.store.readAll(position, COUNTED_FACTS);
    const [oldest] = facts;
    const recordedAt = oldest === undefined ? undefined : (JSON.parse(oldest.metadata) as FactMetadata).recordedAt;
    const age = recordedAt === undefined ? 0 : this.clock.now().getTime() - Date.parse(recordedAt);
    return {
      name,
      status,
      factsBehind: facts.length,
      orMore: facts.length === COUNTED_FACTS,
      secondsBehind: Math.max(0, Math.round(age / 1_000)),
    };
  }
}

async function answers(pool: pg.Pool, statement: string): Promise<Reachability> {
  return within(ANSWER_MS, pool.query(statement), 'The database does not answer.').then(
    () => 'up' as const,
    () => 'down' as const,
  );
}
