import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { BEGINNING, type EventStore, NONE, type StoredFact } from '../../src/event-sourcing/event-store.js';
import { untilTrue } from '../setup/eventually.js';
import type { Kernel } from '../setup/kernel.js';
import { newShelf, sealed } from '../setup/shelf.js';
import { outOfOrder } from './journal.js';

const APPEND = 'select outcome from log.append(true, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)';
const TRANSACTIONS = 6;
const STORES = 3;
const AT_ONCE_IN_A_STORE = 12;
const STREAMS = 5;

export interface StressReport {
  readonly committed: number;
  readonly conflicts: number;
  readonly overtaken: number;
  readonly rolledBack: number;
  readonly missed: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  /** Rolled back, and seen nevertheless. */
  readonly unexpected: number;
}

/**
 * Writers on few streams at once: transactions as somebody else might write them, and store objects as of several processes, whose
 * appends are merged and sent directly. A reader follows, and has to see everything once, in order.
 */
export async function stress(
  kernel: Kernel,
  wanted: { readonly committed: number; readonly ms: number },
): Promise<StressReport> {
  const streams = Array.from({ length: STREAMS }, () => `shelf-${newShelf()}`);
  const committed: string[] = [];
  const taken = { conflicts: 0, overtaken: 0, rolledBack: 0 };
  const began = performance.now();
  /** On a slow machine it takes longer until all has happened that has to be survived. */
  const isOver = (): boolean => {
    const ms = performance.now() - began;
    const hasHappened = committed.length > wanted.committed && Object.values(taken).every((count) => count > 0);
    return ms > (hasHappened ? wanted.ms : wanted.ms * 8);
  };
  const aStream = (): string => streams[randomInt(STREAMS)] ?? '';

  /** Slow, with a transaction id drawn early, or never finished. */
  async function transact(pool: Pool): Promise<void> {
    const client = await pool.connect();
    const stream = aStream();
    const facts = Array.from({ length: randomInt(1, 4) }, () => sealed());
    await client.query('begin');
    if (randomInt(3) === 0) await client.query('select pg_current_xact_id()');
    await sleep(randomInt(15));
    const { rows } = await client.query<{ revision: string | null }>(
      'select max(revision) as revision from log.facts where stream = $1',
      [stream],
    );
    const expected = Number(rows[0]?.revision ?? NONE);
    const answer = await client.query<{ outcome: string }>(APPEND, [
      [stream],
      [expected],
      facts.map(() => 1),
      facts.map((_, index) => expected + 1 + index),
      facts.map(({ id }) => id),
      facts.map(({ type }) => type),
      facts.map(({ version }) => version),
      facts.map(({ data }) => data),
      facts.map(({ personal }) => personal),
      facts.map(({ metadata }) => metadata),
    ]);
    const outcome = answer.rows[0]?.outcome;
    if (outcome === 'conflict') taken.conflicts += 1;
    if (outcome === 'overtaken') taken.overtaken += 1;
    await sleep(randomInt(15));
    const isKept = outcome === 'appended' && randomInt(4) > 0;
    if (outcome === 'appended' && !isKept) taken.rolledBack += 1;
    await client.query(isKept ? 'commit' : 'rollback');
    if (isKept) committed.push(...facts.map(({ id }) => id));
    client.release();
  }

  /** Half of the streams are shared with everybody, half are new ones: these merge. */
  async function append(store: EventStore, revisions: Map<string, number>): Promise<void> {
    const stream = randomInt(2) === 0 ? aStream() : `shelf-${randomUUID()}`;
    const facts = Array.from({ length: randomInt(1, 4) }, () => sealed());
    const outcome = await store.append(stream, revisions.get(stream) ?? NONE, facts);
    revisions.set(stream, outcome.kind === 'appended' ? outcome.revision : outcome.actual);
    if (outcome.kind === 'appended') committed.push(...facts.map(({ id }) => id));
    else taken.conflicts += 1;
    await sleep(randomInt(60));
  }

  const again = async (work: () => Promise<void>): Promise<void> => {
    while (!isOver()) await work();
  };
  const nodes = await Promise.all(Array.from({ length: STORES }, () => kernel.node()));
  const following = follow(kernel.store);
  await Promise.all([
    ...Array.from({ length: TRANSACTIONS }, () => again(() => transact(kernel.owner))),
    ...nodes.flatMap(({ store }) => {
      const revisions = new Map<string, number>();
      return Array.from({ length: AT_ONCE_IN_A_STORE }, () => again(() => append(store, revisions)));
    }),
  ]);
  const seen = await following.after(committed.length);

  const ids = new Set(seen.map(({ id }) => id));
  const kept = new Set(committed);
  return {
    committed: committed.length,
    ...taken,
    missed: committed.filter((id) => !ids.has(id)).length,
    doubled: seen.length - ids.size,
    outOfOrder: outOfOrder(seen),
    unexpected: [...ids].filter((id) => !kept.has(id)).length,
  };
}

/** A reader that goes along with the log. */
export function follow(store: EventStore): { after(count: number): Promise<readonly StoredFact[]> } {
  const stop = new AbortController();
  const seen: StoredFact[] = [];
  const reading = (async (): Promise<void> => {
    for await (const { facts } of store.subscribe(BEGINNING, () => 50, stop.signal)) seen.push(...facts);
  })();
  return {
    /** Waits for so many facts, then a moment for those that should not come. */
    after: async (count) => {
      await untilTrue(() => seen.length >= count, 30_000).catch(() => undefined);
      await sleep(200);
      stop.abort();
      await reading;
      return seen;
    },
  };
}
