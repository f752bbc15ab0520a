import { randomUUID } from 'node:crypto';
import type { Fact } from '../../src/event-sourcing/event.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { Clock } from '../../src/platform/clock.js';
import type { TestApp } from './app.js';
import { eventually } from './eventually.js';

interface Circumstances {
  readonly actorId?: string;
  readonly consulted?: Readonly<Record<string, number>>;
}

/** Puts facts at the end of a stream, straight into the log, as if a decider had written them. */
export async function putFacts<F extends Fact>(
  { app }: TestApp,
  stream: string,
  meetingId: string,
  facts: readonly F[],
  { actorId = 'somebody', consulted = {} }: Circumstances = {},
): Promise<void> {
  const store = app.get(EventStore);
  const metadata = {
    actorId,
    power: { role: 'system' },
    commandId: randomUUID(),
    requestHash: '',
    meetingId,
    correlationId: randomUUID(),
    consulted,
    recordedAt: app.get(Clock).now().toISOString(),
  };
  const named = facts.map((fact) => ({ ...fact, id: randomUUID() }));
  const sealed = await app.get(FactCodec).seal(stream, named, metadata);
  const expected = (await store.read(stream)).length - 1;
  const { kind } = await eventually(() => store.append(stream, expected, sealed).catch(() => undefined));
  if (kind !== 'appended') throw new Error(`The stream ${stream} moved.`);
}
