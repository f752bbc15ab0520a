import { BEGINNING, type EventStore, type StoredFact } from '../../src/event-sourcing/event-store.js';
import { factsIn, settledEnd } from '../../src/event-sourcing/log-walk.js';

/** Every fact that is stored by now, in the one order, whichever store keeps them; what cannot be read yet is waited for. */
export async function factsOfLog(store: EventStore): Promise<readonly StoredFact[]> {
  const facts: StoredFact[] = [];
  for await (const fact of factsIn(store, BEGINNING, await settledEnd(store))) facts.push(fact);
  return facts;
}
