import { newStream } from './example-facts.js';
import { openLogs, type OpenLogs } from './logs/open-logs.js';
import type { Options } from './options.js';
import { Profiler, profileTable } from './profile.js';
import { type Comparison, mediansOf, type Report } from './report.js';
import { type Candidate, type Figures, perSecond, takeRounds } from './rounds.js';

const ATONCE = [1, 8, 32] as const;
const goals: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  1: { raw: 0.5 },
  32: { raw: 1.2, emmett: 4 },
};

/** One fact to a new stream, by one, eight and 32 at once. */
export async function append(options: Options, disk: 'as it is' | 'flush of 1 ms'): Promise<Report> {
  const logs = await openLogs(options.eventStoreUrl);
  try {
    const comparisons: Comparison[] = [];
    const json: Record<string, unknown> = {};
    for (const atOnce of ATONCE) {
      const { figures, lost } = await measure(logs, atOnce, options);
      json[`c${atOnce}`] = mediansOf(figures);
      comparisons.push({
        title: `append: one fact to a new stream, ${atOnce} at once, disk ${disk === 'as it is' ? disk : `with a ${disk}`}`,
        figures,
        ...(disk === 'as it is' ? { goals: goals[atOnce] ?? {} } : {}),
        notes: lost.map(({ name, facts }) => `${name} lost ${facts} facts that it had acknowledged`),
      });
    }
    const profiles = options.profile ? [await profileOf(logs, options)] : [];
    return { json, comparisons, profiles };
  } finally {
    await logs.close();
  }
}

async function profileOf({ logs: [ours] }: OpenLogs, { windowMs }: Options): Promise<string> {
  const profiler = new Profiler();
  await profiler.start();
  await perSecond(32, windowMs * 3, async () => ours?.appendFirst(newStream()));
  return profileTable('append by 32 at once, credence', await profiler.stop());
}

interface Measured {
  readonly figures: Figures;
  readonly lost: readonly { readonly name: string; readonly facts: number }[];
}

/** Also counts what of the acknowledged facts is not there. */
async function measure({ logs }: OpenLogs, atOnce: number, options: Options): Promise<Measured> {
  const watched = await Promise.all(logs.map(async (log) => ({ log, before: await log.count(), acknowledged: 0 })));
  const candidates = watched.map((entry): Candidate => {
    const once = async (): Promise<void> => {
      await entry.log.appendFirst(newStream());
      entry.acknowledged += 1;
    };
    return { name: entry.log.name, work: (windowMs) => perSecond(atOnce, windowMs, once) };
  });
  const figures = await takeRounds(candidates, options);
  const lost = await Promise.all(
    watched.map(async ({ log, before, acknowledged }) => {
      return { name: log.name, facts: before + acknowledged - (await log.count()) };
    }),
  );
  return { figures, lost: lost.filter(({ facts }) => facts !== 0) };
}
