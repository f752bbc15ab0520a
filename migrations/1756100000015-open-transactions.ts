import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stays open hides later facts from all readers; only the owner may see how old it is. */
export class OpenTransactions1756100000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function log.oldest_transaction_seconds() returns double precision
      language sql stable security definer set search_path = pg_catalog as $$
        select coalesce(extract(epoch from clock_timestamp() - min(since)), 0)::float8 from (
          select xact_start as since from pg_stat_activity where backend_xid is not null
          union all
          select prepared from pg_prepared_xacts
        ) as open
      $$`);
    await runner.query(`revoke execute on function log.oldest_transaction_seconds() from public`);
    await runner.query(`grant execute on function log.oldest_transaction_seconds() to credence_app`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
