import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { type Checkpoints, partName } from './checkpoints.js';
import { inTransaction, type OpenPage, ProjectionConsumer, reasonOf, RebuildUnderWay } from './consumer.js';
import type { Fact, Recorded } from './event.js';
import { BEGINNING, type EventStore, FactVanished, ForeignPosition } from './event-store.js';
import type { FactCodec } from './fact-codec.js';
import { PAGE_SIZE } from './follower.js';
import { Leases } from './leases.js';
import type { Projection } from './projection.js';
import { ReadTable } from './read-table.js';
import { createBeside, haveSameShape, keptTables, putInPlace } from './side-tables.js';

const CONNECTIONS = 8;
const LOCK_MS = 100;
const AGAIN_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

export interface Made {
  readonly name: string;
  /** Why the table could not be made; the living one then stays. */
  readonly reason?: string;
}

export interface RebuildProgress {
  readonly facts: number;
  /** When the last of them was recorded. */
  readonly recordedAt: string | undefined;
}

/** A table of schema `beside` on its way to the end of the log. */
interface Beside {
  readonly projection: Projection;
  readonly consumer: ProjectionConsumer;
  position: string;
  reason?: string | undefined;
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
    this.owner = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS, application_name: 'credence-rebuild' })
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

  /**
   * One fact that cannot be folded leaves its table as it was; the others are made.
   * @param told after each page; what it throws ends the work
   */
  async run(
    projections: readonly Projection[],
    told: (progress: RebuildProgress) => void = () => undefined,
  ): Promise<readonly Made[]> {
    const besides: Beside[] = [];
    for (const projection of projections) besides.push(await this.prepare(projection));
    await this.follow(besides, told);
    const schema = `old_${new Date().toISOString().replace(/\D/gu, '')}`;
    for (const beside of besides) {
      if (beside.reason === undefined) await this.owner.query(`analyze beside."${beside.projection.name}"`);
      for (let pause = AGAIN_MS; beside.reason === undefined && !(await this.swap(beside, schema)); pause *= 2)
        await sleep(Math.min(pause, LONGEST_PAUSE_MS));
    }
    return besides.map(({ projection: { name }, reason }) => (reason === undefined ? { name } : { name, reason }));
  }

  /** Tables that rebuilds have put aside or, cut off, left unfinished; the oldest first. */
  kept(): Promise<readonly string[]> {
    return keptTables(this.owner);
  }

  /** Drops them, but for what a rebuild works on at this moment. */
  async dropKept(): Promise<readonly string[]> {
    const dropped: string[] = [];
    for (const kept of await this.kept()) {
      const [schema = '', table = ''] = kept.split('.');
      if (schema === 'beside' && !(await this.leases.take(besideOf(table)))) continue;
      dropped.push(kept);
      await this.owner.query(schema === 'beside' ? `drop table ${kept}` : `drop schema if exists ${schema} cascade`);
      if (schema !== 'beside') continue;
      await this.owner.query('delete from progress.checkpoints where name = $1', [besideOf(table)]);
    }
    return dropped;
  }

  /** An empty table of the same shape. What a killed rebuild left may be of another program, so it is never gone on with. */
  private async prepare(projection: Projection): Promise<Beside> {
    const { name: table } = projection;
    const whole = { ...projection, name: besideOf(table), partitions: 1 };
    const rows = new ReadTable<object>(this.dataSource.getMetadata(projection.entity), 'beside');
    const consumer = new ProjectionConsumer(whole, rows, this.owner, this.checkpoints);
    if (!(await this.leases.take(partName(consumer))))
      throw new RebuildUnderWay(`Another process makes ${projection.name} again.`);
    await inTransaction(this.owner, async (client) => {
      await createBeside(client, table);
      await client.query('delete from progress.checkpoints where name = $1', [consumer.name]);
      await this.checkpoints.make(client, consumer.name, 'rebuild', projection.version, 1, BEGINNING);
    });
    return { projection, consumer, position: BEGINNING };
  }

  /**
   * One way along the log for all tables, until what is left is less than a page. While the database works on a page, the next one is read.
   */
  private async follow(besides: readonly Beside[], told: (progress: RebuildProgress) => void): Promise<void> {
    const head = await this.store.head();
    let facts = 0;
    let position = BEGINNING;
    for (let next = this.read(position); ;) {
      const page = await next;
      const isLast = page.upTo === position || (page.upTo >= head && page.facts.length < PAGE_SIZE);
      if (!isLast) next = this.read(page.upTo);
      await Promise.all(besides.map((beside) => this.fold(beside, page)));
      position = page.upTo;
      facts += page.facts.length;
      told({ facts, recordedAt: page.facts.at(-1)?.metadata.recordedAt });
      if (isLast || besides.every(({ reason }) => reason !== undefined)) return;
    }
  }

  private read(after: string): Promise<OpenPage> {
    const page = this.store
      .readAll(after, PAGE_SIZE)
      .then(async ({ facts, upTo }) => ({ facts: await this.codec.openAll(facts), upTo }));
    // It is awaited later, perhaps never.
    page.catch(() => undefined);
    return page;
  }

  private async fold(beside: Beside, { facts, upTo }: OpenPage): Promise<void> {
    if (beside.reason !== undefined || upTo === beside.position) return;
    try {
      await beside.consumer.handle(beside.position, { facts, upTo });
    } catch {
      await this.foldOneByOne(beside, facts);
    }
    if (beside.reason === undefined) beside.position = upTo;
  }

  /** What failed for a moment is done now; else it shows at which fact the table stops. */
  private async foldOneByOne(beside: Beside, facts: readonly Recorded<Fact>[]): Promise<void> {
    for (const fact of facts) {
      try {
        await beside.consumer.handle(beside.position, { facts: [fact], upTo: fact.position });
        beside.position = fact.position;
      } catch (error) {
        beside.reason = `${fact.type} at ${fact.position}: ${reasonOf(error)}`;
        return;
      }
    }
  }

  /** What came since. */
  private async catchUp(beside: Beside, upTo: string): Promise<void> {
    while (beside.reason === undefined && beside.position < upTo) {
      const page = await this.read(beside.position);
      if (page.upTo === beside.position) return;
      await this.fold(beside, page);
    }
  }

  /**
   * Puts the table in the place of the living one, which is kept. Nobody writes to that in between, and it never shows less than before.
   * False where a reader did not leave it in time; those behind us then had to wait no longer. Whoever waits for the lock has drawn a
   * transaction id and hides later facts from all readers, so it waits for a moment only.
   */
  private async swap(beside: Beside, schema: string): Promise<boolean> {
    await this.catchUp(beside, await this.store.head());
    const { name: table } = beside.projection;
    try {
      await inTransaction(this.owner, async (client) => {
        await client.query(`set local lock_timeout = ${LOCK_MS}`);
        // The table before the checkpoint, as a page does it: the other way round the two lock each other out.
        await client.query(`lock table read."${table}" in access exclusive mode`);
        beside.reason = await this.whyNot(client, beside);
        const furthest = await this.furthest(client, table);
        await this.catchUp(beside, furthest);
        if (beside.reason !== undefined) throw new NotMade();
        if (beside.position < furthest) throw new NotLevel();
        await this.fence(client, beside);
        await putInPlace(client, table, schema);
        await this.checkpoints.replace(client, beside.projection, beside.position);
      });
      return true;
    } catch (error) {
      if (error instanceof NotMade) return true;
      if (error instanceof NotLevel) return false;
      if (error instanceof pg.DatabaseError && error.code === '55P03') return false;
      throw error;
    }
  }

  /** A deploy in between may have changed the living table, or begun a newer version of it. */
  private async whyNot(client: pg.PoolClient, { projection, reason }: Beside): Promise<string | undefined> {
    if (reason !== undefined) return reason;
    const { name, version } = projection;
    const { rowCount } = await client.query('select from progress.checkpoints where name = $1 and version > $2', [
      name,
      version,
    ]);
    if (rowCount !== 0) return 'A newer program works on it: make it again with that one.';
    return (await haveSameShape(client, name)) ? undefined : 'A migration changed the table meanwhile: make it again.';
  }

  /** Whoever began the same rebuild after our lease was lost has set this checkpoint back, and emptied the table. */
  private async fence(client: pg.PoolClient, { projection: { name }, consumer, position }: Beside): Promise<void> {
    const { rowCount } = await client.query('delete from progress.checkpoints where name = $1 and position = $2', [
      consumer.name,
      position,
    ]);
    if (rowCount !== 1) throw new RebuildUnderWay(`Another process makes ${name} again.`);
  }

  /** Where the living table stands, unless its place in the log is lost. */
  private async furthest(client: pg.PoolClient, name: string): Promise<string> {
    const { rows } = await client.query<{ position: string }>(
      'select position from progress.checkpoints where name = $1 for update',
      [name],
    );
    const position =
      rows
        .map((row) => row.position)
        .toSorted()
        .at(-1) ?? BEGINNING;
    try {
      await this.store.readAll(position, 1);
      return position;
    } catch (error) {
      if (error instanceof ForeignPosition || error instanceof FactVanished) return BEGINNING;
      throw error;
    }
  }
}

class NotMade extends Error {}

/** The log shows less than the living table holds: a node of the store may lag. */
class NotLevel extends Error {}

const besideOf = (table: string): string => `${table}~beside`;
