/** Somebody who does the same work as others, and is measured beside them. */
export interface Candidate {
  readonly name: string;
  /** Works for about so long, and says how much was done in a second. */
  work(windowMs: number): Promise<number>;
}

export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export type Figures = Readonly<Record<string, Figure>>;

/**
 * All candidates in every round, each time another one first, so that what the machine does besides meets all of them. A round before
 * the first is not counted.
 */
export async function takeRounds(
  candidates: readonly Candidate[],
  { rounds, windowMs }: { readonly rounds: number; readonly windowMs: number },
): Promise<Figures> {
  const samples = new Map(candidates.map(({ name }) => [name, [] as number[]]));
  for (const { work } of candidates) await work(windowMs / 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, work } of rotated(candidates, round)) samples.get(name)?.push(await work(windowMs));
  }
  return Object.fromEntries([...samples].map(([name, values]) => [name, figureOf(values)]));
}

export const rotated = <T>(list: readonly T[], by: number): readonly T[] => {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
};

export function figureOf(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

/** Of values in order. */
export function quantile(sorted: readonly number[], q: number): number {
  const place = (sorted.length - 1) * q;
  const [below = 0, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place - Math.floor(place));
}

/** How often something is done in a second, by so many at once. */
export async function perSecond(atOnce: number, windowMs: number, once: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - begun < windowMs) {
      await once();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (done * 1_000) / (performance.now() - begun);
}
