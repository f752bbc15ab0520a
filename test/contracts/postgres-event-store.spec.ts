import { type Kernel, startKernel } from '../setup/kernel.js';
import { shelfCatalogue } from '../setup/shelf.js';
import { appendsLikeEveryStore, type StoreUnderTest } from './event-store.contract.js';
import { ordersLikeEveryStore } from './log-order.contract.js';

async function open(): Promise<StoreUnderTest> {
  const kernel = await startKernel(shelfCatalogue);
  const others: Kernel[] = [];
  return {
    store: kernel.store,
    another: async () => (await kernel.node()).store,
    foreign: async () => {
      const other = await startKernel(shelfCatalogue);
      others.push(other);
      return other.store;
    },
    stop: async () => {
      for (const each of [kernel, ...others]) await each.stop();
    },
  };
}

describe('the event store on PostgreSQL: appends', () => appendsLikeEveryStore(open));

describe('the event store on PostgreSQL: the order of the log', () => ordersLikeEveryStore(open));
