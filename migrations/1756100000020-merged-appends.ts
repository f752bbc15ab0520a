import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Many appends in one transaction. The last fact of a stream says where it stands, so no table has to keep it beside the log. */
export class MergedAppends1756100000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function log.append(text, bigint, uuid[], text[], smallint[], text[], text[], text[])`);
    await runner.query(`drop table log.streams`);
    await runner.query(APPEND);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}

// Appends of different streams, each with its outcome: appended, conflict, busy (somebody else appends there), or overtaken (somebody
// with a later transaction id was first). Facts name their append by its place. The advisory locks come before the transaction id is
// drawn, so that the order within a stream is the order in the log; only a single append waits for its lock, so nobody waits in a circle.
// Plans are generic: made for each call they would cost more than the work. Sequential scans may win while the log is short and stay
// in a plan when it no longer is.
const APPEND = `
  create function log.append(
    p_waits boolean, p_streams text[], p_expected bigint[],
    p_places int[], p_revisions bigint[],
    p_ids uuid[], p_types text[], p_versions smallint[], p_data text[], p_personal text[], p_metadata text[]
  ) returns table (stream text, outcome text, revision bigint, generation int, transaction_id xid8, "position" bigint)
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
  #variable_conflict use_column
  declare
    v_free boolean[];
    v_outcomes text[];
  begin
    if p_waits and cardinality(p_streams) = 1 then
      perform pg_advisory_xact_lock(hashtextextended(p_streams[1], 0));
      v_free[1] := true;
    else
      for place in 1..cardinality(p_streams) loop
        v_free[place] := pg_try_advisory_xact_lock(hashtextextended(p_streams[place], 0));
      end loop;
    end if;

    v_outcomes := array(
      select case
          when not asked.free then 'busy'
          when coalesce(last.revision, -1) <> asked.expected then 'moved'
          when last.generation = identity.generation and last.transaction_id > pg_current_xact_id() then 'overtaken'
          else 'appended'
        end
      from unnest(p_streams, p_expected, v_free) with ordinality as asked (stream, expected, free, place)
      cross join log.identity
      left join lateral (
        select f.revision, f.generation, f.transaction_id
        from log.facts f where f.stream = asked.stream order by f.revision desc limit 1
      ) last on true
      order by asked.place
    );

    return query
      with added as (
        insert into log.facts (generation, transaction_id, stream, revision, id, type, version, data, personal, metadata)
        select (select i.generation from log.identity i), pg_current_xact_id(), p_streams[sent.append], sent.revision,
               sent.id, sent.type, sent.version, sent.data, sent.personal, sent.metadata
        from unnest(p_places, p_revisions, p_ids, p_types, p_versions, p_data, p_personal, p_metadata) with ordinality
          as sent (append, revision, id, type, version, data, personal, metadata, place)
        where v_outcomes[sent.append] = 'appended'
        order by sent.place
        returning stream, revision, generation, transaction_id, position
      )
      select a.stream, 'appended', max(a.revision), a.generation, a.transaction_id, max(a.position)
      from added a group by a.stream, a.generation, a.transaction_id;

    if 'appended' = all (v_outcomes) then
      return;
    end if;

    return query
      select asked.stream,
             case when asked.outcome <> 'moved' then asked.outcome when f.stream is null then 'conflict' else 'appended' end,
             coalesce(f.revision, last.revision, -1), f.generation, f.transaction_id, f.position
      from unnest(p_streams, v_outcomes) with ordinality as asked (stream, outcome, place)
      left join lateral (
        select max(f.revision) as revision from log.facts f where f.stream = asked.stream
      ) last on true
      left join lateral (
        select max(sent.revision) as revision
        from unnest(p_places, p_revisions, p_ids) as sent (append, revision, id)
        left join log.facts f on f.stream = asked.stream and f.revision = sent.revision and f.id = sent.id
        where sent.append = asked.place
        having bool_and(f.stream is not null)
      ) again on asked.outcome = 'moved'
      left join log.facts f on f.stream = asked.stream and f.revision = again.revision
      where asked.outcome <> 'appended';
  end $$`;
