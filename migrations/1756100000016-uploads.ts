import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was put into the store of documents and waits for its fact: beside the log, so that the files of another log are none of ours. */
export class Uploads1756100000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table progress.uploads (
        id text primary key,
        request_hash text not null,
        subject text not null,
        sha256 text not null,
        bytes bigint not null,
        stored_at timestamptz not null default now()
      )`);
    await runner.query(`create index on progress.uploads (subject, sha256)`);
    await runner.query(`create index on progress.uploads (stored_at)`);
    await runner.query(`grant select, insert, update, delete on progress.uploads to credence_app`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
