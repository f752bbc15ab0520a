import { BEGINNING, type EventStore, type StoredFact } from '../../src/event-sourcing/event-store.js';

/** Every fact that can be read, in the one order, whichever store keeps them. */
export async function factsOfLog(store: EventStore): Promise<readonly StoredFact[]> {
  const facts: StoredFact[] = [];
  for (let position = BEGINNING; ;) {
    const page = await store.readAll(position, 1_000);
    facts.push(...page.facts);
    if (page.upTo === position) return facts;
    position = page.upTo;
  }
}
