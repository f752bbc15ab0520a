import { EventEmitter } from 'node:events';
import { setImmediate as soon, setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

/** What has a checkpoint of its own: a consumer, or one of the partitions that share its work. */
export interface Part {
  readonly name: string;
  readonly partition: number;
}

export interface ConsumerStatus {
  readonly name: string;
  readonly kind: 'projection' | 'reaction';
  readonly version: number;
  readonly partitions: number;
  /** Of the partition that is farthest behind. */
  readonly position: string;
  readonly status: 'running' | 'stopped';
  readonly reason: string | null;
  readonly parked: number;
  readonly updatedAt: string;
}

/** Where a part stands, and how often it was called to go on at once. */
export interface Mark {
  readonly position: string;
  readonly calls: number;
}

/** What is to be written where the checkpoint could be moved: a statement that joins `moved`, and its value. */
export interface Write {
  text(this: void, value: string, moved: string): string;
  readonly value: unknown;
}

type Kind = ConsumerStatus['kind'] | 'rebuild';

interface Opened {
  readonly version: number;
  readonly partitions: number;
  readonly position: string;
}

interface Move {
  readonly part: Part;
  readonly version: number;
  readonly from: string;
  readonly to: string;
}

/** Another node went on from this checkpoint, or a rebuild moved it: load it again. */
export class CheckpointMoved extends Error {}

/** One text for a part: the name alone where there is one partition. */
export const partName = ({ name, partition }: Part): string => (partition === 0 ? name : `${name}#${partition}`);

/** Rows and checkpoint are lost together in a crash of the server, and made again: nobody waits for the disk. */
const LAZILY = `lazily as materialized (select set_config('synchronous_commit', 'off', true))`;

/** Compare and set: of two nodes only one goes on. */
const MOVE_ALL = `
  with ${LAZILY},
       asked as (
         select * from unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::text[]) as t (name, partition, version, since, up_to), lazily
       )
  update progress.checkpoints c set position = asked.up_to, status = 'running', reason = null, updated_at = now()
  from asked
  where c.name = asked.name and c.partition = asked.partition and c.version = asked.version and c.position = asked.since
  returning c.name, c.partition`;

/** How far each projection and reaction has come. */
export class Checkpoints {
  private readonly progress = new EventEmitter().setMaxListeners(0);
  private together: { readonly moves: Move[]; readonly moved: Promise<ReadonlySet<string>> } | undefined;

  constructor(private readonly pool: Pool) {}

  /** The checkpoint of a part; those of all partitions are made at `start` when the consumer is new. */
  async open(
    part: Part,
    kind: Kind,
    version: number,
    partitions: number,
    start: () => Promise<string> | string,
  ): Promise<Opened> {
    const known = await this.find(part);
    if (known !== undefined) return known;
    await this.make(this.pool, part.name, kind, version, partitions, await start());
    const made = await this.find(part);
    if (made === undefined) throw new Error(`There is no checkpoint of ${partName(part)}.`);
    return made;
  }

  private async find(part: Part): Promise<Opened | undefined> {
    // A version of other partitions may have none for this one.
    const { rows } = await this.pool.query<Opened>(
      `select max(version) as version, max(partitions) as partitions, coalesce(max(position) filter (where partition = $2), '') as position
       from progress.checkpoints where name = $1 having count(*) > 0`,
      [part.name, part.partition],
    );
    return rows[0];
  }

  /** Those of all partitions at once, unless there are some. */
  async make(
    client: Pool | PoolClient,
    name: string,
    kind: Kind,
    version: number,
    partitions: number,
    start: string,
  ): Promise<void> {
    await client.query(
      `insert into progress.checkpoints (name, partition, partitions, kind, version, position)
       select $1, partition, $4, $2, $3, $5 from generate_series(0, $4 - 1) as partition
       where not exists (select from progress.checkpoints where name = $1) on conflict do nothing`,
      [name, kind, version, partitions, start],
    );
  }

  /** Of every partition of a projection; whoever works on one finds it moved, and goes on from there. */
  async replace(
    client: PoolClient,
    { name, version, partitions = 1 }: { name: string; version: number; partitions?: number },
    position: string,
  ): Promise<void> {
    await client.query('delete from progress.checkpoints where name = $1 and partition >= $2', [name, partitions]);
    await client.query(
      `insert into progress.checkpoints (name, partition, partitions, kind, version, position)
       select $1, partition, $2, 'projection', $3, $4 from generate_series(0, $2 - 1) as partition
       on conflict (name, partition) do update
       set partitions = excluded.partitions, version = excluded.version, position = excluded.position, status = 'running',
           reason = null, calls = checkpoints.calls + 1, updated_at = now()`,
      [name, partitions, version, position],
    );
  }

  /**
   * What was made of the facts, and the checkpoint, by one statement: both or, where the checkpoint stands elsewhere by now, neither.
   * @param since as it was when what it is made of was read: a rebuild or another version leads to the same place by another way
   */
  async moveWith(
    client: Pool | PoolClient,
    { name, partition }: Part,
    from: string,
    to: string,
    since: { readonly version: number; readonly calls: number },
    writes: readonly Write[],
  ): Promise<void> {
    const parts = writes.map(({ text }, index) => `, write_${index} as (${text(`$${index + 7}`, 'moved')})`);
    const { rowCount } = await client.query(
      `with ${LAZILY}, moved as (
         update progress.checkpoints set position = $4, status = 'running', reason = null, updated_at = now() from lazily
         where name = $1 and partition = $2 and position = $3 and version = $5 and calls = $6 returning name as moved_name
       )${parts.join('')} select from moved`,
      [name, partition, from, to, since.version, since.calls, ...writes.map(({ value }) => value)],
    );
    if (rowCount !== 1) throw new CheckpointMoved(name);
  }

  /** Where nothing else is to be kept. All who pass over a page at the same moment are written at once. */
  async move(part: Part, version: number, from: string, to: string): Promise<void> {
    const moves = this.together?.moves ?? [];
    moves.push({ part, version, from, to });
    this.together ??= { moves, moved: soon().then(() => this.moveAll()) };
    if (!(await this.together.moved).has(partName(part))) throw new CheckpointMoved(part.name);
  }

  announce(): void {
    this.progress.emit('moved');
  }

  /** @param at where it failed, if that is known: whoever moved the checkpoint since is not stopped by it */
  async stopped({ name, partition }: Part, reason: string, at?: string): Promise<void> {
    await this.pool.query(
      `update progress.checkpoints set status = 'stopped', reason = left($3, 500), updated_at = now()
       where name = $1 and partition = $2 and position = coalesce($4, position)`,
      [name, partition, reason, at ?? null],
    );
  }

  /** It was stopped, and now there is nothing at its place that could stop it: no fact may come for long to show that. */
  async isWellAt({ name, partition }: Part, position: string): Promise<void> {
    await this.pool.query(
      `update progress.checkpoints set status = 'running', reason = null, updated_at = now()
       where name = $1 and partition = $2 and position = $3 and status = 'stopped'`,
      [name, partition, position],
    );
  }

  /** Whoever works on it, here or elsewhere, tries at once what it could not do. */
  async call(name: string): Promise<void> {
    await this.pool.query('update progress.checkpoints set calls = calls + 1 where name = $1', [name]);
  }

  /** Passes over everything up to a position: only for reactions, whose operator knows what they have done. */
  async resumeAt(name: string, position: string): Promise<void> {
    await this.pool.query(
      `update progress.checkpoints set position = $2, status = 'running', reason = null, calls = calls + 1, updated_at = now()
       where name = $1 and kind = 'reaction'`,
      [name, position],
    );
  }

  async list(): Promise<readonly ConsumerStatus[]> {
    const { rows } = await this.pool.query<ConsumerStatus>(
      `select c.name, c.kind, max(c.version) as version, max(c.partitions) as partitions, min(c.position) as position,
              max(c.status) as status, max(c.updated_at) as "updatedAt",
              string_agg(case when c.partitions > 1 then format('Partition %s: ', c.partition) else '' end || c.reason, ' ' order by c.partition) as reason,
              (select count(*)::int from progress.parked p where p.reaction = c.name) as parked
       from progress.checkpoints c where c.kind <> 'rebuild' group by c.kind, c.name order by c.kind, c.name`,
    );
    return rows;
  }

  async marks(): Promise<ReadonlyMap<string, Mark>> {
    const { rows } = await this.pool.query<Part & Mark>(
      'select name, partition, position, calls from progress.checkpoints',
    );
    return new Map(rows.map(({ position, calls, ...part }) => [partName(part), { position, calls }]));
  }

  /** Waits until every named consumer has dealt with `position`; false when the time ran out first. */
  async waitFor(names: readonly string[], position: string, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const moved = this.nextMove(50);
      if (await this.isLevel(names, position)) return true;
      if (performance.now() >= deadline) return false;
      await moved;
    }
  }

  /** Whether every named consumer has dealt with `position`. */
  async isLevel(names: readonly string[], position: string): Promise<boolean> {
    const { rows } = await this.pool.query<{ behind: number }>({
      name: 'behind',
      text: `select (cardinality($1::text[]) - count(*))::int as behind from (
               select from progress.checkpoints where name = any($1) group by name having min(position) >= $2 collate "C"
             ) as level`,
      values: [names, position],
    });
    return rows[0]?.behind === 0;
  }

  private async moveAll(): Promise<ReadonlySet<string>> {
    const moves = this.together?.moves ?? [];
    this.together = undefined;
    const { rows } = await this.pool.query<Part>({
      name: 'move-checkpoints',
      text: MOVE_ALL,
      values: [
        moves.map(({ part }) => part.name),
        moves.map(({ part }) => part.partition),
        moves.map(({ version }) => version),
        moves.map(({ from }) => from),
        moves.map(({ to }) => to),
      ],
    });
    return new Set(rows.map(partName));
  }

  private async nextMove(atMostMs: number): Promise<void> {
    const stop = new AbortController();
    const onMove = (): void => stop.abort();
    this.progress.once('moved', onMove);
    await sleep(atMostMs, undefined, { signal: stop.signal }).catch(() => undefined);
    this.progress.off('moved', onMove);
  }
}
