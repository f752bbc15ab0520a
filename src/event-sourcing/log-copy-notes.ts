import type { Pool } from 'pg';
import { type EventStore, FactVanished, ForeignPosition, type StoredFact } from './event-store.js';

/** Up to where a copy came: positions in both logs, and how many facts that are. */
export interface CopyNote {
  readonly source: string;
  readonly target: string;
  readonly facts: number;
}

/** Only spares a copy that goes on the way to where it was; what it says is looked up in both logs first. */
export class CopyNotes {
  /** @param name tells this pair of logs from others of the installation */
  constructor(
    private readonly pool: Pool,
    private readonly name: string,
  ) {}

  async keep({ source, target, facts }: CopyNote, { stream, revision }: StoredFact): Promise<void> {
    await this.pool.query(
      `insert into progress.log_copies (name, source, target, facts, stream, revision) values ($1, $2, $3, $4, $5, $6)
       on conflict (name) do update set (source, target, facts, stream, revision, noted_at) =
         (excluded.source, excluded.target, excluded.facts, excluded.stream, excluded.revision, now())`,
      [this.name, source, target, facts, stream, revision],
    );
  }

  /** The last note, where both logs still have its fact at the positions that it names. */
  async last(source: EventStore, target: EventStore): Promise<CopyNote | undefined> {
    const { rows } = await this.pool.query<Record<'source' | 'target' | 'facts' | 'stream' | 'revision', string>>(
      'select source, target, facts, stream, revision from progress.log_copies where name = $1',
      [this.name],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const isThere = async (store: EventStore, position: string): Promise<boolean> =>
      (await knows(store, position)) &&
      (await store.read(row.stream, Number(row.revision) - 1))[0]?.position === position;
    if (!(await isThere(source, row.source)) || !(await isThere(target, row.target))) return undefined;
    return { source: row.source, target: row.target, facts: Number(row.facts) };
  }
}

/** Whether a position was given by this log. */
export async function knows(store: EventStore, position: string): Promise<boolean> {
  try {
    await store.readAll(position, 1);
    return true;
  } catch (error) {
    if (error instanceof ForeignPosition || error instanceof FactVanished) return false;
    throw error;
  }
}
