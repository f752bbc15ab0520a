import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilTrue } from '../../../test/setup/eventually.js';
import { type Kernel, startKernel } from '../../../test/setup/kernel.js';
import { newShelf, shelfCatalogue } from '../../../test/setup/shelf.js';
import { BEGINNING, type StoredFact } from '../event-store.js';

const APPEND = `select * from log.append(true, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
const WRITERS = 12;
const STREAMS = 5;
const FOR_MS = 2_500;

describe('the order of the log', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue);
  });
  afterAll(() => kernel.stop());

  const streams = Array.from({ length: STREAMS }, () => `shelf-${newShelf()}`);
  const committed: string[] = [];
  const taken = { overtaken: 0, rolledBack: 0 };

  /** One transaction as somebody else might write it: slow, with a transaction id drawn early, or never finished. */
  async function writeOnce(): Promise<void> {
    const client = await kernel.owner.connect();
    const stream = streams[randomInt(STREAMS)] ?? '';
    const ids = Array.from({ length: randomInt(1, 4) }, () => randomUUID());
    try {
      await client.query('begin');
      if (randomInt(3) === 0) await client.query('select pg_current_xact_id()');
      await sleep(randomInt(15));
      const { rows } = await client.query<{ revision: string | null }>(
        'select max(revision) as revision from log.facts where stream = $1',
        [stream],
      );
      const expected = Number(rows[0]?.revision ?? -1);
      const values = [
        [stream],
        [expected],
        ids.map(() => 1),
        ids.map((_, index) => expected + 1 + index),
        ids,
        ids.map(() => 'ParcelStored'),
        ids.map(() => 1),
        ids.map(() => '{}'),
        ids.map(() => null),
        ids.map(() => '{}'),
      ];
      const answer = await client.query<{ outcome: string }>(APPEND, values);
      const outcome = answer.rows[0]?.outcome;
      if (outcome === 'overtaken') taken.overtaken += 1;
      await sleep(randomInt(15));
      const isKept = outcome === 'appended' && randomInt(4) > 0;
      if (outcome === 'appended' && !isKept) taken.rolledBack += 1;
      await client.query(isKept ? 'commit' : 'rollback');
      if (isKept) committed.push(...ids);
    } finally {
      client.release();
    }
  }

  async function write(until: number): Promise<void> {
    while (performance.now() < until) await writeOnce();
  }

  it('misses, doubles and turns round nothing while slow, early and broken transactions write', async () => {
    const stop = new AbortController();
    const seen: StoredFact[] = [];
    const reader = (async (): Promise<void> => {
      for await (const { facts } of kernel.store.subscribe(BEGINNING, () => 5, stop.signal)) seen.push(...facts);
    })();
    const until = performance.now() + FOR_MS;
    await Promise.all(Array.from({ length: WRITERS }, () => write(until)));
    await untilTrue(() => seen.length >= committed.length);
    await sleep(100);
    stop.abort();
    await reader;

    expect(committed.length).toBeGreaterThan(100);
    expect(taken.rolledBack).toBeGreaterThan(0);
    expect(taken.overtaken).toBeGreaterThan(0);
    expect(seen.map(({ id }) => id).toSorted()).toEqual(committed.toSorted());
    for (const stream of streams) {
      const revisions = seen.filter((fact) => fact.stream === stream).map(({ revision }) => revision);
      expect(revisions).toEqual(revisions.map((_, index) => index));
    }
    const positions = seen.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted());
  });
});
