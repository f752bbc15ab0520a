import type { MigrationInterface, QueryRunner } from 'typeorm';

export class VisaLetters1756100000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table read.visa_letters (id text collate "C" primary key, file_id text not null,
      meeting_id text not null, delegation_id text not null, capacity text not null, language text not null,
      consulate jsonb not null, stay jsonb not null, costs text not null, requested_by text not null,
      requested_at text collate "C" not null, status text not null, signed_at text, authorisation_id text, number text,
      sha256 text, issued_at text, cancelled_at text, reason_code text, attempts int not null, retries int not null)`);
    await runner.query(`create index on read.visa_letters (meeting_id, requested_at, id)`);
    await runner.query(`create index on read.visa_letters (number)`);
    await runner.query(`create index on read.visa_letters (status) where status in ('signed', 'failed')`);
    // New tables are empty, so whoever fills them begins with the first fact.
    await runner.query(
      `update progress.checkpoints set position = '' where kind = 'projection' and name = 'visa_letters'`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
