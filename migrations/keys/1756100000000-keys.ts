import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of personal data and of credentials: a database of their own, since their backups end earlier than those of the log. */
export class Keys1756100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create schema keys`);
    await runner.query(`
      create table keys.subject_keys (
        subject text collate "C" primary key,
        wrapped text,
        created_at timestamptz not null default now(),
        destroyed_at timestamptz,
        check ((wrapped is null) = (destroyed_at is not null))
      )`);
    await runner.query(`
      create table keys.signing_keys (
        key_id text primary key,
        public_key jsonb not null,
        wrapped text not null,
        created_at timestamptz not null default now()
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
