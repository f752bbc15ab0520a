import type { Clock } from '../../src/platform/clock.js';

/** Runs on from an instant, and jumps where a test says so. */
export interface MovableClock extends Clock {
  jump(to: string): void;
}

export function movableClock(from: string): MovableClock {
  let offset = Date.parse(from) - performance.now();
  return {
    now: () => new Date(offset + performance.now()),
    jump: (to) => {
      offset = Date.parse(to) - performance.now();
    },
  };
}
