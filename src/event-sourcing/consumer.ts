import type { Pool, PoolClient } from 'pg';
import { BEGIN_LAZILY, CheckpointMoved, type Checkpoints, type Part } from './checkpoints.js';
import type { Fact, Recorded } from './event.js';
import { BEGINNING } from './event-store.js';
import { foldPage, keysOf, partitionOf, type Projection } from './projection.js';
import type { ReadTable } from './read-table.js';

export interface OpenPage {
  readonly facts: readonly Recorded<Fact>[];
  readonly upTo: string;
}

/** Something that follows the log from a checkpoint of its own. */
export interface Consumer extends Part {
  /** Of several nodes each works on some of them. */
  readonly partitions: number;
  /** Where to go on from. */
  open(): Promise<string>;
  /** Deals with a page and moves the checkpoint from `from` to the page's end. */
  handle(from: string, page: OpenPage): Promise<void>;
  /** What could not be done is tried again from time to time. */
  retry?(): Promise<void>;
}

/** A newer program works on the table: this one has nothing to do with it any more. */
export class NewerProgram extends Error {}

/** For operators. What the database or a parser says may quote a row or a text, so of theirs only the kind is kept. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const quotes = 'severity' in error || error instanceof SyntaxError;
  return quotes
    ? `${error.name} ${'code' in error ? String(error.code) : ''}`.trim()
    : `${error.name}: ${error.message}`;
}

/** Runs work in one transaction. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  // Without a listener a connection that is cut while it is in use ends the process.
  const onError = (): void => void (broken = true);
  client.on('error', onError);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Folds the rows of a table, or of one partition of them: rows and checkpoint of a page in one transaction. */
export class ProjectionConsumer implements Consumer {
  readonly name: string;
  private readonly projection: Projection;
  readonly partitions: number;

  constructor(
    whole: Projection,
    private readonly table: ReadTable<object>,
    private readonly pool: Pool,
    private readonly checkpoints: Checkpoints,
    readonly partition = 0,
  ) {
    this.name = whole.name;
    this.partitions = whole.partitions ?? 1;
    this.projection = partitionOf(whole, partition);
  }

  async open(): Promise<string> {
    const { version } = this.projection;
    const found = await this.checkpoints.open(this, 'projection', version, this.partitions, () => BEGINNING);
    if (found.version > version)
      throw new NewerProgram(`The table ${this.name} is of version ${found.version}, made by a newer program.`);
    if (found.version < version) await this.startAgain();
    else if (found.partitions === this.partitions) return found.position;
    else throw new Error(`Another number of partitions of ${this.name} needs a higher version.`);
    return BEGINNING;
  }

  async handle(from: string, { facts, upTo }: OpenPage): Promise<void> {
    const keys = keysOf(this.projection, facts);
    if (keys.length === 0) return this.checkpoints.move(this, from, upTo);
    await inTransaction(
      this.pool,
      async (client) => {
        const rows = await this.table.load(client, keys);
        await this.table.store(client, foldPage(this.projection, facts, rows), rows);
        await this.checkpoints.moveWith(client, this, from, upTo);
      },
      BEGIN_LAZILY,
    );
  }

  /** Empties a table of a lower version; of several partitions and nodes one does it, and all begin with the first fact. */
  private async startAgain(): Promise<void> {
    const { name, version } = this.projection;
    await inTransaction(this.pool, async (client) => {
      // Whoever waits for this lock has drawn a transaction id, and hides later facts from all readers.
      await client.query('set local lock_timeout = 500');
      // The table before the checkpoint, as a page does it: the other way round the two lock each other out.
      await this.table.empty(client);
      const { rowCount } = await client.query('delete from progress.checkpoints where name = $1 and version < $2', [
        name,
        version,
      ]);
      if (rowCount === 0) throw new CheckpointMoved(name);
      await this.checkpoints.make(client, name, 'projection', version, this.partitions, BEGINNING);
    });
  }
}
