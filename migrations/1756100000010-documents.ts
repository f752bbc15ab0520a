import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Photos of files, and what documents the facts name. */
export class Documents1756100000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table read.files add column photo text');
    await runner.query(
      'create table read.documents (id text collate "C" primary key, named_by text not null, named_at text not null)',
    );
    // A new table is empty, so whoever fills it begins with the first fact.
    await runner.query(`update progress.checkpoints set position = '' where name = 'documents'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
