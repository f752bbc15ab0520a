import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log, and the role that may add to it but never change it. */
export class EventLog1756100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        create role credence_app nologin;
      exception when duplicate_object or unique_violation then null;
      end $$`);
    // Roles belong to the whole cluster: another database may be migrated at the same moment.
    await runner.query(`
      do $$ begin
        grant credence_app to current_user;
      exception when unique_violation or internal_error then null;
      end $$`);
    await runner.query(`create schema log`);
    await runner.query(`
      create table log.identity (
        id uuid primary key default gen_random_uuid(),
        generation int not null default 1,
        one boolean not null default true unique check (one)
      )`);
    await runner.query(`insert into log.identity default values`);
    await runner.query(`
      create table log.streams (
        stream text collate "C" primary key,
        revision bigint not null,
        generation int not null,
        transaction_id xid8 not null
      )`);
    await runner.query(`
      create table log.facts (
        generation int not null,
        transaction_id xid8 not null,
        position bigint generated always as identity,
        stream text collate "C" not null,
        revision bigint not null,
        id uuid not null,
        type text not null,
        version smallint not null,
        data text not null,
        personal text,
        metadata text not null,
        stored_at timestamptz not null default clock_timestamp(),
        primary key (stream, revision)
      )`);
    await runner.query(`create unique index facts_in_order on log.facts (generation, transaction_id, position)`);
    await runner.query(APPEND);
    await runner.query(RAISE_GENERATION);
    await runner.query(`grant usage on schema log to credence_app`);
    await runner.query(`grant select, insert on log.facts to credence_app`);
    await runner.query(`grant select, insert, update on log.streams to credence_app`);
    await runner.query(`grant select on log.identity to credence_app`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}

// The advisory lock comes before the transaction id is drawn, so that the order within a stream is the order in the log.
const APPEND = `
  create function log.append(
    p_stream text, p_expected bigint,
    p_ids uuid[], p_types text[], p_versions smallint[], p_data text[], p_personal text[], p_metadata text[]
  ) returns table (outcome text, revision bigint, generation int, transaction_id xid8, "position" bigint)
  language plpgsql as $$
  #variable_conflict use_column
  declare
    v_actual bigint;
    v_last xid8;
    v_last_generation int;
    v_generation int;
    v_count int := cardinality(p_ids);
  begin
    perform pg_advisory_xact_lock(hashtextextended(p_stream, 0));
    select i.generation into strict v_generation from log.identity i;
    select s.revision, s.generation, s.transaction_id into v_actual, v_last_generation, v_last
      from log.streams s where s.stream = p_stream;
    v_actual := coalesce(v_actual, -1);

    if v_actual <> p_expected then
      if v_count = (
        select count(*) from unnest(p_ids) with ordinality as sent (id, place)
        join log.facts f on f.stream = p_stream and f.revision = p_expected + sent.place and f.id = sent.id
      ) then
        return query select 'appended', f.revision, f.generation, f.transaction_id, f.position
          from log.facts f where f.stream = p_stream and f.revision = p_expected + v_count;
      else
        return query select 'conflict', v_actual, 0, '0'::xid8, 0::bigint;
      end if;
      return;
    end if;

    if v_last_generation = v_generation and v_last > pg_current_xact_id() then
      return query select 'overtaken', v_actual, 0, '0'::xid8, 0::bigint;
      return;
    end if;

    insert into log.streams (stream, revision, generation, transaction_id)
      values (p_stream, p_expected + v_count, v_generation, pg_current_xact_id())
      on conflict (stream) do update
      set revision = excluded.revision, generation = excluded.generation, transaction_id = excluded.transaction_id;
    return query
      with added as (
        insert into log.facts (generation, transaction_id, stream, revision, id, type, version, data, personal, metadata)
        select v_generation, pg_current_xact_id(), p_stream, p_expected + sent.place, sent.id, sent.type, sent.version,
               sent.data, sent.personal, sent.metadata
        from unnest(p_ids, p_types, p_versions, p_data, p_personal, p_metadata) with ordinality
          as sent (id, type, version, data, personal, metadata, place)
        order by sent.place
        returning revision, generation, transaction_id, position
      )
      select 'appended', a.revision, a.generation, a.transaction_id, a.position from added a order by a.revision desc limit 1;
  end $$`;

// A log restored into another cluster may hold transaction ids that are ahead there: what comes now belongs behind all of it.
const RAISE_GENERATION = `
  create function log.raise_generation() returns void language sql security definer set search_path = pg_catalog as $$
    update log.identity i set generation = i.generation + 1
    where exists (
      select from log.facts f
      where f.generation = i.generation and f.transaction_id >= pg_snapshot_xmax(pg_current_snapshot())
    )
  $$`;
