import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again until the answer is there. */
export async function eventually<T>(look: () => Promise<T | undefined> | T | undefined, atMostMs = 60_000): Promise<T> {
  const deadline = performance.now() + atMostMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`Not within ${atMostMs} ms.`);
    await sleep(5);
  }
}

/** As `eventually`, for a condition. */
export const untilTrue = (holds: () => Promise<boolean> | boolean, atMostMs?: number): Promise<true> =>
  eventually(async () => ((await holds()) ? true : undefined), atMostMs);
