import 'reflect-metadata';
import { fileFold } from './accreditation/accreditation.state.js';
import { delegationFold } from './delegations/delegations.state.js';
import { Checkpoints } from './event-sourcing/checkpoints.js';
import { BEGINNING, type StoredFact } from './event-sourcing/event-store.js';
import { takeCensus } from './event-sourcing/log-census.js';
import { compareLogs } from './event-sourcing/log-comparison.js';
import { knows } from './event-sourcing/log-copy-notes.js';
import { pagesIn } from './event-sourcing/log-walk.js';
import { copy, withBoth } from './log-tools/copying.js';
import { factLine, jsonLine } from './log-tools/lines.js';
import { lookAtDatabase, type OpenLog, openLog, openPool, placeInSettings } from './log-tools/logs.js';
import { comparisonLines, copyLines, type PostgresFigures, statsJson, statsLines } from './log-tools/reports.js';
import { readWords, USAGE, UsageError, type Words } from './log-tools/words.js';
import { meetingFold } from './meetings/meetings.state.js';
import { messageFold } from './notifications/notifications.state.js';
import { connectionWithRole } from './platform/database-role.js';
import { readSettings } from './platform/settings.js';
import { explainFailure, standUp } from './platform/standing-services.js';
import { seatingFold } from './seating/seating.state.js';
import { letterheadFold } from './visa-letters/letterhead.state.js';
import { visaLetterFold } from './visa-letters/visa-letters.state.js';

const NO_SUCH_STREAM = 3;
const PAGE = 500;

const folds = [fileFold, delegationFold, meetingFold, messageFold, seatingFold, letterheadFold, visaLetterFold];
const categories = folds.map(({ category }) => category);

const say = (lines: readonly string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(''));
const sayJson = (value: unknown): void => say([JSON.stringify(value)]);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** `npm run log -- …`: see `USAGE`. The exit code. */
async function run(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const words = readWords(argv);
  switch (words.command) {
    case 'copy':
      return copyLog(words, signal);
    case 'verify':
      return verify(words);
    case 'show':
      return look(words, (log) => show(words, log));
    case 'tail':
      return look(words, (log) => tail(words, log, signal));
    case 'stats':
      return look(words, (log, databaseUrl) => stats(words, log, databaseUrl));
  }
}

async function copyLog(words: Words, signal: AbortSignal): Promise<number> {
  const { settings, services } = await standUp(words.options, process.env);
  try {
    const options = { ahead: words.ahead, signal, tell };
    const report = await withBoth(words, settings, services.databaseUrl, (both) =>
      copy(both, services.databaseUrl, options),
    );
    if (words.json) sayJson(report);
    else say(copyLines(report));
    return 0;
  } finally {
    await services.stop();
  }
}

async function verify(words: Words): Promise<number> {
  const settings = readSettings(process.env, words.options);
  const database = await lookAtDatabase(settings);
  try {
    const compare = ({ source, target }: { source: OpenLog; target: OpenLog }) =>
      compareLogs(source.store, target.store);
    const comparison = await withBoth(words, settings, database.url, compare);
    if (words.json) sayJson({ equal: true, ...comparison });
    else say(comparisonLines(comparison));
    return 0;
  } finally {
    await database.stop();
  }
}

/** At the log of the settings, with nothing changed in the database. */
async function look(words: Words, at: (log: OpenLog, databaseUrl: string) => Promise<number>): Promise<number> {
  const settings = readSettings(process.env, words.options);
  const database = await lookAtDatabase(settings);
  try {
    const log = await openLog(placeInSettings(settings, database.url));
    return await at(log, database.url).finally(() => log.close());
  } finally {
    await database.stop();
  }
}

async function show({ names: [stream = ''], json }: Words, { store }: OpenLog): Promise<number> {
  const facts = await store.read(stream);
  if (facts.length === 0) {
    tell(`There is no stream "${stream}".`);
    return NO_SUCH_STREAM;
  }
  say(facts.map((fact) => (json ? jsonLine(fact) : factLine(String(fact.revision), fact))));
  return 0;
}

async function tail({ names, from, last, json }: Words, { store }: OpenLog, signal: AbortSignal): Promise<number> {
  const unknown = names.find((name) => !categories.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no category "${unknown}", only ${categories.join(', ')}.`);
  if (from !== undefined && !(await knows(store, from))) throw new UsageError('--from is no position of this log.');
  const only = names.length === 0 ? undefined : names;
  const print = (facts: readonly StoredFact[]): void =>
    say(facts.map((fact) => (json ? jsonLine(fact) : factLine(`${fact.stream} ${fact.revision}`, fact))));
  const head = await store.head();
  if (last !== undefined) {
    let kept: readonly StoredFact[] = [];
    for await (const { facts } of pagesIn(store, BEGINNING, head))
      kept = [
        ...kept,
        ...facts.filter(({ stream }) => only?.some((name) => stream.startsWith(`${name}-`)) ?? true),
      ].slice(-last);
    print(last === 0 ? [] : kept);
  }
  for await (const { facts } of store.subscribe(from ?? head, () => PAGE, signal, only)) print(facts);
  return 0;
}

async function stats({ json }: Words, { store, kind, name }: OpenLog, databaseUrl: string): Promise<number> {
  const pool = openPool(connectionWithRole(databaseUrl));
  try {
    const readers = await new Checkpoints(pool).list();
    const positions: string[] = [];
    for (const { position } of readers)
      if (!positions.includes(position) && (await knows(store, position))) positions.push(position);
    const census = await takeCensus(store, categories, positions);
    const postgres = kind === 'postgres' ? (await pool.query<PostgresFigures>(FIGURES)).rows[0] : undefined;
    const answer = { store: name, census, newest: await store.newest(), postgres, readers };
    if (json) sayJson(statsJson(answer));
    else say(statsLines(answer));
    return 0;
  } finally {
    await pool.end();
  }
}

const FIGURES = `
  select id as "logId", generation, log.oldest_transaction_seconds() as "oldestTransactionSeconds",
    (pg_total_relation_size('log.facts') + pg_total_relation_size('log.streams'))::float8 as "bytesOnDisk"
  from log.identity`;

const explained = ['LogsDiffer', 'ForeignLog', 'LostPlace', 'LogUnsettled', 'CopyRefused', 'EventStoreError'];

function explain(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return 'Ended. The same command goes on from here.';
  return error instanceof Error && explained.includes(error.name) ? error.message : explainFailure(error);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
// Whoever read our output may be gone.
process.stdout.on('error', () => stop.abort());

run(process.argv.slice(2), stop.signal).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const isUsage = error instanceof UsageError;
    tell(isUsage ? `${error.message}\n\n${USAGE}` : explain(error));
    process.exitCode = isUsage ? 2 : 1;
  },
);
