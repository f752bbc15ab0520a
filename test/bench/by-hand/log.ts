import pg from 'pg';

export const FACTS_TABLE = `
  create table facts (
    position bigint generated always as identity,
    stream text collate "C" not null,
    revision int not null,
    id uuid not null,
    type text not null,
    version smallint not null,
    data text not null,
    personal text,
    metadata text not null,
    command_id uuid not null,
    request_hash text not null,
    stored_at timestamptz not null default clock_timestamp(),
    primary key (stream, revision)
  );
  create unique index on facts (position)`;

/** What a fold reads of a fact: personal data are not part of it. */
export interface Fact {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly type: string;
  readonly data: string;
  readonly command_id: string;
  readonly request_hash: string;
}

export interface NewFact extends Omit<Fact, 'position'> {
  readonly id: string;
  readonly personal: string;
  readonly metadata: string;
}

/** What is new in two streams, with one question. */
export async function readTails(pool: pg.Pool, tails: readonly [Tail, Tail]): Promise<readonly Fact[]> {
  const [one, other] = tails;
  const columns = 'stream, revision, position, type, data, command_id, request_hash';
  const { rows } = await pool.query<Fact>({
    name: 'read-tails',
    text: `select ${columns} from facts where stream = $1 and revision > $2
           union all select ${columns} from facts where stream = $3 and revision > $4 order by stream, revision`,
    values: [one.stream, one.revision, other.stream, other.revision],
  });
  return rows;
}

interface Tail {
  readonly stream: string;
  readonly revision: number;
}

/** The position of the fact; undefined where somebody else was quicker. */
export async function append(pool: pg.Pool, fact: NewFact): Promise<string | undefined> {
  try {
    const { rows } = await pool.query<{ position: string }>({
      name: 'append',
      text: `insert into facts (stream, revision, id, type, version, data, personal, metadata, command_id, request_hash)
             values ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9) returning position`,
      values: [
        fact.stream,
        fact.revision,
        fact.id,
        fact.type,
        fact.data,
        fact.personal,
        fact.metadata,
        fact.command_id,
        fact.request_hash,
      ],
    });
    return rows[0]?.position;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '23505') return undefined;
    throw error;
  }
}
