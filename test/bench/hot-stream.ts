import { startKernel } from '../setup/kernel.js';
import { alone, newShelf, shelfCatalogue, shelfDecider, storeParcels } from '../setup/shelf.js';
import { LogUnavailable } from '../../src/event-sourcing/rejection.js';
import type { Options } from './options.js';
import { mediansOf, type Report } from './report.js';
import { type Candidate, perSecond, takeRounds } from './rounds.js';

const ATONCE = 32;

/** Commands that are read for, decided and appended on one stream: many at once, against one after another. */
export async function hotStream(options: Options): Promise<Report> {
  const kernel = await startKernel(shelfCatalogue);
  try {
    let conflicts = 0;
    const once = (shelf: string) => async (): Promise<void> => {
      try {
        await kernel.decisions.decide(shelfDecider, shelf, storeParcels([1]), alone);
      } catch (error) {
        if (!(error instanceof LogUnavailable)) throw error;
        conflicts += 1;
      }
    };
    const candidates: readonly Candidate[] = [
      { name: 'credence', work: (windowMs) => perSecond(ATONCE, windowMs, once(newShelf())) },
      { name: 'sequential', work: (windowMs) => perSecond(1, windowMs, once(newShelf())) },
    ];
    const figures = await takeRounds(candidates, options);
    const title = `hot stream: commands decided on one stream, ${ATONCE} at once, against one after another`;
    const promise = { text: `${conflicts} conflicts answered, goal 0`, kept: conflicts === 0 };
    const comparison = { title, figures, goals: { sequential: 1 }, promise };
    return { json: { ...mediansOf(figures), conflicts }, comparisons: [comparison] };
  } finally {
    await kernel.stop();
  }
}
