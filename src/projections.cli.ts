import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { Checkpoints } from './event-sourcing/checkpoints.js';
import { Consumers, UnknownConsumer } from './event-sourcing/consumers.js';
import { EventStore } from './event-sourcing/event-store.js';
import { FactCodec } from './event-sourcing/fact-codec.js';
import { Rebuild, type RebuildProgress } from './event-sourcing/rebuild.js';
import { createWorkerApplication } from './platform/application.js';
import { makeReadTablesAgain } from './platform/database.js';
import { runningDatabases } from './platform/embedded/running-postgres.js';
import { Readers } from './platform/health/readers.js';
import { readSettings } from './platform/settings.js';
import { explainFailure, type StandingServices, standUp } from './platform/standing-services.js';

const TELL_MS = 2_000;
/** Within this time whoever works on a consumer has noticed the call and tried again. */
const RETRIED_MS = 2_000;

const USAGE = `Usage: npm run projections [-- [--data folder] …]

  (nothing)                 how far projections and reactions have come
  retry <name>              a stopped projection, or a reaction with parked facts, tries again at once
  rebuild [names…]          makes read tables (all, or these) again beside the living ones, and puts them in their place
  drop-old                  drops the tables that rebuilds have put aside; they hold personal data
  resume-at-end <reaction>  a reaction whose place in the log is lost goes on with new facts alone`;

type Say = (line: string) => void;

/** What a command may use. */
interface Desk {
  readonly app: INestApplicationContext;
  readonly standing: StandingServices;
  readonly rebuild: Rebuild;
  readonly say: Say;
}

type Act = (desk: Desk, names: readonly string[]) => Promise<boolean>;

class UsageError extends Error {}

const acts: Readonly<Record<string, Act>> = {
  list: (desk) => list(desk).then(() => true),
  retry,
  rebuild,
  'drop-old': dropOld,
  'resume-at-end': resumeAtEnd,
};

async function run(argv: readonly string[]): Promise<boolean> {
  const { names, options } = separate(argv);
  const [word = 'list', ...rest] = names;
  const act = acts[word];
  if (act === undefined) throw new UsageError(USAGE);
  const { dataFolder, databaseUrl } = readSettings(process.env, options);
  // Beside a server that runs on its embedded PostgreSQL, that one is used.
  const running = databaseUrl === undefined ? await runningDatabases(dataFolder) : {};
  const standing = await standUp(options, { ...process.env, ...running });
  try {
    return await withDesk(standing, (desk) => act(desk, rest));
  } finally {
    await standing.services.stop();
  }
}

async function withDesk(standing: StandingServices, work: (desk: Desk) => Promise<boolean>): Promise<boolean> {
  const app = await createWorkerApplication(AppModule.with({ ...standing, worker: false }), standing);
  const { databaseUrl } = standing.services;
  const rebuild = new Rebuild(
    app.get(EventStore),
    app.get(FactCodec),
    app.get(DataSource),
    app.get(Checkpoints),
    databaseUrl,
  );
  try {
    return await work({ app, standing, rebuild, say: (line) => void process.stdout.write(`${line}\n`) });
  } finally {
    await rebuild.close();
    await app.close();
  }
}

async function list({ app, rebuild, say }: Desk): Promise<void> {
  const readers = await app.get(Readers).list();
  const rows = readers.map((reader) => [
    reader.name,
    reader.kind,
    String(reader.version),
    reader.parked > 0 ? `${reader.parked} parked` : reader.status,
    `${reader.factsBehind}${reader.orMore ? '+' : ''} facts, ${reader.secondsBehind} s`,
    reader.position || 'the beginning',
    reader.reason ?? '',
  ]);
  const table = [['name', 'kind', 'version', 'state', 'lag', 'position', 'error'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table)
    say(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  const marks = await app.get(Checkpoints).marks();
  for (const [name, { position }] of marks)
    if (name.endsWith('~beside')) say(`${name.split('~')[0] ?? ''} is made again, or that was cut off, at ${position}`);
  const kept = await rebuild.kept();
  if (kept.length > 0) say(`Put aside by rebuilds, until drop-old: ${kept.join(', ')}`);
}

async function retry({ app, say }: Desk, [name = '']: readonly string[]): Promise<boolean> {
  const { projectionNames, reactionNames } = app.get(Consumers);
  if (![...projectionNames, ...reactionNames].includes(name))
    throw new UnknownConsumer(`There is no "${name}", only ${[...projectionNames, ...reactionNames].join(', ')}.`);
  const checkpoints = app.get(Checkpoints);
  const look = async (): Promise<string> => {
    const status = (await checkpoints.list()).find((each) => each.name === name);
    if (status?.status === 'stopped') return `stopped: ${status.reason ?? ''}`;
    return (status?.parked ?? 0) > 0 ? `${status?.parked ?? 0} facts are parked` : '';
  };
  await checkpoints.call(name);
  let wrong = await look();
  for (const until = Date.now() + RETRIED_MS; wrong !== '' && Date.now() < until; wrong = await look())
    await sleep(100);
  say(wrong === '' ? `${name} runs.` : `${name} was called to try again, and is still not well: ${wrong}.`);
  return wrong === '';
}

async function rebuild({ app, standing, rebuild: again, say }: Desk, names: readonly string[]): Promise<boolean> {
  const projections = app.get(Consumers).named(names);
  const missing = await again.missing(projections);
  if (missing.length > 0) {
    say(`Missing: ${missing.join(', ')}. All read tables are made anew, and empty until they are level.`);
    await makeReadTablesAgain(standing.services);
  }
  const begun = performance.now();
  let facts = 0;
  const tell = teller(say);
  const told = (progress: RebuildProgress): void => {
    ({ facts } = progress);
    tell(progress);
  };
  const made = await again.run(projections, { told });
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
  const [well, ill] = [made.filter(({ reason }) => !reason), made.filter(({ reason }) => reason)];
  if (well.length > 0)
    say(
      `Made again in ${seconds} s (${facts} facts, ${peak} MB of memory at most): ${well.map(({ name }) => name).join(', ')}.`,
    );
  for (const { name, reason = '' } of ill) say(`${name} stays as it was. ${reason}`);
  const kept = await again.kept();
  if (kept.length > 0)
    say('The tables before are kept, with the personal data in them: npm run projections -- drop-old');
  return ill.length === 0;
}

function teller(say: Say): (progress: RebuildProgress) => void {
  let told = performance.now();
  return ({ facts, recordedAt }) => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    say(`${facts} facts, up to ${recordedAt ?? ''} …`);
  };
}

async function dropOld({ rebuild: again, say }: Desk): Promise<boolean> {
  const dropped = await again.dropKept();
  const kept = await again.kept();
  if (dropped.length > 0) say(`Dropped: ${dropped.join(', ')}.`);
  if (kept.length > 0) say(`Still in use: ${kept.join(', ')}.`);
  if (dropped.length + kept.length === 0) say('There is nothing to drop.');
  return kept.length === 0;
}

async function resumeAtEnd({ app, say }: Desk, [name = '']: readonly string[]): Promise<boolean> {
  const { reactionNames } = app.get(Consumers);
  if (!reactionNames.includes(name))
    throw new UnknownConsumer(`There is no reaction "${name}", only ${reactionNames.join(', ')}.`);
  const position = await app.get(EventStore).head();
  await app.get(Checkpoints).resumeAt(name, position);
  say(`${name} goes on after ${position || 'the beginning'}.`);
  return true;
}

/** Words stand among the options of every command. */
function separate(argv: readonly string[]): { readonly names: readonly string[]; readonly options: readonly string[] } {
  const takesValue = ['--data', '--port'];
  const isName = (word: string, place: number): boolean =>
    !word.startsWith('-') && !takesValue.includes(argv[place - 1] ?? '');
  return { names: argv.filter(isName), options: argv.filter((word, place) => !isName(word, place)) };
}

const explained = [UsageError, UnknownConsumer];

run(process.argv.slice(2)).then(
  (isWell) => void (process.exitCode = isWell ? 0 : 1),
  (error: unknown) => {
    const isPlain = explained.some((kind) => error instanceof kind);
    process.stderr.write(`${isPlain ? (error as Error).message : explainFailure(error)}\n`);
    process.exitCode = 1;
  },
);
