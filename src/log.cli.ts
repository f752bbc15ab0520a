import 'reflect-metadata';
import { fileFold } from './accreditation/accreditation.state.js';
import { delegationFold } from './delegations/delegations.state.js';
import { compareLogs } from './event-sourcing/log-comparison.js';
import { copy, withBoth } from './log-tools/copying.js';
import { type Screen, show, stats, tail } from './log-tools/looking.js';
import { lookAtDatabase, type OpenLog, openLog, placeInSettings } from './log-tools/logs.js';
import { comparisonLines, copyLines } from './log-tools/reports.js';
import { readWords, USAGE, UsageError, type Words } from './log-tools/words.js';
import { meetingFold } from './meetings/meetings.state.js';
import { messageFold } from './notifications/notifications.state.js';
import { readSettings } from './platform/settings.js';
import { runningDatabases } from './platform/embedded/running-postgres.js';
import { explainFailure, standUp } from './platform/standing-services.js';
import { seatingFold } from './seating/seating.state.js';
import { letterheadFold } from './visa-letters/letterhead.state.js';
import { visaLetterFold } from './visa-letters/visa-letters.state.js';

const folds = [fileFold, delegationFold, meetingFold, messageFold, seatingFold, letterheadFold, visaLetterFold];
const categories = folds.map(({ category }) => category);

const say = (lines: readonly string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(''));
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const screen: Screen = { say, tell };

/** `npm run log -- …`: see `USAGE`. The exit code. */
async function run(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const words = readWords(argv);
  switch (words.command) {
    case 'copy':
      return copyLog(words, signal);
    case 'verify':
      return verify(words);
    case 'show':
      return look(words, ({ store }) => show(store, words, screen));
    case 'tail':
      return look(words, ({ store }) => tail(store, { ...words, categories }, screen, signal));
    case 'stats':
      return look(words, (log, databaseUrl) => stats(log, databaseUrl, { ...words, categories }, screen));
  }
}

async function copyLog(words: Words, signal: AbortSignal): Promise<number> {
  // Ahead of the switch it copies beside a server that runs, embedded or not.
  const { dataFolder, databaseUrl } = readSettings(process.env, words.options);
  const running = words.ahead && databaseUrl === undefined ? await runningDatabases(dataFolder) : {};
  const { settings, services } = await standUp(words.options, { ...process.env, ...running });
  try {
    const options = { ahead: words.ahead, signal, tell };
    const report = await withBoth(words, settings, services.databaseUrl, (both) =>
      copy(both, services.databaseUrl, options),
    );
    say(words.json ? [JSON.stringify(report)] : copyLines(report));
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
    say(words.json ? [JSON.stringify({ equal: true, ...comparison })] : comparisonLines(comparison));
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

const explained = ['LogsDiffer', 'ForeignLog', 'LostPlace', 'LogUnsettled', 'CopyRefused', 'NoLog'];

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
