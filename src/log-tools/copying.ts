import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { type Comparison, compareLogs } from '../event-sourcing/log-comparison.js';
import { type Copied, copyLog } from '../event-sourcing/log-copy.js';
import { CopyNotes } from '../event-sourcing/log-copy-notes.js';
import { Places, type Switched } from '../event-sourcing/log-switch.js';
import { readSettings, type Settings } from '../platform/settings.js';
import { type LogPlace, type OpenLog, openLog, openPool, placeInSettings } from './logs.js';
import { UsageError, type Words } from './words.js';

const COPY_LOCK = 4_072_030;
const TOLD_EVERY_MS = 2_000;
const PATIENCE_MS = 1_500;

/** Nothing was harmed; the message says what to do first. */
export class CopyRefused extends Error {
  override readonly name = 'CopyRefused';
}

interface Both {
  readonly source: OpenLog;
  readonly target: OpenLog;
}

export interface CopyReport {
  readonly from: string;
  readonly to: string;
  readonly copied: Copied;
  /** Absent after a copy ahead. */
  readonly comparison?: Comparison;
  /** Absent where nothing was switched, since the readers stood in the target before, or after a copy ahead. */
  readonly switched?: Switched;
}

/** @throws UsageError, where both are in the same kind of store */
export async function withBoth<T>(
  words: Words,
  settings: Settings,
  databaseUrl: string,
  work: (both: Both) => Promise<T>,
): Promise<T> {
  const from = placeInSettings(settings, databaseUrl);
  const target = targetOf(words, databaseUrl);
  if (from.kind === target.kind) throw new UsageError(sameKind[from.kind]);
  const opened: OpenLog[] = [];
  try {
    for (const place of [from, target]) opened.push(await openLog(place));
    const [first, second] = opened as [OpenLog, OpenLog];
    return await work({ source: first, target: second });
  } finally {
    for (const log of opened) await log.close();
  }
}

const sameKind = {
  postgres: 'The settings name the log in PostgreSQL already: to copy back from EventStoreDB, set EVENT_STORE_URL.',
  eventstoredb: 'From EventStoreDB the log is copied --to postgres, and from there to another EventStoreDB.',
};

/** The target is checked as if the settings named it. */
function targetOf({ to, prefix, options }: Words, databaseUrl: string): LogPlace {
  if (to === 'postgres') return { kind: 'postgres', databaseUrl };
  const named = { EVENT_STORE_URL: to, ...(prefix !== undefined && { EVENT_STORE_PREFIX: prefix }) };
  return placeInSettings(readSettings({ ...process.env, ...named }, options), databaseUrl);
}

/** Copies, compares, and sets the readers over; every step can be ended at any moment and be done again. */
export async function copy(
  { source, target }: Both,
  databaseUrl: string,
  {
    ahead,
    signal,
    tell,
  }: { readonly ahead: boolean; readonly signal: AbortSignal; readonly tell: (line: string) => void },
): Promise<CopyReport> {
  const owner = openPool({ connectionString: databaseUrl });
  const lock = await owner.connect();
  try {
    await patiently(() => refuseSecondCopy(lock));
    if (!ahead) await patiently(() => refuseWhileAtWork(lock));
    const notes = new CopyNotes(owner, `${source.name} to ${target.name}`);
    const copied = await copyLog(source.store, target.store, { notes, signal, progress: teller(tell) });
    const names = { from: source.name, to: target.name, copied };
    if (ahead) return names;
    tell('Both logs are read side by side …');
    const places = await Places.in(owner, source.store, target.store);
    const ends = [await source.store.newest(), await target.store.newest()];
    const comparison = await compareLogs(source.store, target.store, (ours, theirs) => {
      signal.throwIfAborted();
      places.pair(ours, theirs);
    });
    if (places.areOfTarget) return { ...names, comparison };
    signal.throwIfAborted();
    const check = async (client: PoolClient): Promise<void> => {
      await refuseWhileAtWork(client);
      const now = [await source.store.newest(), await target.store.newest()];
      if (now.some((end, log) => end !== ends[log]))
        throw new CopyRefused(
          'A fact was added while the logs were compared: stop whatever adds it, and run the same command again.',
        );
    };
    return { ...names, comparison, switched: await places.switch(owner, target.name, check) };
  } finally {
    lock.release(true);
    await owner.end();
  }
}

/** The connections of a process that was just killed last a moment longer. */
async function patiently(check: () => Promise<void>): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(100)) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

async function refuseSecondCopy(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [COPY_LOCK]);
  if (rows[0]?.mine !== true) throw new CopyRefused('Another copy of this log is under way.');
}

/** What the product does meanwhile would be missing from the copy, or be done by readers that stand in two logs. */
async function refuseWhileAtWork(client: Pool | PoolClient): Promise<void> {
  const { rows } = await client.query<{ connections: string }>(
    `select application_name || ' (process ' || pid || ' of PostgreSQL)' as connections from pg_stat_activity
     where datname = current_database() and application_name like 'credence%' order by 1`,
  );
  if (rows.length === 0) return;
  const found = rows.slice(0, 3).map(({ connections }) => connections);
  throw new CopyRefused(
    [
      `Credence still works on this database, with ${rows.length} connections: ${found.join(', ')}${rows.length > 3 ? ' …' : ''}.`,
      'Stop every server and worker first, then run the same command again. With --ahead the log can be copied before that.',
    ].join('\n'),
  );
}

function teller(tell: (line: string) => void): (copied: Copied) => void {
  let told = performance.now();
  return ({ facts, added }) => {
    if (performance.now() - told < TOLD_EVERY_MS) return;
    told = performance.now();
    tell(added === 0 ? `${facts} facts are there already …` : `${facts} facts are copied …`);
  };
}
