import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { Gauge } from 'prom-client';
import { EventStore } from '../../event-sourcing/event-store.js';
import { oldestTransactionSeconds } from '../health/open-transactions.js';
import { Readers } from '../health/readers.js';
import { Queues } from '../queues.js';
import { within } from '../within.js';
import { Metrics } from './metrics.js';

const REMEMBERED_MS = 2_000;
const ANSWER_MS = 3_000;

/** How the log, its readers and the queues stand, asked for when somebody scrapes; of those who come at once one asks for all. */
@Injectable()
export class StandingMetrics {
  private asked = -Infinity;
  private answer = Promise.resolve('');
  private readonly gathered = this.gauge('gathered', 'Whether a part answered at this scrape', ['part']);
  private readonly jobs = this.gauge('queue_jobs', 'Jobs by state; failed are dead letters', ['queue', 'state']);
  private readonly paused = this.gauge('queue_paused', 'Whether the queue is paused', ['queue']);
  private readonly oldestWaiting = this.gauge('queue_oldest_waiting_seconds', 'Age of the oldest job that waits', [
    'queue',
  ]);
  private readonly lagFacts = this.gauge('reader_lag_facts', 'Facts not dealt with; 200 stands for 200 or more', [
    'reader',
    'kind',
  ]);
  private readonly lagSeconds = this.gauge('reader_lag_seconds', 'Age of the oldest fact not dealt with', [
    'reader',
    'kind',
  ]);
  private readonly stopped = this.gauge('reader_stopped', 'Whether a fact stopped it', ['reader', 'kind']);
  private readonly parked = this.gauge('reaction_parked_facts', 'Facts that a reaction could not deal with', [
    'reader',
  ]);
  private readonly newest = this.gauge('log_newest_fact_age_seconds', 'Since the newest fact was stored', []);
  private readonly position = this.gauge('log_position', 'Number of the newest fact; numbers may have gaps', []);
  private readonly oldestTransaction = this.gauge(
    'log_oldest_transaction_seconds',
    'Oldest open transaction of the cluster that writes: it hides later facts from all readers',
    [],
  );

  constructor(
    private readonly metrics: Metrics,
    private readonly queues: Queues,
    private readonly readers: Readers,
    private readonly store: EventStore,
    @Inject(pg.Pool) private readonly pool: pg.Pool,
  ) {}

  text(): Promise<string> {
    if (performance.now() - this.asked < REMEMBERED_MS) return this.answer;
    this.asked = performance.now();
    this.answer = this.gather().then(() => this.metrics.text());
    return this.answer;
  }

  /** What does not answer is missing from this scrape, and said to be. */
  private async gather(): Promise<void> {
    const parts: Readonly<Record<string, () => Promise<void>>> = {
      queues: () => this.askQueues(),
      readers: () => this.askReaders(),
      log: () => this.askLog(),
    };
    await Promise.all(
      Object.entries(parts).map(async ([part, ask]) => {
        const answered = await within(ANSWER_MS, ask(), `${part} did not answer`).then(
          () => 1,
          () => 0,
        );
        this.gathered.set({ part }, answered);
      }),
    );
  }

  private async askQueues(): Promise<void> {
    for (const gauge of [this.jobs, this.paused, this.oldestWaiting]) gauge.reset();
    for (const { name: queue, paused, oldestWaitingSeconds, ...counts } of await this.queues.states()) {
      for (const [state, count] of Object.entries(counts)) this.jobs.set({ queue, state }, count);
      this.paused.set({ queue }, Number(paused));
      this.oldestWaiting.set({ queue }, oldestWaitingSeconds ?? 0);
    }
  }

  private async askReaders(): Promise<void> {
    for (const gauge of [this.lagFacts, this.lagSeconds, this.stopped, this.parked]) gauge.reset();
    for (const { name: reader, kind, ...standing } of await this.readers.list()) {
      this.lagFacts.set({ reader, kind }, standing.factsBehind);
      this.lagSeconds.set({ reader, kind }, standing.secondsBehind);
      this.stopped.set({ reader, kind }, Number(standing.status === 'stopped'));
      if (kind === 'reaction') this.parked.set({ reader }, standing.parked);
    }
  }

  private async askLog(): Promise<void> {
    for (const gauge of [this.newest, this.position, this.oldestTransaction]) gauge.reset();
    const [oldest, end] = await Promise.all([oldestTransactionSeconds(this.pool), this.store.end()]);
    this.oldestTransaction.set(oldest);
    this.position.set(end?.number ?? 0);
    if (end !== undefined) this.newest.set(Math.max(0, Date.now() - end.storedAt.getTime()) / 1_000);
  }

  private gauge(name: string, help: string, labelNames: string[]): Gauge {
    return new Gauge({ name: `credence_${name}`, help, labelNames, registers: [this.metrics.registry] });
  }
}
