import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where projections and reactions stand, and what reactions could not do. */
export class Consumers1756100000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create schema read`);
    await runner.query(`grant usage on schema read to credence_app`);
    await runner.query(
      `alter default privileges in schema read grant select, insert, update, delete, truncate on tables to credence_app`,
    );
    await runner.query(`
      create table read.checkpoints (
        name text primary key,
        kind text not null,
        version int not null,
        position text collate "C" not null,
        status text not null default 'running',
        reason text,
        updated_at timestamptz not null default now()
      )`);
    await runner.query(`
      create table read.parked (
        reaction text not null,
        position text collate "C" not null,
        stream text not null,
        revision bigint not null,
        reason text not null,
        attempts int not null default 1,
        parked_at timestamptz not null default now(),
        primary key (reaction, position, revision)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
