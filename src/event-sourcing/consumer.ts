import type { Pool, PoolClient } from 'pg';
import { CheckpointMoved, type Checkpoints, type Part } from './checkpoints.js';
import type { Fact, Recorded } from './event.js';
import { BEGINNING } from './event-store.js';
import { foldPage, keysOf, partitionOf, type Projection, type Rows } from './projection.js';
import type { Loaded, ReadTable } from './read-table.js';

export interface OpenPage {
  readonly facts: readonly Recorded<Fact>[];
  readonly upTo: string;
  /** The rows that it touches, where they were loaded ahead; null where it touches none. */
  readonly loaded?: Loaded<object> | null;
}

/** Something that follows the log from a checkpoint of its own. */
export interface Consumer extends Part {
  /** Of several nodes each works on some of them. */
  readonly partitions: number;
  /** Where to go on from. */
  open(): Promise<string>;
  /** Loads what dealing with the page takes, while the page before it is still dealt with. */
  prepare?(page: OpenPage): Promise<OpenPage>;
  /** Deals with a page and moves the checkpoint from `from` to the page's end. */
  handle(from: string, page: OpenPage): Promise<void>;
  /** What could not be done is tried again from time to time. */
  retry?(): Promise<void>;
}

/** A newer program works on the table: this one has nothing to do with it any more. */
export class NewerProgram extends Error {}

/** Another process makes the same table again, or has changed it. */
export class RebuildUnderWay extends Error {
  override readonly name = 'RebuildUnderWay';
}

/** A fact cannot be folded, or the table is not what this program takes it for: as long as nobody mends that, trying again is in vain. */
export class TableNotMade extends Error {
  override readonly name = 'TableNotMade';
}

/** For operators. What the database or a parser says may quote a row or a text, so of theirs only the kind is kept. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ([TableNotMade, RebuildUnderWay, NewerProgram].some((kind) => error instanceof kind)) return error.message;
  const quotes = 'severity' in error || error instanceof SyntaxError;
  return quotes
    ? `${error.name} ${'code' in error ? String(error.code) : ''}`.trim()
    : `${error.name}: ${error.message}`;
}

/** Runs work in one transaction. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  // Without a listener a connection that is cut while it is in use ends the process.
  const onError = (): void => void (broken = true);
  client.on('error', onError);
  try {
    await client.query('begin');
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

interface Written {
  readonly from: string;
  readonly to: string;
  /** Undefined where nothing had to be loaded. */
  readonly calls: number | undefined;
  readonly rows: Rows<object>;
}

/** Folds the rows of a table, or of one partition of them: rows and checkpoint of a page in one transaction. */
export class ProjectionConsumer implements Consumer {
  readonly name: string;
  private readonly projection: Projection;
  readonly partitions: number;
  /** What the last page wrote, while there is one that was prepared meanwhile: its rows may not show it. */
  private last: Written | undefined;
  private ahead = 0;

  constructor(
    whole: Projection,
    private readonly table: ReadTable<object>,
    private readonly pool: Pool,
    private readonly checkpoints: Checkpoints,
    readonly partition = 0,
    /** Makes the table again beside the one of a lower version, and puts it in its place. */
    private readonly raise: () => Promise<void> = () => Promise.reject(new Error('Nobody raises this table.')),
  ) {
    this.name = whole.name;
    this.partitions = whole.partitions ?? 1;
    this.projection = partitionOf(whole, partition);
  }

  async open(): Promise<string> {
    [this.last, this.ahead] = [undefined, 0];
    const { version } = this.projection;
    const found = await this.checkpoints.open(this, 'projection', version, this.partitions, () => BEGINNING);
    if (found.version > version)
      throw new NewerProgram(`The table ${this.name} is of version ${found.version}, made by a newer program.`);
    if (found.version < version) {
      await this.raise();
      throw new CheckpointMoved(this.name);
    }
    if (found.partitions === this.partitions) return found.position;
    throw new Error(`Another number of partitions of ${this.name} needs a higher version.`);
  }

  async prepare({ facts, upTo }: OpenPage): Promise<OpenPage> {
    const keys = keysOf(this.projection, facts);
    if (keys.length === 0) return { facts, upTo, loaded: null };
    this.ahead += 1;
    const loaded = await this.table.load(this.pool, this, keys);
    if (loaded === undefined) throw new CheckpointMoved(this.name);
    return { facts, upTo, loaded };
  }

  async handle(from: string, page: OpenPage): Promise<void> {
    const { facts, upTo, loaded } = page.loaded === undefined ? await this.prepare(page) : page;
    if (loaded == null) {
      await this.checkpoints.move(this, this.projection.version, from, upTo);
      return this.keep({ from, to: upTo, calls: undefined, rows: new Map() });
    }
    this.ahead -= 1;
    const rows = this.rowsAt(from, loaded);
    const written = foldPage(this.projection, facts, rows);
    const since = { version: this.projection.version, calls: loaded.calls };
    await this.checkpoints.moveWith(this.pool, this, from, upTo, since, this.table.writes(written, rows));
    this.keep({ from, to: upTo, calls: loaded.calls, rows: written });
  }

  private keep(written: Written): void {
    this.last = this.ahead > 0 ? written : undefined;
  }

  /** The rows as the pages up to `from` left them. */
  private rowsAt(from: string, { position, calls, rows }: Loaded<object>): Rows<object> {
    if (position === from) return rows;
    const { last } = this;
    if (last?.from !== position || last.to !== from || (last.calls ?? calls) !== calls)
      throw new CheckpointMoved(this.name);
    for (const [key, row] of last.rows) rows.set(key, row);
    return rows;
  }
}
