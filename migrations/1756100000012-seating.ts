import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rooms of meetings, and the plans of their seats. */
export class Seating1756100000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table read.meetings add column rooms jsonb not null default '[]'`);
    await runner.query(`
      create table read.seat_tables (
        id text collate "C" primary key,
        plan_id text not null,
        delegation_id text not null,
        table_seats int not null,
        behind_seats int not null,
        places jsonb not null
      )`);
    await runner.query(`create index on read.seat_tables (plan_id)`);
    await runner.query(`create index on read.seat_tables (delegation_id)`);
    await runner.query(`
      create table read.seat_plans (
        id text collate "C" primary key,
        version int not null,
        published_at text not null
      )`);
    // New tables are empty, so whoever fills them begins with the first fact.
    await runner.query(
      `update progress.checkpoints set position = '' where kind = 'projection' and name in ('seat_tables', 'seat_plans')`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
