import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { append } from './append.js';
import { gate } from './gate.js';
import { http } from './http.js';
import { hotStream } from './hot-stream.js';
import { lag } from './lag.js';
import { letters } from './letters.js';
import { type Options, readOptions, type SectionName, UsageError } from './options.js';
import { project } from './project.js';
import { readStream } from './read-stream.js';
import { rebuild } from './rebuild.js';
import { type Report, tableOf } from './report.js';
import { onSlowDisk, startServer } from './server.js';

const sections: Readonly<Record<SectionName, (options: Options) => Promise<Report>>> = {
  append: (options) => append(options, 'as it is'),
  appendSlowDisk: (options) => onSlowDisk(() => append(options, 'flush of 1 ms')),
  hotStream,
  http,
  project,
  rebuild,
  lag,
  letters,
  gate,
  readStream,
};

/** One section on a PostgreSQL of its own. */
async function run(name: SectionName, options: Options): Promise<unknown> {
  const server = await startServer();
  const onSignal = (): void => void server.stop().finally(() => process.exit(130));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const { json, comparisons, profiles = [] } = await sections[name](options);
    process.stdout.write(`${[...comparisons.map(tableOf), ...profiles].join('\n')}\n`);
    return json;
  } finally {
    await server.stop();
  }
}

/** The same in a process of its own, so that no section inherits heap and compiled code of the one before. */
async function runApart(name: SectionName): Promise<unknown> {
  const child = spawn(process.execPath, [...process.argv.slice(1), '--only', name, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.once('SIGTERM', pass);
  const lines: string[] = [];
  const ended = once(child, 'close');
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (!line.startsWith('{')) process.stdout.write(`${line}\n`);
  }
  const [code] = (await ended) as [number | null];
  process.off('SIGTERM', pass);
  if (code !== 0) throw new Error(`The section ${name} failed.`);
  return (JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>)[name];
}

async function begin(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  const object: Partial<Record<SectionName, unknown>> = {};
  const isOne = options.only.length === 1;
  // It is a rival here: what is ours stays on PostgreSQL.
  if (isOne) delete process.env['EVENT_STORE_URL'];
  for (const name of options.only) object[name] = await (isOne ? run(name, options) : runApart(name));
  if (options.json) process.stdout.write(`${JSON.stringify(object)}\n`);
}

begin().catch((error: unknown) => {
  const isPlain = error instanceof UsageError || !(error instanceof Error);
  process.stderr.write(`${isPlain ? String(error) : (error.stack ?? error.message)}\n`);
  process.exitCode = 1;
});
