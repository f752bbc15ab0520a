import type { MigrationInterface, QueryRunner } from 'typeorm';

const instant = 'text collate "C"';

/** Messages about no file, what became of them, and the due times of reminders and digests. */
export class Messages1756100000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table read.messages`);
    await runner.query(`
      create table read.messages (id text collate "C" primary key, meeting_id text not null, file_id text, delegation_id text not null,
        capacity text, kind text not null, language text not null, template_version int not null, recipient_id text not null,
        recipient text, cause_id text not null, details jsonb not null, status text not null, resends int not null,
        queued_at ${instant} not null, sent_at text, failed_at text, reason text, bounced_at text, bounce_status text,
        suppressed_at text, suppressed_because text, settled_at ${instant} not null)`);
    await runner.query(`
      create table read.reminders (id text collate "C" primary key, meeting_id text not null, since ${instant} not null,
        sent int not null, on_hold boolean not null)`);
    await runner.query(`
      create table read.digests (id text collate "C" primary key, meeting_id text not null, changed_since ${instant},
        changed_at ${instant})`);
    for (const index of [
      'messages (meeting_id, queued_at, id)',
      'messages (meeting_id, status, queued_at, id)',
      'messages (file_id)',
      'messages (recipient_id, kind)',
      'messages (recipient, settled_at)',
      "messages (status) where status = 'queued'",
      'reminders (meeting_id, since)',
      'digests (meeting_id, changed_since)',
    ])
      await runner.query(`create index on read.${index}`);
    await runner.query(
      `update progress.checkpoints set position = '' where name in ('messages', 'reminders', 'digests') and kind = 'projection'`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
