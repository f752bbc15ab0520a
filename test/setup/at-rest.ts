import type { INestApplicationContext } from '@nestjs/common';
import { Checkpoints } from '../../src/event-sourcing/checkpoints.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { Queues } from '../../src/platform/queues.js';
import { eventually } from './eventually.js';

/** The log's end, as soon as every reader has followed it, no job is left, and nothing was appended meanwhile. */
export function atRest(app: INestApplicationContext): Promise<string> {
  const [store, checkpoints, queues] = [app.get(EventStore), app.get(Checkpoints), app.get(Queues)];
  return eventually(async () => {
    const newest = await store.newest();
    if ((await store.head()) < newest) return undefined;
    if ((await checkpoints.list()).some(({ position }) => position < newest)) return undefined;
    // A queue that does not answer at once is asked again.
    const states = await queues.states().catch(() => undefined);
    if (states?.some(({ waiting, active, delayed }) => waiting + active + delayed > 0) ?? true) return undefined;
    return (await store.newest()) === newest ? newest : undefined;
  });
}
