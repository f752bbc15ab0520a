import type { Pool } from 'pg';

/** Empties a read table that nobody follows, and sets its checkpoint back to the first fact. */
export async function emptyTable(owner: Pool, name: string): Promise<void> {
  await owner.query(`truncate read.${name}`);
  await owner.query(`update progress.checkpoints set position = '' where name = $1`, [name]);
}
