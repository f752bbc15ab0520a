import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Up to which due time each timer has rung: what a timer has sent can't be made again, so it is no read table. */
export class Timers1756100000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table progress.timers (
        timer text not null,
        subject text not null,
        due_at text collate "C" not null,
        rang_at timestamptz not null default now(),
        primary key (timer, subject)
      )`);
    await runner.query(`grant select, insert, update, delete on progress.timers to credence_app`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
