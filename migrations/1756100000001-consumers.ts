import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where projections and reactions stand, and what reactions could not do. It is no read table: what reactions have done can't be made again. */
export class Consumers1756100000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create schema progress`);
    await runner.query(`grant usage on schema progress to credence_app`);
    await runner.query(`
      create table progress.checkpoints (
        name text primary key,
        kind text not null,
        version int not null,
        position text collate "C" not null,
        status text not null default 'running',
        reason text,
        updated_at timestamptz not null default now()
      )`);
    await runner.query(`
      create table progress.parked (
        reaction text not null,
        position text collate "C" not null,
        stream text not null,
        revision bigint not null,
        reason text not null,
        attempts int not null default 1,
        parked_at timestamptz not null default now(),
        primary key (reaction, position, revision)
      )`);
    await runner.query(`grant select, insert, update, delete on progress.checkpoints, progress.parked to credence_app`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
