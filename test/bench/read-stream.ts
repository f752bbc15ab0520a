import { newStream } from './example-facts.js';
import { openLogs } from './logs/open-logs.js';
import type { Options } from './options.js';
import { mediansOf, type Report } from './report.js';
import { type Candidate, perSecond, takeRounds } from './rounds.js';

const LONG = 100;
const ATONCE = 8;

/** Streams of a hundred facts, read whole. */
export async function readStream(options: Options): Promise<Report> {
  const opened = await openLogs(options.eventStoreUrl);
  try {
    const candidates: Candidate[] = [];
    for (const log of opened.logs) {
      const stream = newStream();
      await log.appendFirst(stream);
      for (let count = 1; count < LONG; count += 1) await log.appendNext(stream, count);
      const once = async (): Promise<void> => {
        const read = await log.read(stream);
        if (read !== LONG) throw new Error(`${log.name} read ${read} facts.`);
      };
      candidates.push({ name: log.name, work: (windowMs) => perSecond(ATONCE, windowMs, once) });
    }
    const streams = await takeRounds(candidates, options);
    const figures = Object.fromEntries(
      Object.entries(streams).map(([name, { median, min, max }]) => [
        name,
        { median: median * LONG, min: min * LONG, max: max * LONG },
      ]),
    );
    const title = `read: facts of a stream of ${LONG}, ${ATONCE} at once`;
    return { json: mediansOf(figures), comparisons: [{ title, figures }] };
  } finally {
    await opened.close();
  }
}
