import type { MigrationInterface, QueryRunner } from 'typeorm';

const personal = 'jsonb';

/** Instants are ISO 8601 texts in UTC, as in the facts, so that a rebuilt table is equal letter by letter. No unique index but the key. */
const tables: Readonly<Record<string, string>> = {
  meetings: `title jsonb not null, city jsonb not null, country text not null, time_zone text not null, starts_on text not null,
    ends_on text not null, working_languages jsonb not null, rules_version int not null, rules jsonb, zones jsonb not null,
    nominations_close text, substitutions_close text, nominations_closed_at text, revision int not null`,
  officers: `meeting_id text not null, person_id text not null, role text not null, name text, email text, language text,
    appointed_at text not null, ended_at text`,
  delegations: `meeting_id text not null, entity jsonb not null, category text not null, language text not null, quota jsonb not null,
    quota_reason_code text not null, quota_reason text, quota_set_at text not null, quota_set_by text not null, list jsonb not null,
    list_revision int not null, focal_points jsonb not null, revision int not null`,
  evidence: `delegation_id text not null, form text not null, issued_on text not null, issuer text, sha256 text not null,
    lines jsonb not null, status text not null, submitted_at text not null, submitted_by text not null, decided_at text,
    decided_by text, reason_code text, reason text`,
  files: `meeting_id text not null, delegation_id text not null, slot_id text not null, category text not null, capacity text not null,
    stage text not null, on_hold boolean not null, language text not null, nominee ${personal}, profile ${personal},
    functional_title_code text, declarations jsonb not null, document_type text, late boolean not null, substitutes_file_id text,
    nominated_by text not null, opened_at text not null, sort_name text collate "C" not null, last_reason jsonb, revision int not null,
    updated_at text not null`,
  credentials: `file_id text not null, meeting_id text not null, generation int not null, key_id text not null, category text not null,
    capacity text not null, zones jsonb not null, valid_from text not null, valid_until text not null, status text not null,
    issued_at text not null, issued_by text not null, activated_at text, revoked_at text, reason_code text`,
  messages: `meeting_id text not null, file_id text not null, delegation_id text not null, kind text not null, language text not null,
    template_version int not null, recipient_id text not null, recipient text, cause_id text not null, status text not null,
    queued_at text collate "C" not null, sent_at text, failed_at text, reason text`,
  decisions: `meeting_id text not null, delegation_id text, file_id text, kind text not null, code text, actor_id text not null,
    role text not null, appointment_id text, at text collate "C" not null, reason_code text, reason text, rules_version int,
    evidence jsonb`,
  people: `name text`,
};

const indexes: readonly string[] = [
  'officers (meeting_id)',
  'delegations (meeting_id)',
  'evidence (delegation_id)',
  'files (meeting_id, sort_name, id)',
  'files (delegation_id)',
  'credentials (file_id)',
  'messages (meeting_id, queued_at, id)',
  'messages (file_id)',
  "messages (status) where status = 'queued'",
  'decisions (meeting_id, at, id)',
];

export class ReadTables1756100000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`grant usage on schema read to credence_app`);
    await runner.query(
      `alter default privileges in schema read grant select, insert, update, delete, truncate on tables to credence_app`,
    );
    for (const [table, columns] of Object.entries(tables)) {
      await runner.query(`create table read.${table} (id text collate "C" primary key, ${columns})`);
    }
    for (const index of indexes) await runner.query(`create index on read.${index}`);
    // New tables are empty, so whoever fills them begins with the first fact.
    await runner.query(`update progress.checkpoints set position = '' where kind = 'projection'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
