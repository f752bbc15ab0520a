import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What focal points are yet to be told of the seats of their delegation. */
export class DigestSeats1756100000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from read.digests`);
    await runner.query(`alter table read.digests add column seats jsonb not null`);
    await runner.query(`update progress.checkpoints set position = '' where kind = 'projection' and name = 'digests'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
