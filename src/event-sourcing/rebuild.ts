import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { CheckpointMoved, type Checkpoints } from './checkpoints.js';
import { type OpenPage, ProjectionConsumer, reasonOf, RebuildUnderWay } from './consumer.js';
import { isLockTimeout, persistently } from './database-errors.js';
import { BEGINNING, type EventStore } from './event-store.js';
import type { FactCodec } from './fact-codec.js';
import { PAGE_SIZE } from './follower.js';
import { Leases } from './leases.js';
import type { Projection } from './projection.js';
import { ReadTable } from './read-table.js';
import { impatiently, keptTables, LOCK_MS } from './side-tables.js';
import { besideOf, TableBeside } from './table-beside.js';

const CONNECTIONS = 8;
const CONNECT_MS = 5_000;
const AGAIN_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** Who waits for longer than a second ends an autovacuum that is in the way; now and then that is worth it. */
const LONG_LOCK_MS = 1_500;
const LONG_EVERY = 5;

export interface Made {
  readonly name: string;
  /** Why the table could not be made; the living one then stays. */
  readonly reason?: string;
}

/** Who wants to know meanwhile, and may end it. */
export interface RebuildWatch {
  told?(this: void, progress: RebuildProgress): void;
  /** Each table as soon as it is in its place, or why it cannot be. */
  settled?(this: void, name: string, failure: Error | undefined): void;
  readonly signal?: AbortSignal;
  /** A table that somebody has raised to its version meanwhile is left alone: its failure is `CheckpointMoved`. */
  readonly isRaise?: boolean;
}

export interface RebuildProgress {
  readonly facts: number;
  /** When the last of them was recorded. */
  readonly recordedAt: string | undefined;
}

/**
 * Makes read tables again beside the living ones, which are followed and read meanwhile, and puts them in their place once they are level.
 * It works as owner of the tables. Reactions have no part in it: nothing is sent again.
 */
export class Rebuild {
  private readonly owner: pg.Pool;
  private readonly leases: Leases;

  constructor(
    private readonly store: EventStore,
    private readonly codec: FactCodec,
    private readonly dataSource: DataSource,
    private readonly checkpoints: Checkpoints,
    databaseUrl: string,
  ) {
    const ignore = (): void => undefined;
    const options = { max: CONNECTIONS, connectionTimeoutMillis: CONNECT_MS, application_name: 'credence-rebuild' };
    this.owner = new pg.Pool({ connectionString: databaseUrl, ...options })
      .on('error', ignore)
      // In the moment between the pool that hands one out and whoever asked for it, too.
      .on('connect', (client) => client.on('error', ignore));
    this.leases = new Leases(databaseUrl);
  }

  async close(): Promise<void> {
    await this.leases.close();
    await this.owner.end();
  }

  /** Tables that somebody dropped. */
  async missing(projections: readonly Projection[]): Promise<readonly string[]> {
    const names = projections.map(({ name }) => name);
    const { rows } = await this.owner.query<{ name: string }>(
      `select name from unnest($1::text[]) as name where to_regclass('read.' || quote_ident(name)) is null`,
      [names],
    );
    return rows.map(({ name }) => name);
  }

  /** One table that cannot be made stays as it was; the others are made. */
  async run(projections: readonly Projection[], watch: RebuildWatch = {}): Promise<readonly Made[]> {
    const besides: TableBeside[] = [];
    for (const projection of projections) {
      watch.signal?.throwIfAborted();
      besides.push(await this.begin(projection, watch));
    }
    await this.settle(besides.filter(isIll), watch);
    await this.follow(besides, watch);
    await this.putInPlace(besides, watch);
    return besides.map(({ name, failure }) => (failure === undefined ? { name } : { name, reason: reasonOf(failure) }));
  }

  /** Tables that rebuilds have put aside or, cut off, left unfinished; the oldest first. */
  kept(): Promise<readonly string[]> {
    return keptTables(this.owner);
  }

  /** Drops them, but for what a rebuild works on at this moment, or somebody reads. */
  async dropKept(): Promise<readonly string[]> {
    const dropped: string[] = [];
    for (const kept of await this.kept()) {
      const [schema = '', table = ''] = kept.split('.');
      if (schema === 'beside' && !(await this.leases.take(besideOf(table)))) continue;
      if (!(await this.drop(schema === 'beside' ? `table if exists ${kept}` : `schema if exists ${schema} cascade`)))
        continue;
      dropped.push(kept);
      if (schema !== 'beside') continue;
      await this.owner.query('delete from progress.checkpoints where name = $1', [besideOf(table)]);
    }
    return dropped;
  }

  private async drop(what: string): Promise<boolean> {
    try {
      await impatiently(this.owner, (client) => client.query(`drop ${what}`));
      return true;
    } catch (error) {
      if (isLockTimeout(error)) return false;
      throw error;
    }
  }

  private async begin(projection: Projection, { isRaise }: RebuildWatch): Promise<TableBeside> {
    const whole = { ...projection, name: besideOf(projection.name), partitions: 1 };
    const rows = new ReadTable<object>(this.dataSource.getMetadata(projection.entity), 'beside');
    const consumer = new ProjectionConsumer(whole, rows, this.owner, this.checkpoints);
    const read = (after: string, tries?: number): Promise<OpenPage> => this.read(after, tries);
    const beside = new TableBeside(projection, consumer, this.owner, this.store, this.checkpoints, read);
    await beside.attempt(async () => {
      if (!(await this.leases.take(whole.name)))
        throw new RebuildUnderWay(`Another process makes ${projection.name} again.`);
      if (isRaise && (await this.isRaised(projection))) throw new CheckpointMoved(projection.name);
      await beside.begin();
    });
    return beside;
  }

  private async isRaised({ name, version }: Projection): Promise<boolean> {
    const { rowCount } = await this.owner.query('select from progress.checkpoints where name = $1 and version >= $2', [
      name,
      version,
    ]);
    return rowCount !== 0;
  }

  /**
   * One way along the log for all tables, until what is left is less than a page. While the database works on a page, the next one is read.
   */
  private async follow(besides: readonly TableBeside[], watch: RebuildWatch): Promise<void> {
    const head = await this.store.head();
    let facts = 0;
    let position = BEGINNING;
    for (let next = this.read(position); besides.some(isWell);) {
      const page = await next;
      const isLast = page.upTo === position || (page.upTo >= head && page.facts.length < PAGE_SIZE);
      if (!isLast) next = this.read(page.upTo);
      watch.signal?.throwIfAborted();
      const well = besides.filter(isWell);
      await Promise.all(well.map((beside) => beside.fold(page)));
      await this.settle(well.filter(isIll), watch);
      position = page.upTo;
      facts += page.facts.length;
      watch.told?.({ facts, recordedAt: page.facts.at(-1)?.metadata.recordedAt });
      if (isLast) return;
    }
  }

  private read(after: string, tries?: number): Promise<OpenPage> {
    const open = async (): Promise<OpenPage> => {
      const { facts, upTo } = await this.store.readAll(after, PAGE_SIZE);
      return { facts: await this.codec.openAll(facts), upTo };
    };
    const page = persistently(open, () => true, tries);
    // It is awaited later, perhaps never.
    page.catch(() => undefined);
    return page;
  }

  /** Others may make it again from now on, also in this process. */
  private async settle(besides: readonly TableBeside[], { settled }: RebuildWatch): Promise<void> {
    for (const { name, failure } of besides) {
      await this.leases.letGo(besideOf(name)).catch(() => undefined);
      settled?.(name, failure);
    }
  }

  /** A table that somebody reads waits, and makes no other one wait. */
  private async putInPlace(besides: readonly TableBeside[], watch: RebuildWatch): Promise<void> {
    const { signal } = watch;
    const schema = `old_${new Date().toISOString().replace(/\D/gu, '')}`;
    let left = besides.filter(isWell);
    for (let pause = AGAIN_MS, round = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS), round += 1) {
      const lockMs = round % LONG_EVERY === 0 ? LONG_LOCK_MS : LOCK_MS;
      const late: TableBeside[] = [];
      for (const beside of left) {
        signal?.throwIfAborted();
        if (await beside.swap(schema, lockMs)) await this.settle([beside], watch);
        else late.push(beside);
      }
      left = late;
      if (left.length === 0) return;
      await sleep(pause, undefined, { ...(signal && { signal }) });
    }
  }
}

const isIll = ({ failure }: TableBeside): boolean => failure !== undefined;
const isWell = ({ failure }: TableBeside): boolean => failure === undefined;
