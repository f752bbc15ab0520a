import type pg from 'pg';
import { CheckpointMoved, type Checkpoints } from './checkpoints.js';
import { type OpenPage, type ProjectionConsumer, reasonOf, RebuildUnderWay, TableNotMade } from './consumer.js';
import { isLockTimeout, isStorageAway, persistently } from './database-errors.js';
import type { Fact, Recorded } from './event.js';
import { BEGINNING, type EventStore, FactVanished, ForeignPosition } from './event-store.js';
import type { Projection } from './projection.js';
import { createBeside, haveSameShape, impatiently, putInPlace } from './side-tables.js';

export const besideOf = (table: string): string => `${table}~beside`;

/** A table of schema `beside` on its way to the end of the log, and into the place of the living one. */
export class TableBeside {
  /** Why it cannot be made. */
  failure: Error | undefined;
  private position = BEGINNING;
  private isAnalysed = false;

  constructor(
    private readonly projection: Projection,
    private readonly consumer: ProjectionConsumer,
    private readonly owner: pg.Pool,
    private readonly store: EventStore,
    private readonly checkpoints: Checkpoints,
    private readonly read: (after: string) => Promise<OpenPage>,
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
    return impatiently(this.owner, async (client) => {
      await createBeside(client, this.name);
      await client.query('delete from progress.checkpoints where name = $1', [name]);
      await this.checkpoints.make(client, name, 'rebuild', this.projection.version, 1, BEGINNING);
    });
  }

  async fold({ facts, upTo }: OpenPage): Promise<void> {
    if (this.failure !== undefined || upTo === this.position) return;
    try {
      await this.handle(facts, upTo);
    } catch {
      await this.attempt(() => this.foldOneByOne(facts, upTo));
    }
  }

  /** False where somebody is in the way for now. */
  async swap(schema: string): Promise<boolean> {
    let isLate = false;
    await this.attempt(async () => {
      try {
        if (!this.isAnalysed) await this.owner.query(`analyze beside."${this.name}"`);
        this.isAnalysed = true;
        await this.catchUp(await this.store.head());
        if (this.failure === undefined) await this.putInPlace(schema);
      } catch (error) {
        isLate = error instanceof NotLevel || isLockTimeout(error) || isStorageAway(error);
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
        if (isStorageAway(error) || error instanceof RebuildUnderWay) throw error;
        throw new TableNotMade(`${fact.type} at ${fact.position}: ${reasonOf(error)}`);
      }
    }
    await this.handle([], upTo);
  }

  /** Where the database was away, what was done before shows by the checkpoint. */
  private async handle(facts: readonly Recorded<Fact>[], upTo: string): Promise<void> {
    let position: string | undefined = this.position;
    await persistently(async () => {
      position ??= await this.stands();
      const from = position;
      position = undefined;
      if (from === upTo) return;
      await this.consumer.handle(from, { facts, upTo }).catch((error: unknown) => {
        if (error instanceof CheckpointMoved) this.refuse();
        throw error;
      });
    }, isStorageAway);
    this.position = upTo;
  }

  private async stands(): Promise<string> {
    const { rows } = await this.owner.query<{ position: string }>(
      'select position from progress.checkpoints where name = $1',
      [this.consumer.name],
    );
    return rows[0]?.position ?? this.refuse();
  }

  private refuse(): never {
    throw new RebuildUnderWay(`Another process makes ${this.name} again.`);
  }

  /** What came since. */
  private async catchUp(upTo: string): Promise<void> {
    while (this.failure === undefined && this.position < upTo) {
      const page = await this.read(this.position);
      if (page.upTo === this.position) return;
      await this.fold(page);
    }
  }

  /** The living table is kept aside. Nobody writes to it in between, and readers never see less than before. */
  private putInPlace(schema: string): Promise<void> {
    return impatiently(this.owner, async (client) => {
      // The table before the checkpoint, as a page does it: the other way round the two lock each other out.
      await client.query(`lock table read."${this.name}" in access exclusive mode`);
      await this.refuseOthers(client);
      const furthest = await this.furthest(client);
      await this.catchUp(furthest);
      if (this.failure !== undefined) throw this.failure;
      if (this.position < furthest) throw new NotLevel();
      await this.fence(client);
      await putInPlace(client, this.name, schema);
      await this.checkpoints.replace(client, this.projection, this.position);
    });
  }

  /** A deploy in between may have changed the living table, or begun a newer version of it. */
  private async refuseOthers(client: pg.PoolClient): Promise<void> {
    const { name, version } = this.projection;
    const { rowCount } = await client.query('select from progress.checkpoints where name = $1 and version > $2', [
      name,
      version,
    ]);
    if (rowCount !== 0) throw new TableNotMade('A newer program works on it: make it again with that one.');
    if (!(await haveSameShape(client, name)))
      throw new TableNotMade('A migration changed the table meanwhile: make it again.');
  }

  /** Whoever began the same rebuild after our lease was lost has set this checkpoint back, and emptied the table. */
  private async fence(client: pg.PoolClient): Promise<void> {
    const { rowCount } = await client.query('delete from progress.checkpoints where name = $1 and position = $2', [
      this.consumer.name,
      this.position,
    ]);
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

/** The log shows less than the living table holds: a node of the store may lag. */
class NotLevel extends Error {}
