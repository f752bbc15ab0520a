import { Checkpoints } from '../event-sourcing/checkpoints.js';
import { BEGINNING, type EventStore, type StoredFact } from '../event-sourcing/event-store.js';
import { takeCensus } from '../event-sourcing/log-census.js';
import { knows } from '../event-sourcing/log-copy-notes.js';
import { pagesIn } from '../event-sourcing/log-walk.js';
import { connectionWithRole } from '../platform/database-role.js';
import { factLine, jsonLine } from './lines.js';
import { type OpenLog, openPool } from './logs.js';
import { type PostgresFigures, statsJson, statsLines } from './reports.js';
import { UsageError } from './words.js';

const NO_SUCH_STREAM = 3;
const PAGE = 500;

export interface Screen {
  /** What was asked for. */
  readonly say: (lines: readonly string[]) => void;
  /** What has to be said besides. */
  readonly tell: (line: string) => void;
}

/** The facts of one stream. The exit code. */
export async function show(
  store: EventStore,
  { names: [stream = ''], json }: { readonly names: readonly string[]; readonly json: boolean },
  screen: Screen,
): Promise<number> {
  const facts = await store.read(stream);
  if (facts.length === 0) {
    screen.tell(`There is no stream "${stream}".`);
    return NO_SUCH_STREAM;
  }
  screen.say(facts.map((fact) => (json ? jsonLine(fact) : factLine(String(fact.revision), fact))));
  return 0;
}

export interface TailWords {
  /** Categories to follow; all where none is named. */
  readonly names: readonly string[];
  readonly categories: readonly string[];
  readonly from: string | undefined;
  readonly last: number | undefined;
  readonly json: boolean;
}

/** Follows the log until the signal. The exit code. */
export async function tail(store: EventStore, words: TailWords, { say }: Screen, signal: AbortSignal): Promise<number> {
  const { names, categories, from, last, json } = words;
  const unknown = names.find((name) => !categories.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no category "${unknown}", only ${categories.join(', ')}.`);
  if (from !== undefined && !(await knows(store, from))) throw new UsageError('--from is no position of this log.');
  const only = names.length === 0 ? undefined : names;
  const print = (facts: readonly StoredFact[]): void =>
    say(facts.map((fact) => (json ? jsonLine(fact) : factLine(`${fact.stream} ${fact.revision}`, fact))));
  const head = await store.head();
  if (last !== undefined && last > 0) print(await lastOf(store, head, last, only));
  for await (const { facts } of store.subscribe(from ?? head, () => PAGE, signal, only)) print(facts);
  return 0;
}

/** The log is read whole: no store reads it backwards by category. */
async function lastOf(
  store: EventStore,
  head: string,
  count: number,
  only: readonly string[] | undefined,
): Promise<readonly StoredFact[]> {
  let kept: readonly StoredFact[] = [];
  const isMeant = ({ stream }: StoredFact): boolean => only?.some((name) => stream.startsWith(`${name}-`)) ?? true;
  for await (const { facts } of pagesIn(store, BEGINNING, head))
    kept = [...kept, ...facts.filter(isMeant)].slice(-count);
  return kept;
}

/** Counts the log, and tells how far the readers are. The exit code. */
export async function stats(
  { store, kind, name }: OpenLog,
  databaseUrl: string,
  { categories, json }: { readonly categories: readonly string[]; readonly json: boolean },
  { say }: Screen,
): Promise<number> {
  const pool = openPool(connectionWithRole(databaseUrl));
  try {
    const readers = await new Checkpoints(pool).list();
    const positions: string[] = [];
    for (const position of new Set(readers.map((reader) => reader.position)))
      if (await knows(store, position)) positions.push(position);
    const census = await takeCensus(store, categories, positions);
    const postgres = kind === 'postgres' ? (await pool.query<PostgresFigures>(FIGURES)).rows[0] : undefined;
    const answer = { store: name, census, newest: await store.newest(), postgres, readers };
    say(json ? [JSON.stringify(statsJson(answer))] : statsLines(answer));
    return 0;
  } finally {
    await pool.end();
  }
}

const FIGURES = `
  select id as "logId", generation, log.oldest_transaction_seconds() as "oldestTransactionSeconds",
    pg_total_relation_size('log.facts')::float8 as "bytesOnDisk"
  from log.identity`;
