import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements: readonly string[] = [
  // Both are made again from the first fact.
  `truncate read.credentials`,
  `alter table read.credentials add column copies int not null, add column printed_at text, add column handed_over_at text,
     add column handed_over_to text, add column suspended text`,
  `create table read.badge_holders (id text collate "C" primary key, meeting_id text not null, delegation_id text not null,
     badge_name text, latin_name text, photo text, sort_name text collate "C" not null)`,
  `create index on read.badge_holders (delegation_id, sort_name, id)`,
  `update progress.checkpoints set position = '' where name in ('credentials', 'badge_holders')`,
];

export class Badges1756100000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
