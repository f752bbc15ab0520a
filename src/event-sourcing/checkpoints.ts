import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

export interface ConsumerStatus {
  readonly name: string;
  readonly kind: 'projection' | 'reaction';
  readonly version: number;
  readonly position: string;
  readonly status: 'running' | 'stopped';
  readonly reason: string | null;
  readonly parked: number;
  readonly updatedAt: string;
}

/** Another node went on from this checkpoint, or a rebuild set it back: load it again. */
export class CheckpointMoved extends Error {}

/** How far each projection and reaction has come. */
export class Checkpoints {
  private readonly progress = new EventEmitter().setMaxListeners(0);

  constructor(private readonly pool: Pool) {}

  /** The checkpoint of a consumer, made at `start` when it is new. */
  async open(
    name: string,
    kind: ConsumerStatus['kind'],
    version: number,
    start: string,
  ): Promise<{ version: number; position: string }> {
    await this.pool.query(
      'insert into progress.checkpoints (name, kind, version, position) values ($1, $2, $3, $4) on conflict do nothing',
      [name, kind, version, start],
    );
    const { rows } = await this.pool.query<{ version: number; position: string }>(
      'select version, position from progress.checkpoints where name = $1',
      [name],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`The checkpoint of ${name} vanished.`);
    return row;
  }

  /** Compare and set: of two nodes only one goes on. */
  async move(client: Pool | PoolClient, name: string, from: string, to: string): Promise<void> {
    const { rowCount } = await client.query({
      name: 'move-checkpoint',
      text: `update progress.checkpoints set position = $3, status = 'running', reason = null, updated_at = now() where name = $1 and position = $2`,
      values: [name, from, to],
    });
    if (rowCount !== 1) throw new CheckpointMoved(name);
  }

  announce(): void {
    this.progress.emit('moved');
  }

  async stopped(name: string, reason: string): Promise<void> {
    await this.pool.query(
      `update progress.checkpoints set status = 'stopped', reason = left($2, 500), updated_at = now() where name = $1`,
      [name, reason],
    );
  }

  async list(): Promise<readonly ConsumerStatus[]> {
    const { rows } = await this.pool.query<ConsumerStatus>(
      `select c.name, c.kind, c.version, c.position, c.status, c.reason, c.updated_at as "updatedAt",
              (select count(*)::int from progress.parked p where p.reaction = c.name) as parked
       from progress.checkpoints c order by c.kind, c.name`,
    );
    return rows;
  }

  async positions(): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.pool.query<{ name: string; position: string }>(
      'select name, position from progress.checkpoints',
    );
    return new Map(rows.map(({ name, position }) => [name, position]));
  }

  /** Waits until every named consumer has dealt with `position`; false when the time ran out first. */
  async waitFor(names: readonly string[], position: string, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const moved = this.nextMove(50);
      const { rows } = await this.pool.query<{ behind: number }>({
        name: 'behind',
        text: 'select (cardinality($1::text[]) - count(*))::int as behind from progress.checkpoints where name = any($1) and position >= $2 collate "C"',
        values: [names, position],
      });
      if (rows[0]?.behind === 0) return true;
      if (performance.now() >= deadline) return false;
      await moved;
    }
  }

  private async nextMove(atMostMs: number): Promise<void> {
    const stop = new AbortController();
    const onMove = (): void => stop.abort();
    this.progress.once('moved', onMove);
    await sleep(atMostMs, undefined, { signal: stop.signal }).catch(() => undefined);
    this.progress.off('moved', onMove);
  }
}
