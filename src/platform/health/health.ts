import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import type { ConsumerStatus } from '../../event-sourcing/checkpoints.js';
import { EventStore } from '../../event-sourcing/event-store.js';
import { Queues } from '../queues.js';
import { KEYS_POOL, SERVICES, type Services } from '../services.js';
import { within } from '../within.js';
import { type HealthReport, overall, type Reachability, type ReaderHealth } from './health.report.js';
import { MailServer } from './mail-server.js';
import { oldestTransactionSeconds } from './open-transactions.js';
import { type Lag, Readers } from './readers.js';

const ANSWER_MS = 3_000;

/** What this process stands on, and how far its readers have come. No personal data, no reasons, which may quote some. */
@Injectable()
export class Health {
  private readonly mailServer: MailServer;

  constructor(
    @Inject(pg.Pool) private readonly pool: pg.Pool,
    @Inject(KEYS_POOL) private readonly keysPool: pg.Pool,
    private readonly store: EventStore,
    private readonly readers: Readers,
    private readonly queues: Queues,
    @Inject(SERVICES) { smtpUrl }: Services,
  ) {
    this.mailServer = new MailServer(smtpUrl);
  }

  async report(): Promise<HealthReport> {
    const [log, keys, mail, readers, queues, oldestTransaction] = await Promise.all([
      answers(this.store.newest()),
      answers(this.keysPool.query('select from keys.subject_keys limit 1')),
      this.mailServer.isReachable(),
      within(ANSWER_MS, this.readers.list(), 'The checkpoints do not answer.').catch(() => undefined),
      this.queues.states().catch(() => 'down' as const),
      within(ANSWER_MS, oldestTransactionSeconds(this.pool), 'The database does not answer.').catch(() => null),
    ]);
    const parts = {
      log: readers === undefined ? 'down' : log,
      keys,
      mail: mail ? 'up' : 'down',
      projections: (readers ?? []).filter(({ kind }) => kind === 'projection').map(healthOf),
      reactions: (readers ?? [])
        .filter(({ kind }) => kind === 'reaction')
        .map((reader) => ({ ...healthOf(reader), parked: reader.parked })),
      queues,
      oldestTransactionSeconds: oldestTransaction === null ? null : Math.round(oldestTransaction),
    } satisfies Omit<HealthReport, 'status'>;
    return { status: overall(parts), ...parts };
  }
}

const healthOf = ({ name, status, factsBehind, orMore, secondsBehind }: ConsumerStatus & Lag): ReaderHealth => ({
  name,
  status,
  factsBehind,
  orMore,
  secondsBehind,
});

async function answers(question: Promise<unknown>): Promise<Reachability> {
  return within(ANSWER_MS, question, 'There was no answer.').then(
    () => 'up' as const,
    () => 'down' as const,
  );
}
