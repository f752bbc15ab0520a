import { Injectable } from '@nestjs/common';
import { Checkpoints, type ConsumerStatus } from '../../event-sourcing/checkpoints.js';
import { Consumers } from '../../event-sourcing/consumers.js';
import type { FactMetadata } from '../../event-sourcing/event.js';
import { BEGINNING, EventStore, FactVanished, ForeignPosition } from '../../event-sourcing/event-store.js';
import { Clock } from '../clock.js';

const COUNTED_FACTS = 200;

export interface Lag {
  /** Facts that it has not dealt with; `orMore` where nobody counted on. */
  readonly factsBehind: number;
  readonly orMore: boolean;
  /** Age of the oldest of them. */
  readonly secondsBehind: number;
}

const level: Lag = { factsBehind: 0, orMore: false, secondsBehind: 0 };

/** How far the projections and reactions of this program have come. */
@Injectable()
export class Readers {
  constructor(
    private readonly store: EventStore,
    private readonly checkpoints: Checkpoints,
    private readonly consumers: Consumers,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<readonly (ConsumerStatus & Lag)[]> {
    const [known, head] = await Promise.all([this.checkpoints.list(), this.store.head()]);
    const here = known.filter(({ kind, name }) => kind === 'reaction' || this.consumers.projectionNames.includes(name));
    return Promise.all(here.map(async (consumer) => ({ ...consumer, ...(await this.lagOf(consumer, head)) })));
  }

  private async lagOf({ position }: ConsumerStatus, head: string): Promise<Lag> {
    if (position === head) return level;
    // Behind the end it was level a moment later than we looked, or what it had has vanished.
    const { facts } = await this.store.readAll(position, COUNTED_FACTS).catch((error: unknown) => {
      // Its place in the log is lost, so it has everything before it.
      if (error instanceof ForeignPosition || error instanceof FactVanished)
        return this.store.readAll(BEGINNING, COUNTED_FACTS);
      throw error;
    });
    const [oldest] = facts;
    const recordedAt = oldest === undefined ? undefined : (JSON.parse(oldest.metadata) as FactMetadata).recordedAt;
    const age = recordedAt === undefined ? 0 : this.clock.now().getTime() - Date.parse(recordedAt);
    return {
      factsBehind: facts.length,
      orMore: facts.length === COUNTED_FACTS,
      secondsBehind: Math.max(0, Math.round(age / 1_000)),
    };
  }
}
