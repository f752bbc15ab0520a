import 'reflect-metadata';
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

async function run(options: Options): Promise<void> {
  const server = await startServer();
  const onSignal = (): void => void server.stop().finally(() => process.exit(130));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const object: Partial<Record<SectionName, unknown>> = {};
  try {
    for (const name of options.only) {
      const { json, comparisons, profiles = [] } = await sections[name](options);
      object[name] = json;
      process.stdout.write(`${[...comparisons.map(tableOf), ...profiles].join('\n')}\n`);
    }
  } finally {
    await server.stop();
  }
  if (options.json) process.stdout.write(`${JSON.stringify(object)}\n`);
}

async function begin(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  // It is a rival here: what is ours stays on PostgreSQL.
  delete process.env['EVENT_STORE_URL'];
  await run(options);
}

begin().catch((error: unknown) => {
  const isPlain = error instanceof UsageError || !(error instanceof Error);
  process.stderr.write(`${isPlain ? String(error) : (error.stack ?? error.message)}\n`);
  process.exitCode = 1;
});
