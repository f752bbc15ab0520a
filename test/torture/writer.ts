import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AppendOutcome, NONE } from '../../src/event-sourcing/event-store.js';
import { dataOf, type Line, type Tried } from './journal.js';
import { openStore } from './open-store.js';

/*
 * A process that appends until its input ends, and tells on its output what it sends and what it was answered, a line each.
 * Arguments: the address of the log, how many streams there are. First line of its input: the appends that its predecessor left open.
 */

const AT_ONCE = 12;
const PAUSE_MS = 60;

const [, , address = '', streams = ''] = process.argv;

// Written to a pipe, a line is with the parent before the next statement runs: a kill takes back nothing that was told.
const say = (line: Line): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(): Promise<void> {
  const input = createInterface(process.stdin);
  const [leftOpen] = (await once(input, 'line')) as [string];
  const ending = once(input, 'close');
  let isEnding = false;
  void ending.then(() => (isEnding = true));
  const { store, close } = await openStore(address);
  const revisions = new Map<string, number>();

  /** An append without an answer is settled by the same append again. */
  async function settle(append: Tried): Promise<void> {
    const { stream, expected, ids } = append;
    say({ kind: 'tried', append });
    const facts = ids.map((id) => ({
      id,
      type: 'ParcelStored',
      version: 1,
      data: dataOf(id),
      personal: null,
      metadata: '{}',
    }));
    let outcome: AppendOutcome | undefined;
    while (outcome === undefined) {
      outcome = await store.append(stream, expected, facts).catch(() => undefined);
      if (outcome !== undefined) break;
      say({ kind: 'unknown', append });
      await sleep(randomInt(20, 100));
    }
    if (outcome.kind === 'conflict') say({ kind: 'conflict', append });
    else say({ kind: 'appended', append, revision: outcome.revision, position: outcome.position });
    revisions.set(stream, outcome.kind === 'conflict' ? outcome.actual : outcome.revision);
  }

  async function work(): Promise<void> {
    while (!isEnding) {
      // Most streams have one writer at a time, some are fought over.
      const stream = randomInt(4) === 0 ? `shelf-${randomInt(Number(streams))}` : `shelf-${randomUUID()}`;
      const ids = Array.from({ length: randomInt(1, 4) }, () => randomUUID());
      await settle({ stream, expected: revisions.get(stream) ?? NONE, ids });
      await sleep(randomInt(PAUSE_MS));
    }
  }

  await Promise.all([
    ...(JSON.parse(leftOpen) as Tried[]).map((append) => settle(append)),
    ...Array.from({ length: AT_ONCE }, () => work()),
  ]);
  await close();
}

void main();
