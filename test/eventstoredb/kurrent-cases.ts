import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import {
  BACKWARDS,
  END,
  FORWARDS,
  jsonEvent,
  KurrentDBClient,
  NO_STREAM,
  type Position,
  START,
  streamNameFilter,
} from '@kurrent/kurrentdb-client';

/**
 * A program of its own: the other client, which can't be in one process with the first. It does the core cases against the server whose
 * port it is given, says `restart` when it wants that, and prints what it saw as one line of JSON.
 */
async function main(): Promise<void> {
  const client = KurrentDBClient.connectionString(`kurrentdb://127.0.0.1:${process.argv.at(-1)!}?tls=false`);
  const input = createInterface(process.stdin);
  const saw: Record<string, unknown> = {};
  const named = (error: unknown): unknown => {
    const raised = error as Error & Readonly<Record<string, unknown>>;
    return {
      class: raised.constructor.name,
      type: raised['type'],
      expectedState: text(raised['expectedState']),
      actualState: text(raised['actualState']),
    };
  };
  const event = (i: number) => jsonEvent({ id: randomUUID(), type: 'T', data: { i } });
  const read = async (stream: string): Promise<unknown> => {
    const found = [];
    for await (const { event: one } of client.readStream(stream))
      found.push({ revision: text(one?.revision), data: one?.data });
    return found;
  };

  const events = [event(0), event(1), event(2)];
  const appended = await client.appendToStream('kurrent-a', events, { streamState: NO_STREAM });
  saw['append'] = { success: appended.success, next: text(appended.nextExpectedRevision) };
  const again = await client.appendToStream('kurrent-a', events, { streamState: NO_STREAM });
  saw['retry is the same'] = text(again.position?.commit) === text(appended.position?.commit);
  saw['wrong expected'] = await client.appendToStream('kurrent-a', [event(3)], { streamState: NO_STREAM }).catch(named);
  saw['wrong expected, unary'] = await client
    .appendToStream('kurrent-a', [event(3)], { streamState: 0n, credentials: { username: 'a', password: 'b' } })
    .catch(named);
  saw['read'] = await read('kurrent-a');
  saw['missing'] = await read('kurrent-none').catch(named);

  const all = async (options: Parameters<typeof client.readAll>[0]): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const { event: one } of client.readAll(options)) found.push(`${one!.streamId} ${text(one!.revision)!}`);
    return found;
  };
  saw['all'] = await all({ direction: FORWARDS, fromPosition: START, maxCount: 4 });
  saw['all backwards'] = await all({ direction: BACKWARDS, fromPosition: END, maxCount: 2 });
  saw['all from a position'] = await all({ direction: FORWARDS, fromPosition: appended.position!, maxCount: 1 });

  for (let i = 0; i < 40; i++) await client.appendToStream('other-a', [event(i)]);
  const checkpoints: Position[] = [];
  const subscription = client.subscribeToAll({
    fromPosition: START,
    filter: streamNameFilter({
      prefixes: ['kurrent-'],
      checkpointReached: (_: unknown, position: Position) => void checkpoints.push(position),
    }),
  });
  const delivered: string[] = [];
  subscription.on('data', ({ event: one }) => void delivered.push(`${one!.streamId} ${text(one!.revision)!}`));
  await once(subscription, 'caughtUp');
  await client.appendToStream('kurrent-b', [event(0)], { streamState: NO_STREAM });
  while (delivered.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  saw['subscription'] = delivered;
  saw['checkpoints'] = checkpoints.length;

  const ended = once(subscription, 'error').then(([error]) => named(error));
  console.log('restart');
  await once(input, 'line');
  saw['subscription after a restart'] = await ended;
  saw['retry after a restart is the same'] = await client
    .appendToStream('kurrent-a', events, { streamState: NO_STREAM })
    .then((result) => text(result.position?.commit) === text(appended.position?.commit), named);
  saw['read after a restart'] = await read('kurrent-b').catch(() => read('kurrent-b'));
  console.log(JSON.stringify(saw));
  process.exit(0);
}

const text = (value: unknown): string | undefined =>
  typeof value === 'bigint' || typeof value === 'string' ? value.toString() : undefined;

void main();
