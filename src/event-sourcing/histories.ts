import type { Fact, Recorded } from './event.js';
import type { EventStore } from './event-store.js';
import type { FactCodec } from './fact-codec.js';

/** Streams read whole, with their personal data: for reactions that look back, and for the audit. */
export class Histories {
  constructor(
    private readonly store: EventStore,
    private readonly codec: FactCodec,
  ) {}

  async of<F extends Fact>(stream: string): Promise<readonly Recorded<F>[]> {
    return (await this.codec.openAll(await this.store.read(stream))) as readonly Recorded<F>[];
  }
}
