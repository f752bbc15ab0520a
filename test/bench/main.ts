import 'reflect-metadata';
import { append } from './append.js';
import { gate } from './gate.js';
import { http } from './http.js';
import { hotStream } from './hot-stream.js';
import { lag } from './lag.js';
import { letters } from './letters.js';
import { type Options, readOptions, type SectionName } from './options.js';
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

run(readOptions(process.argv.slice(2))).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
