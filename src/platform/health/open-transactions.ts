import type { Pool } from 'pg';

/** How long the oldest transaction of the cluster that writes has been open: it hides what comes later from all who read in order. */
export async function oldestTransactionSeconds(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ seconds: number }>('select log.oldest_transaction_seconds() as seconds');
  return rows[0]?.seconds ?? 0;
}
