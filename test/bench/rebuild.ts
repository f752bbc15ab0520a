import { DataSource } from 'typeorm';
import { Checkpoints } from '../../src/event-sourcing/checkpoints.js';
import { Consumers } from '../../src/event-sourcing/consumers.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { Rebuild } from '../../src/event-sourcing/rebuild.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { FileFacts, putInLog, STEPS } from './example-files.js';
import { openPool } from './logs/pool.js';
import type { Options } from './options.js';
import type { Report } from './report.js';
import { figureOf } from './rounds.js';

const SMALL = 2_000;
const TIMES = 10;

/** All read tables of the product, from a small log and from one that is ten times as long. */
export async function rebuild({ quick }: Pick<Options, 'quick'>): Promise<Report> {
  const app = await startTestApp({ worker: false });
  const owner = openPool({ connectionString: app.services.databaseUrl });
  const again = rebuildOf(app);
  try {
    const small = quick ? SMALL / 10 : SMALL;
    const all = (small * TIMES) / STEPS;
    const facts = new FileFacts(all, app.app.get(FactCodec));
    await putInLog(owner, await facts.next(small));
    await make(app, again);
    const short = small / (await make(app, again));
    await putInLog(owner, await facts.next(small * (TIMES - 1)));
    const long = (small * TIMES) / (await make(app, again));
    const figures = { credence: figureOf([long]), [`of ${small} facts`]: figureOf([short]) };
    const names = app.app.get(Consumers).projectionNames.length;
    const title = `rebuild: ${names} read tables from ${small * TIMES} facts of ${all} files`;
    const linear = `ten times the facts take ${((TIMES * short) / long).toFixed(1)} times as long`;
    return {
      json: { credence: Math.round(long), short: Math.round(short) },
      comparisons: [{ title, figures, notes: [linear] }],
    };
  } finally {
    await again.close();
    await owner.end();
    await app.stop();
  }
}

function rebuildOf({ app, services }: TestApp): Rebuild {
  const parts = [app.get(EventStore), app.get(FactCodec), app.get(DataSource), app.get(Checkpoints)] as const;
  return new Rebuild(...parts, services.databaseUrl);
}

/** Seconds. */
async function make({ app }: TestApp, again: Rebuild): Promise<number> {
  const begun = performance.now();
  const made = await again.run(app.get(Consumers).named([]));
  const seconds = (performance.now() - begun) / 1_000;
  for (const { name, reason } of made) if (reason !== undefined) throw new Error(`${name}: ${reason}`);
  await again.dropKept();
  return seconds;
}
