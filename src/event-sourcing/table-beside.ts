import type pg from 'pg';
import { CheckpointMoved, type Checkpoints } from './checkpoints.js';
import {
  type OpenPage,
  type ProjectionConsumer,
  NewerProgram,
  reasonOf,
  RebuildUnderWay,
  TableNotMade,
} from './consumer.js';
import { codeOf, isLockTimeout, isStorageAway, persistently } from './database-errors.js';
import type { Fact, Recorded } from './event.js';
import { BEGINNING, type EventStore, FactVanished, ForeignPosition } from './event-store.js';
import type { Projection } from './projection.js';
import { LogUnavailable } from './rejection.js';
import { createBeside, haveSameShape, impatiently, isLiving, putInPlace } from './side-tables.js';

export const besideOf = (table: string): string => `${table}~beside`;

/** A table of schema `beside` on its way to the end of the log, and into the place of the living one. */
export class TableBeside {
  /** Why it cannot be made. */
  failure: Error | undefined;
  private position = BEGINNING;
  private oid: number | undefined;
  private isAnalysed = false;

  constructor(
    private readonly projection: Projection,
    private readonly consumer: ProjectionConsumer,
    private readonly owner: pg.Pool,
    private readonly store: EventStore,
    private readonly checkpoints: Checkpoints,
    private readonly read: (after: string, tries?: number) => Promise<OpenPage>,
  ) {}

  get name(): string {
    return this.projection.name;
  }

  /** What goes wrong ends the way of this table alone. */
  async attempt(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      this.failure = error instanceof Error ? error : new Error(String(error));
    });
  }

  /** An empty table of the same shape. What a killed rebuild left may be of another program, so it is never gone on with. */
  begin(): Promise<void> {
    const { name } = this.consumer;
    const make = async (client: pg.PoolClient): Promise<void> => {
      this.oid = await createBeside(client, this.name);
      await client.query('delete from progress.checkpoints where name = $1', [name]);
      await this.checkpoints.make(client, name, 'rebuild', this.projection.version, 1, BEGINNING);
    };
    return persistently(() => impatiently(this.owner, make), isLockTimeout);
  }

  async fold({ facts, upTo }: OpenPage): Promise<void> {
    if (this.failure !== undefined || upTo === this.position) return;
    try {
      await this.handle(facts, upTo);
    } catch {
      await this.attempt(() => this.foldOneByOne(facts, upTo));
    }
  }

  /** False where somebody is in the way for now. @param lockMs so long it may wait for a lock */
  async swap(schema: string, lockMs: number): Promise<boolean> {
    let isLate = false;
    await this.attempt(async () => {
      try {
        // The answer to an earlier try may have been lost.
        if (await isLiving(this.owner, this.name, this.oid)) return;
        if (!this.isAnalysed) await this.owner.query(`analyze beside."${this.name}"`);
        this.isAnalysed = true;
        await this.catchUp(await this.store.head());
        await this.putInPlace(schema, lockMs);
      } catch (error) {
        isLate = [
          error instanceof NotLevel,
          error instanceof LogUnavailable,
          isLockTimeout(error),
          isStorageAway(error),
        ].some(Boolean);
        if (!isLate) throw error;
      }
    });
    return !isLate;
  }

  /** It shows at which fact the table stops. */
  private async foldOneByOne(facts: readonly Recorded<Fact>[], upTo: string): Promise<void> {
    for (const fact of facts) {
      try {
        await this.handle([fact], fact.position);
      } catch (error) {
        if (!isOfFact(error)) throw error;
        throw new TableNotMade(`${fact.type} at ${fact.position}: ${reasonOf(error)}`);
      }
    }
    await this.handle([], upTo);
  }

  private async handle(facts: readonly Recorded<Fact>[], upTo: string): Promise<void> {
    await persistently(async () => {
      try {
        await this.consumer.handle(this.position, { facts, upTo });
      } catch (error) {
        if (!(error instanceof CheckpointMoved)) throw error;
        // The answer to an earlier try may have been lost; anywhere else it stands by another process.
        if ((await this.stands()) !== upTo) this.refuse();
      }
    }, isStorageAway);
    this.position = upTo;
  }

  private async stands(): Promise<string | undefined> {
    const { rows } = await this.owner.query<{ position: string }>(
      'select position from progress.checkpoints where name = $1 and version = $2',
      [this.consumer.name, this.projection.version],
    );
    return rows[0]?.position;
  }

  private refuse(): never {
    throw new RebuildUnderWay(`Another process makes ${this.name} again.`);
  }

  /** What came since. */
  private async catchUp(upTo: string): Promise<void> {
    while (this.position < upTo) {
      const page = await this.read(this.position);
      if (page.upTo === this.position) return;
      await this.fold(page);
      if (this.failure === undefined) continue;
      const { failure } = this;
      // Away for a moment, it is worth another try.
      this.failure = undefined;
      throw failure;
    }
  }

  /** The living table is kept aside. Nobody writes to it in between, and readers never see less than before. */
  private putInPlace(schema: string, lockMs: number): Promise<void> {
    return impatiently(
      this.owner,
      async (client) => {
        // The table before the checkpoint, as a page does it: the other way round the two lock each other out.
        await client.query(`lock table read."${this.name}" in access exclusive mode`);
        await this.refuseOthers(client);
        await this.closeGap(await this.furthest(client));
        await this.fence(client);
        await putInPlace(client, this.name, schema);
        await this.checkpoints.replace(client, this.projection, this.position);
      },
      lockMs,
    );
  }

  /** Others wait for the lock: what does not go at once is done without it, before the next try. */
  private async closeGap(furthest: string): Promise<void> {
    try {
      while (this.position < furthest) {
        const page = await this.read(this.position, 1);
        if (page.upTo === this.position) throw new NotLevel();
        await this.consumer.handle(this.position, page);
        this.position = page.upTo;
      }
    } catch {
      throw new NotLevel();
    }
  }

  /** A deploy in between may have changed the living table, or begun a newer version of it. */
  private async refuseOthers(client: pg.PoolClient): Promise<void> {
    const { name, version } = this.projection;
    const { rowCount } = await client.query('select from progress.checkpoints where name = $1 and version > $2', [
      name,
      version,
    ]);
    if (rowCount !== 0) throw new NewerProgram('A newer program works on it: make it again with that one.');
    if (!(await haveSameShape(client, name)))
      throw new RebuildUnderWay('A migration changed the table meanwhile: make it again.');
  }

  /** Whoever began the same rebuild after our lease was lost has set this checkpoint back, and emptied the table. */
  private async fence(client: pg.PoolClient): Promise<void> {
    const { rowCount } = await client.query(
      'delete from progress.checkpoints where name = $1 and version = $2 and position = $3',
      [this.consumer.name, this.projection.version, this.position],
    );
    if (rowCount !== 1) this.refuse();
  }

  /** Where the living table stands, unless its place in the log is lost. */
  private async furthest(client: pg.PoolClient): Promise<string> {
    const { rows } = await client.query<{ position: string }>(
      'select position from progress.checkpoints where name = $1 for update',
      [this.name],
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

/** Trying it again would not help: what the database says of its own state is no fault of the fact. */
const isOfFact = (error: unknown): boolean =>
  !(error instanceof RebuildUnderWay) && !isStorageAway(error) && /^(?:2[23]...)?$/u.test(codeOf(error));

/** The log shows less than the living table holds, as a node of the store that lags may do, or could not be read at once. */
class NotLevel extends Error {}
