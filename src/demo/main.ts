import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readServer } from '../platform/embedded/server-announcement.js';
import { perform } from './performance.js';
import { contradictions } from './plan.js';
import { Progress } from './progress.js';
import { DEFAULT_MEETING, repertoire, scriptOf } from './repertoire.js';
import type { MeetingScript } from './script.js';
import type { Server } from './server.js';

const USAGE = `Usage: npm run demo -- [--meeting <code>] [--data <folder>] [--json]

  --meeting  ${Object.keys(repertoire).join(' or ')} (default: ${DEFAULT_MEETING})
  --data     the folder to play in, emptied first (default: .credence-demo)
  --json     print the figures as one JSON object, alone on the last line`;

const INTERRUPTED = 130;

interface Options {
  readonly script: MeetingScript;
  readonly dataFolder: string;
  readonly json: boolean;
}

function readOptions(args: readonly string[]): Options {
  try {
    const options = {
      meeting: { type: 'string', default: DEFAULT_MEETING },
      data: { type: 'string', default: '.credence-demo' },
      json: { type: 'boolean', default: false },
    } as const;
    const { meeting, data, json } = parseArgs({ args: [...args], options }).values;
    return { script: scriptOf(meeting), dataFolder: resolve(data), json };
  } catch (error) {
    throw new Error(`${messageOf(error)}\n${USAGE}`, { cause: error });
  }
}

/** What this play cannot work with is said before anything starts. */
async function refuseWhatCannotWork({ dataFolder }: Options): Promise<void> {
  if (process.env['OIDC_ISSUER']) {
    throw new Error(
      'OIDC_ISSUER is set, and the demo cannot sign in its invented people there: unset it for the demo.',
    );
  }
  const server = await readServer(dataFolder);
  if (server === undefined) return;
  throw new Error(
    `A server runs on ${dataFolder} (process ${server.pid}): stop it first, or choose another folder with --data.`,
  );
}

/** On an EventStoreDB every play is a log of its own: what was played there before can't be emptied as a data folder is. */
function takeOwnLog(progress: Progress): void {
  if (!process.env['EVENT_STORE_URL']) return;
  const prefix = (process.env['EVENT_STORE_PREFIX'] ||= `demo-${randomBytes(4).toString('hex')}`);
  progress.say(`The log is kept by EventStoreDB, in streams that begin with ${prefix}.`);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  await refuseWhatCannotWork(options);
  const progress = new Progress(options.json ? process.stderr : process.stdout);
  takeOwnLog(progress);
  const running = new Set<Server>();
  const stopAll = (): Promise<unknown> => Promise.all([...running].map((server) => server.stop()));
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      interruption.abort();
      progress.clear();
      progress.say('Stopping …');
      void stopAll().finally(() => process.exit(INTERRUPTED));
    });
  }
  try {
    const figures = await perform({
      script: options.script,
      dataFolder: options.dataFolder,
      progress,
      running,
      interrupted: interruption.signal,
    });
    if (options.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
    return contradictions(options.script, figures).length === 0 ? 0 : 1;
  } catch (error) {
    await stopAll();
    if (interruption.signal.aborted) return INTERRUPTED;
    progress.clear();
    throw error;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

void main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    process.stderr.write(`✗ ${messageOf(error)}
`);
    process.exitCode = 1;
  },
);
