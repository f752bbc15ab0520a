import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const PAUSE_MS = 40;

/** Reactions follow a fact a moment later: asks again until there is an answer, and gives up after 30 seconds. */
export async function until<T>(what: string | (() => string), probe: () => Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > end)
      throw new Error(`Waited ${PATIENCE_MS / 1000} seconds in vain: ${typeof what === 'string' ? what : what()}.`);
  }
}

/** Works on several items at once; the answers stand in the order of the items. After a failure nothing new begins. */
export async function sideBySide<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array<R>(items.length);
  const queue = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) return;
      results[index] = await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
