import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BEGINNING, type EventStore, type StoredFact } from '../../src/event-sourcing/event-store.js';
import { settledEnd } from '../../src/event-sourcing/log-walk.js';
import { untilTrue } from '../setup/eventually.js';
import { Fleet } from './fleet.js';
import { Journal, type Verdict } from './journal.js';
import { openStore } from './open-store.js';
import type { ServerUnderFire } from './server-under-fire.js';
import { follow } from './stress.js';

const WRITERS = 4;
/** Answers between two blows of a kind: a log that is only ever down proves nothing. */
const ANSWERS_BETWEEN = 15;
const PATIENCE_MS = 60_000;

export interface Blows {
  readonly writers: number;
  readonly servers: number;
  /** Connections, by the server or on their way. */
  readonly cuts: number;
}

export interface KillReport extends Verdict {
  readonly kills: Blows;
  readonly seconds: number;
}

/** Writers append while they, their connections and the server are killed; in the end the log is compared with what was told. */
export async function killWhileWriting(
  server: ServerUnderFire,
  writer: string,
  wanted: Blows & { readonly committed: number },
): Promise<KillReport> {
  const began = performance.now();
  const journal = new Journal();
  const fleet = new Fleet(writer, server.address, journal, WRITERS);
  const reader = await openStore(server.address);
  const following = follow(reader.store);
  const kills = { writers: 0, servers: 0, cuts: 0 };

  const strike = async (kind: keyof Blows, blow: () => Promise<number>): Promise<void> => {
    while (kills[kind] < wanted[kind]) {
      const before = journal.acknowledged;
      await untilTrue(() => journal.acknowledged >= before + ANSWERS_BETWEEN, PATIENCE_MS);
      await sleep(randomInt(200));
      kills[kind] += await blow();
    }
  };
  await Promise.all([
    strike('writers', () => fleet.killOne().then(() => 1)),
    strike('servers', () => server.kill().then(() => 1)),
    strike('cuts', () => server.cut()),
  ]);
  await untilTrue(() => journal.acknowledged >= wanted.committed, PATIENCE_MS * 10);
  await fleet.end();

  // What a killed writer left open may hide the end for a moment.
  await settledEnd(reader.store);
  const log = await readWhole(reader.store);
  const followed = await following.after(log.length);
  await reader.close();
  return { ...journal.compare(log, followed), kills, seconds: Math.round((performance.now() - began) / 1_000) };
}

async function readWhole(store: EventStore): Promise<readonly StoredFact[]> {
  const facts: StoredFact[] = [];
  for (let position = BEGINNING; ;) {
    const page = await store.readAll(position, 1_000);
    if (page.upTo === position) return facts;
    facts.push(...page.facts);
    position = page.upTo;
  }
}
