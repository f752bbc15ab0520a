import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const PAUSE_MS = 40;

/**
 * Reactions follow a fact a moment later: asks again until there is an answer, and gives up after 30 seconds in which nothing moved.
 * @param what for the error; where it says how far things are, a change of it is a move
 */
export async function until<T>(what: string | (() => string), probe: () => Promise<T | undefined>): Promise<T> {
  const say = typeof what === 'string' ? (): string => what : what;
  for (let [said, end] = ['', 0]; ; await sleep(PAUSE_MS)) {
    const found = await probe();
    if (found !== undefined) return found;
    if (say() !== said) [said, end] = [say(), performance.now() + PATIENCE_MS];
    if (performance.now() > end) throw new Error(`Waited ${PATIENCE_MS / 1000} seconds in vain: ${said}.`);
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
