import { setTimeout as sleep } from 'node:timers/promises';
import { AccreditationFile } from '../../src/accreditation/accreditation.entity.js';
import { accreditationFacts } from '../../src/accreditation/accreditation.events.js';
import { filesProjection } from '../../src/accreditation/accreditation.projection.js';
import { catalogueOf } from '../../src/event-sourcing/event.js';
import { startKernel } from '../setup/kernel.js';
import { FileFacts, STEPS } from './example-files.js';
import type { Options } from './options.js';
import type { Report } from './report.js';
import { quantile } from './rounds.js';

const A_SECOND = 100;
const PATIENCE_MS = 60_000;

/** From the moment an append was answered until the row is in its table, while facts come at a moderate pace. */
export async function lag({ quick }: Pick<Options, 'quick'>): Promise<Report> {
  const kernel = await startKernel(catalogueOf([accreditationFacts]), [AccreditationFile]);
  try {
    const consumers = kernel.consumers();
    consumers.project(filesProjection);
    consumers.start('projections');
    const count = quick ? 50 : 1_000;
    const waits: Promise<number>[] = [];
    for (const { stream, revision, fact } of await new FileFacts(count / STEPS, kernel.codec).next(count)) {
      const turn = sleep(1_000 / A_SECOND);
      const { position } = (await kernel.store.append(stream, revision - 1, [fact])) as { position: string };
      waits.push(since(performance.now(), () => kernel.checkpoints.waitFor(['files'], position, PATIENCE_MS)));
      await turn;
    }
    const sorted = (await Promise.all(waits)).slice(count / 10).toSorted((a, b) => a - b);
    const [p50, p99] = [0.5, 0.99].map((q) => Math.round(quantile(sorted, q) * 10) / 10);
    const title = `lag: fact to read table at ${A_SECOND} facts a second`;
    return {
      json: { p50, p99 },
      comparisons: [{ title, figures: {}, notes: [`p50 ${p50 ?? 0} ms, p99 ${p99 ?? 0} ms`] }],
    };
  } finally {
    await kernel.stop();
  }
}

async function since(begun: number, reached: () => Promise<boolean>): Promise<number> {
  if (!(await reached())) throw new Error('The projection did not follow.');
  return performance.now() - begun;
}
