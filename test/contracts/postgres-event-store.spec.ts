import { type Kernel, startKernel } from '../setup/kernel.js';
import { shelfCatalogue } from '../setup/shelf.js';
import { keepsItsPromises, type StoreUnderTest } from './event-store.contract.js';

const start = (): Promise<Kernel> => startKernel(shelfCatalogue, [], '', 'postgres');

async function open(): Promise<StoreUnderTest> {
  const kernel = await start();
  const others: Kernel[] = [];
  return {
    store: kernel.store,
    another: async () => (await kernel.node()).store,
    foreign: async () => {
      const other = await start();
      others.push(other);
      return other.store;
    },
    interrupt: async () => {
      await kernel.owner.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    },
    stop: async () => {
      for (const each of [kernel, ...others]) await each.stop();
    },
  };
}

describe('the event store on PostgreSQL', () => keepsItsPromises({ open }));
