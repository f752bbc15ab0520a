import 'reflect-metadata';
import { AppModule } from './app.module.js';
import { Checkpoints } from './event-sourcing/checkpoints.js';
import { Consumers } from './event-sourcing/consumers.js';
import { EventStore } from './event-sourcing/event-store.js';
import { makeReadTablesAgain } from './platform/database.js';
import { createWorkerApplication } from './platform/application.js';
import { explainFailure, type StandingServices, standUp } from './platform/standing-services.js';

const LOOK_MS = 2_000;

/** `npm run rebuild [-- --data folder] [names…]`: makes read tables again from the log. */
async function run(argv: readonly string[]): Promise<void> {
  const { names, options } = separate(argv);
  const standing = await standUp(options, process.env);
  try {
    // Without names everything is made again, also tables that somebody dropped.
    if (names.length === 0) await makeReadTablesAgain(standing.services);
    await rebuild(standing, names);
  } finally {
    await standing.services.stop();
  }
}

async function rebuild(standing: StandingServices, names: readonly string[]): Promise<void> {
  const app = await createWorkerApplication(AppModule.with({ ...standing, worker: false }), standing);
  try {
    const consumers = app.get(Consumers);
    const chosen = names.length > 0 ? names : consumers.projectionNames;
    const head = await app.get(EventStore).head();
    const begun = performance.now();
    await consumers.startAgain(chosen);
    consumers.start('projections');
    await follow(app.get(Checkpoints), chosen, head);
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    process.stdout.write(`Made again in ${seconds} s: ${chosen.join(', ') || 'no read table'}.\n`);
  } finally {
    await app.close();
  }
}

/** @throws Error when a projection stops at a fact that it can't fold */
async function follow(checkpoints: Checkpoints, names: readonly string[], head: string): Promise<void> {
  if (names.length === 0) return;
  while (!(await checkpoints.waitFor(names, head, LOOK_MS))) {
    const known = (await checkpoints.list()).filter(({ name }) => names.includes(name));
    const stopped = known.find(({ status }) => status === 'stopped');
    if (stopped !== undefined)
      throw new Error(`${stopped.name} stopped after ${stopped.position || 'the beginning'}: ${stopped.reason ?? ''}`);
    process.stdout.write(
      `${known.filter(({ position }) => position >= head).length} of ${names.length} are level with the log …\n`,
    );
  }
}

/** Names of read tables stand among the options of every command. */
function separate(argv: readonly string[]): { readonly names: readonly string[]; readonly options: readonly string[] } {
  const takesValue = ['--data', '--port'];
  const isName = (word: string, place: number): boolean =>
    !word.startsWith('-') && !takesValue.includes(argv[place - 1] ?? '');
  return { names: argv.filter(isName), options: argv.filter((word, place) => !isName(word, place)) };
}

run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${explainFailure(error)}\n`);
  process.exitCode = 1;
});
