export abstract class Clock {
  abstract now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Starts at the given instant and runs on; a change of the system's own time doesn't move it. */
export function clockFrom(instant: Date): Clock {
  const offset = instant.getTime() - performance.now();
  return { now: () => new Date(offset + performance.now()) };
}
