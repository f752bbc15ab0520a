import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { FactMetadata } from '../event-sourcing/event.js';
import { BEGINNING, EventStore } from '../event-sourcing/event-store.js';
import type { FactCountView } from './audit.dto.js';

const PAGE = 1_000;

/** How many facts the log holds about a meeting. */
export class CountFacts {
  constructor(readonly meetingId: string) {}
}

@QueryHandler(CountFacts)
export class CountFactsHandler implements IQueryHandler<CountFacts> {
  constructor(private readonly store: EventStore) {}

  /** Counted in the log itself, whichever store keeps it, so that read tables can be checked against it. */
  async execute({ meetingId }: CountFacts): Promise<FactCountView> {
    const byType = new Map<string, number>();
    let total = 0;
    for (let after = BEGINNING; ;) {
      const { facts, upTo } = await this.store.readAll(after, PAGE);
      if (facts.length === 0)
        return { total, byType: Object.fromEntries([...byType].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
      for (const { type, metadata } of facts) {
        if ((JSON.parse(metadata) as FactMetadata).meetingId !== meetingId) continue;
        byType.set(type, (byType.get(type) ?? 0) + 1);
        total += 1;
      }
      after = upTo;
    }
  }
}
