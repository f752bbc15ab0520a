import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A checkpoint for each partition of a consumer; and how often somebody asked it to go on at once. */
export class Partitions1756100000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table progress.checkpoints
        add column partition int not null default 0,
        add column partitions int not null default 1,
        add column calls int not null default 0`);
    await runner.query(`
      alter table progress.checkpoints drop constraint checkpoints_pkey, add primary key (name, partition)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
