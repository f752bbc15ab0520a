import { BEGINNING, NONE } from '../../../src/event-sourcing/event-store.js';
import { EventStoreDbEventStore } from '../../../src/event-sourcing/stores/eventstoredb-event-store.js';
import { newLogIn } from '../../setup/event-store-address.js';
import { newFact } from '../example-facts.js';
import type { Log } from './log.js';

const PAGE = 1_000;

/** EventStoreDB through our adapter, under a prefix of its own. */
export async function openEventStoreDb(url: string): Promise<Log> {
  const store = await EventStoreDbEventStore.open(newLogIn(url));
  const append = async (stream: string, expected: number): Promise<void> => {
    const { kind } = await store.append(stream, expected, [newFact()]);
    if (kind !== 'appended') throw new Error(`The stream ${stream} moved.`);
  };
  const counted = { position: BEGINNING, facts: 0 };
  return {
    name: 'eventStoreDb',
    appendFirst: (stream) => append(stream, NONE),
    appendNext: (stream, count) => append(stream, count - 1),
    read: async (stream) => (await store.read(stream)).length,
    count: async () => {
      const head = await store.head();
      while (counted.position < head) {
        const { facts, upTo } = await store.readAll(counted.position, PAGE);
        counted.position = upTo;
        counted.facts += facts.length;
      }
      return counted.facts;
    },
    close: () => store.close(),
  };
}
