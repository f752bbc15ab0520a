import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './consumer.js';
import { BEGINNING, type EventStore, type StoredFact } from './event-store.js';
import { knows } from './log-copy-notes.js';

/** Nobody knows where a reaction stands in the logs at hand, so nobody knows what it has done. */
export class LostPlace extends Error {
  override readonly name = 'LostPlace';
}

export interface Switched {
  readonly projections: number;
  readonly reactions: number;
  readonly parked: number;
}

interface Parked {
  readonly position: string;
  readonly stream: string;
  readonly revision: string;
}

/**
 * Where reactions and what they parked stand in one log and, told of every pair of facts in order, where that is in the other: right
 * behind the same fact, so nothing is done twice, and nothing is left out where a reaction was not level.
 */
export class Places {
  private readonly inTarget = new Map<string, string>();
  private readonly parkedAt = new Map<string, string>();
  private readonly parkedKeys: ReadonlySet<string>;
  private last = BEGINNING;
  private next = 0;

  private constructor(
    /** The reactions stood in the target already: there is nothing to switch. */
    readonly areOfTarget: boolean,
    private readonly checkpoints: readonly string[],
    private readonly parked: readonly Parked[],
  ) {
    this.parkedKeys = new Set(parked.map(({ stream, revision }) => keyOf(stream, revision)));
  }

  /** @throws LostPlace when the reactions stand neither in the source nor in the target */
  static async in(pool: Pool, source: EventStore, target: EventStore): Promise<Places> {
    const { rows } = await pool.query<{ position: string }>(
      `select distinct position from progress.checkpoints where kind = 'reaction' and position <> $1 order by position`,
      [BEGINNING],
    );
    const { rows: parked } = await pool.query<Parked>(
      'select distinct position, stream, revision from progress.parked',
    );
    const checkpoints = rows.map(({ position }) => position);
    const areOf = async (store: EventStore): Promise<boolean> =>
      (await Promise.all(checkpoints.map((position) => knows(store, position)))).every(Boolean);
    const areOfTarget = checkpoints.length > 0 && (await areOf(target));
    if (!areOfTarget && !(await areOf(source)))
      throw new LostPlace('The reactions stand in a log that is neither the source nor the target.');
    return new Places(areOfTarget, checkpoints, parked);
  }

  pair(ours: StoredFact, theirs: StoredFact): void {
    this.settle((checkpoint) => checkpoint < ours.position);
    this.last = theirs.position;
    const key = keyOf(ours.stream, ours.revision);
    if (this.parkedKeys.has(key)) this.parkedAt.set(key, theirs.position);
  }

  /**
   * Sets the readers over to the target, all at once: reactions and parked facts to their places, projections back to the beginning
   * with their tables empty, to be made again at the next start. Timers and uploads know no positions.
   * @param pool of the owner, who may empty tables
   * @param name of the target, for people
   * @param check throws where the switch must not be; it is asked when nobody can move a checkpoint any more
   */
  async switch(pool: Pool, name: string, check: (client: PoolClient) => Promise<void>): Promise<Switched> {
    this.settle(() => true);
    return inTransaction(pool, async (client) => {
      await client.query('lock table progress.checkpoints, progress.parked in share row exclusive mode');
      // A process that starts now waits, and then sees where the readers are.
      await client.query('lock table progress.log_in_use in access exclusive mode');
      await check(client);
      await this.emptyTables(client);
      const { rows } = await client.query<{ name: string }>(
        `update progress.checkpoints set position = $1, status = 'running', reason = null, updated_at = now()
         where kind = 'projection' returning name`,
        [BEGINNING],
      );
      const reactions = await this.moveReactions(client);
      const parked = await this.moveParked(client);
      await this.keepName(client, name);
      return { projections: countOf(rows), reactions, parked };
    });
  }

  private settle(isBehind: (checkpoint: string) => boolean): void {
    for (; this.next < this.checkpoints.length; this.next += 1) {
      const checkpoint = this.checkpoints[this.next] ?? '';
      if (!isBehind(checkpoint)) return;
      this.inTarget.set(checkpoint, this.last);
    }
  }

  private async emptyTables(client: PoolClient): Promise<void> {
    const { rows } = await client.query<{ table: string }>(
      `select format('%I.%I', table_schema, table_name) as table from information_schema.tables
       where table_schema = 'read' and table_type = 'BASE TABLE' and table_name <> 'migrations'`,
    );
    if (rows.length > 0) await client.query(`truncate ${rows.map(({ table }) => table).join(', ')}`);
  }

  private async moveReactions(client: PoolClient): Promise<number> {
    const places = [[...this.inTarget.keys()], [...this.inTarget.values()]];
    const { rows } = await client.query<{ name: string }>(
      `select name from progress.checkpoints where kind = 'reaction' and position <> $1 and position <> all ($2)`,
      [BEGINNING, places[0]],
    );
    if (rows[0] !== undefined) throw new LostPlace(`${rows[0].name} moved while the logs were compared.`);
    const { rows: moved } = await client.query<{ name: string }>(
      `update progress.checkpoints c set position = moved.target, updated_at = now()
       from unnest($1::text[], $2::text[]) as moved (source, target)
       where c.kind = 'reaction' and c.position = moved.source returning c.name`,
      places,
    );
    return countOf(moved);
  }

  private async moveParked(client: PoolClient): Promise<number> {
    const lost = this.parked.find(({ stream, revision }) => !this.parkedAt.has(keyOf(stream, revision)));
    if (lost !== undefined)
      throw new LostPlace(`${lost.stream} revision ${lost.revision} is parked, and not in the log.`);
    const { rowCount } = await client.query(
      `update progress.parked p set position = moved.target
       from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as moved (source, stream, revision, target)
       where p.position = moved.source and p.stream = moved.stream and p.revision = moved.revision`,
      [
        this.parked.map(({ position }) => position),
        this.parked.map(({ stream }) => stream),
        this.parked.map(({ revision }) => revision),
        this.parked.map(({ stream, revision }) => this.parkedAt.get(keyOf(stream, revision))),
      ],
    );
    return rowCount ?? 0;
  }

  /** No process may go on with the other log by mistake. */
  private async keepName(client: PoolClient, name: string): Promise<void> {
    await client.query('delete from progress.log_in_use');
    if (this.last !== BEGINNING)
      await client.query('insert into progress.log_in_use (name, position) values ($1, $2)', [name, this.last]);
  }
}

/** A consumer has a checkpoint for each of its partitions. */
const countOf = (rows: readonly { readonly name: string }[]): number => new Set(rows.map(({ name }) => name)).size;

const keyOf = (stream: string, revision: number | string): string => `${stream} ${revision}`;
