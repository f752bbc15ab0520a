import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a copy of the log to another store came, so that it need not begin with the first fact; and which log the readers were set over to. */
export class LogCopies1756100000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table progress.log_copies (
        name text primary key,
        source text not null,
        target text not null,
        facts bigint not null,
        stream text not null,
        revision bigint not null,
        noted_at timestamptz not null default now()
      )`);
    await runner.query(`
      create table progress.log_in_use (
        one boolean primary key default true check (one),
        name text not null,
        position text not null,
        since timestamptz not null default now()
      )`);
    await runner.query(
      `grant select, insert, update, delete on progress.log_copies, progress.log_in_use to credence_app`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
