import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Digests keep the last change, and what delegates were told of their seats: what of it focal points know is known to the timer. */
export class Digests1756100000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table read.digests`);
    await runner.query(`
      create table read.digests (id text collate "C" primary key, meeting_id text not null, last_change text collate "C" not null,
        seats jsonb not null)`);
    await runner.query(`create index on read.digests (meeting_id, last_change)`);
    await runner.query(`update progress.checkpoints set position = '' where name = 'digests' and kind = 'projection'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
