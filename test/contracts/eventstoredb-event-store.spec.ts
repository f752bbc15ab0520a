import { EventStoreDbEventStore } from '../../src/event-sourcing/stores/eventstoredb-event-store.js';
import type { EventStoreDbAddress } from '../../src/platform/services.js';
import { type EventStoreServer, startEventStoreServer } from '../eventstoredb/server.js';
import { newLogIn } from '../setup/event-store-address.js';
import { Gate } from '../setup/gate.js';
import { keepsItsPromises, type KindOfStore, type StoreUnderTest } from './event-store.contract.js';

const AWAY_MS = 300;

/** A log of its own in the store at `url`, which somebody else takes away and brings back. */
async function openLogs(
  url: string,
  interrupt: () => Promise<void>,
  end: () => Promise<void>,
): Promise<StoreUnderTest> {
  const address = newLogIn(url);
  const opened: EventStoreDbEventStore[] = [];
  const open = async (log: EventStoreDbAddress): Promise<EventStoreDbEventStore> => {
    const store = await EventStoreDbEventStore.open(log);
    opened.push(store);
    return store;
  };
  return {
    store: await open(address),
    another: () => open(address),
    foreign: () => open(newLogIn(url)),
    interrupt,
    stop: async () => {
      await Promise.all(opened.map((store) => store.close()));
      await end();
    },
  };
}

const onTheProtocolServer: KindOfStore = {
  open: async () => {
    const server: EventStoreServer = await startEventStoreServer();
    return openLogs(
      server.url,
      () => server.restart(),
      () => server.stop(),
    );
  },
};

/** One address without encryption can be led through a gate; of several the client finds its own way. */
function onTheServerAt(url: string): KindOfStore {
  const [, credentials = '', host = '', port = '2113', rest = ''] =
    /^esdb:\/\/([^@/]*@)?([\w.-]+)(?::(\d+))?\/?(\?.*)?$/u.exec(url) ?? [];
  const canBeCut = host !== '' && /[?&]tls=false(&|$)/u.test(rest);
  if (!canBeCut) {
    const staysBecause = host === '' ? 'several addresses, or one to discover others from' : 'it is encrypted';
    return { staysBecause, open: () => openLogs(url, nothing, nothing) };
  }
  return {
    open: async () => {
      const gate = await Gate.open(host, Number(port));
      return openLogs(
        `esdb://${credentials}127.0.0.1:${gate.port}${rest}`,
        () => gate.shut(AWAY_MS),
        () => gate.close(),
      );
    },
  };
}

const nothing = (): Promise<void> => Promise.resolve();

const url = process.env['EVENT_STORE_URL'] ?? '';

if (url === '') {
  describe('the event store on EventStoreDB, as the protocol server of the tests speaks it', () =>
    keepsItsPromises(onTheProtocolServer));
} else {
  const hosts = url.replace(/^[^:]+:\/\/(?:[^@]*@)?/u, '').replace(/[/?].*$/u, '');
  describe(`the event store on the EventStoreDB server at ${hosts} (EVENT_STORE_URL)`, () =>
    keepsItsPromises(onTheServerAt(url)));
}
