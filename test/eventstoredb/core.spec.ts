import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  NO_STREAM,
  type Position,
  START,
} from '@eventstore/db-client';
import { append, connect, contents, event, expectation, type Rpc } from './client.js';
import { casesOf, plainError, type RecordedCase } from './recorded.js';
import { type EventStoreServer, startEventStoreServer } from './server.js';

/** What an adapter builds on: each recorded case of the group, by its name. */
let server: EventStoreServer;
let client: EventStoreDBClient;

beforeAll(async () => {
  server = await startEventStoreServer({ commitTimeout: 500 });
  client = connect(server.url);
});

afterAll(async () => {
  await client.dispose();
  await server.stop();
});

const stream = (): string => `core-${randomUUID()}`;

const refused = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'no error', plainError);

const three = () => [event('a', 0), event('a', 1), event('a', 2)];

const WRONG = { class: 'WrongExpectedVersionError', type: 'wrong-expected-version' };

const reproductions: Readonly<Record<string, (recorded: RecordedCase) => Promise<void>>> = {
  'append none on new stream': async () => {
    const name = stream();
    const appended = await append(client, name, three(), NO_STREAM);
    expect(appended).toMatchObject({ success: true, nextExpectedRevision: 2n });
    const [last] = await positionsOf({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
    expect(appended.position).toEqual(last);
  },
  'append none on existing stream, ids differ': async ({ error }) => {
    const name = stream();
    await append(client, name, three(), NO_STREAM);
    expect(await refused(append(client, name, three(), NO_STREAM))).toEqual({
      ...error,
      streamName: name,
      actualVersion: '2n',
    });
  },
  'append exact = current': async () => {
    const name = stream();
    await append(client, name, three(), NO_STREAM);
    expect(await append(client, name, three(), 2n)).toMatchObject({ nextExpectedRevision: 5n });
  },
  'append exact != current, ids not at expected+1..': async () => {
    const name = stream();
    await append(client, name, three(), NO_STREAM);
    for (const expected of [0n, 1n, 7n]) {
      const error = { ...WRONG, expectedVersion: `${expected}n`, actualVersion: '2n' };
      expect(await refused(append(client, name, [event('x')], expected))).toMatchObject(error);
    }
    const error = { ...WRONG, expectedVersion: '0n', actualVersion: 'no_stream' };
    expect(await refused(append(client, stream(), [event('x')], 0n))).toMatchObject(error);
  },
  'retry: same ids, same expectation, whole batch or a leading part of it': async () => {
    const name = stream();
    const events = three();
    const first = await append(client, name, events, NO_STREAM);
    await append(client, name, [event('later')], 2n);
    await server.restart();
    expect(await append(client, name, events, NO_STREAM)).toEqual(first);
    expect(await append(client, name, events.slice(0, 2), NO_STREAM)).toMatchObject({ nextExpectedRevision: 1n });
    expect(await contents(client, name)).toHaveLength(4);
  },
  'retry: same ids, different data/type/metadata': async () => {
    const name = stream();
    const events = three();
    const first = await append(client, name, events, NO_STREAM);
    const others = events.map(({ id }, i) => event('other', i, id, 'Other'));
    expect(await append(client, name, others, NO_STREAM)).toEqual(first);
    expect((await contents(client, name)).map(({ data }) => data)).toEqual(
      events.map(({ data }) => JSON.stringify(data)),
    );
  },
  'retry: same ids plus one more new event': async ({ error }) => {
    const name = stream();
    const events = three();
    await append(client, name, events, NO_STREAM);
    expect(await refused(append(client, name, [...events, event('new')], NO_STREAM))).toMatchObject({ ...error });
  },
  'retry: same ids with expected = current end': async () => {
    const name = stream();
    const events = three();
    await append(client, name, events, NO_STREAM);
    await append(client, name, events, 2n);
    expect(await contents(client, name)).toHaveLength(6);
  },
  'retry while the first attempt is still in flight': async ({ request, error }) => {
    const rpc: Rpc = (request['rpc'] as string).startsWith('unary') ? 'unary' : 'batch';
    const name = stream();
    const events = three();
    const attempts = [1, 2].map(() => append(client, name, events, NO_STREAM, rpc));
    const failed = (await Promise.allSettled(attempts)).find(
      ({ status }) => status === 'rejected',
    ) as PromiseRejectedResult;
    expect(plainError(failed.reason)).toMatchObject({ ...error });
    expect(await append(client, name, events, NO_STREAM, rpc)).toMatchObject({ nextExpectedRevision: 2n });
    expect(await contents(client, name)).toHaveLength(3);
  },
  'same ids in another stream': async () => {
    const events = three();
    for (const name of [stream(), stream()]) {
      await append(client, name, events, NO_STREAM);
      expect(await contents(client, name)).toHaveLength(3);
    }
  },
  'same id twice in one batch': async () => {
    const name = stream();
    const one = event('x');
    await append(client, name, [one, one], NO_STREAM);
    expect(await contents(client, name)).toHaveLength(2);
  },
  'empty batch on a missing stream': async () => {
    for (const expected of ['no_stream', 'any']) {
      const name = stream();
      expect(await append(client, name, [], expectation(expected))).toMatchObject({ nextExpectedRevision: 0n });
      expect(await contents(client, name)).toEqual([]);
      expect(await refused(append(client, name, [event('x')], 0n))).toMatchObject({ actualVersion: 'no_stream' });
    }
  },
  'NO_STREAM after soft delete': async () => {
    const name = stream();
    await append(client, name, three(), NO_STREAM);
    await client.deleteStream(name);
    expect(await contents(client, name)).toEqual([]);
    expect(await append(client, name, [event('x')], NO_STREAM)).toMatchObject({ nextExpectedRevision: 3n });
    expect((await contents(client, name)).map(({ revision }) => revision)).toEqual([3n]);
  },
  'any append after tombstone': async ({ error }) => {
    const name = stream();
    await append(client, name, three(), NO_STREAM);
    await client.tombstoneStream(name);
    for (const expected of ['no_stream', 'any', 'stream_exists', '2n']) {
      for (const rpc of ['batch', 'unary'] as const) {
        expect(await refused(append(client, name, [event('x')], expectation(expected), rpc))).toMatchObject({
          ...error,
        });
      }
    }
  },
  'read a missing stream': async ({ error }) => {
    for (const direction of [FORWARDS, BACKWARDS] as const) {
      const reading = (async () => {
        for await (const _ of client.readStream(stream(), { direction })) throw new Error('There is something.');
      })();
      expect(await refused(reading)).toMatchObject({ ...error });
    }
  },
  'subscribeToAll fromPosition P (exact record position)': async () => {
    const [, second, third] = await threeInARow();
    const subscription = client.subscribeToAll({ fromPosition: second! });
    const [first] = (await once(subscription, 'data')) as [{ readonly event: { readonly position: Position } }];
    expect(first.event.position).toEqual(third);
    await subscription.unsubscribe();
  },
  'readAll fromPosition P forwards': async () => {
    const [, second, third] = await threeInARow();
    expect(await positionsOf({ fromPosition: second!, maxCount: 2 })).toEqual([second, third]);
  },
  'readAll fromPosition P backwards': async () => {
    const [first, second] = await threeInARow();
    expect(await positionsOf({ fromPosition: second!, direction: BACKWARDS, maxCount: 1 })).toEqual([first]);
  },
  'subscribeToAll/readAll fromPosition not on a record boundary': async ({ error }) => {
    const [first] = await threeInARow();
    const fromPosition = { commit: first!.commit + 1n, prepare: first!.prepare + 1n };
    expect(await refused(positionsOf({ fromPosition }))).toMatchObject({ ...error });
    const [ended] = (await once(client.subscribeToAll({ fromPosition }), 'error')) as [unknown];
    expect(plainError(ended)).toMatchObject({ ...error });
  },
  'append data > 1048576 bytes in total': async ({ error }) => {
    const name = stream();
    const half = 'x'.repeat(524_288);
    for (const rpc of ['batch', 'unary'] as const) {
      expect(await refused(append(client, name, [event(half), event(half)], NO_STREAM, rpc))).toMatchObject({
        ...error,
      });
    }
    expect(await contents(client, name)).toEqual([]);
  },
};

test.each(casesOf('core'))('%s', async (_name, recorded) => {
  const reproduce = reproductions[recorded.case];
  if (reproduce === undefined) throw new Error(`Nothing reproduces ${recorded.case}.`);
  await reproduce(recorded);
});

async function positionsOf(options: Parameters<EventStoreDBClient['readAll']>[0]): Promise<readonly Position[]> {
  const found: Position[] = [];
  for await (const { event: read } of client.readAll({ fromPosition: START, ...options })) found.push(read!.position);
  return found;
}

async function threeInARow(): Promise<readonly Position[]> {
  const { position } = await append(client, stream(), three(), NO_STREAM);
  const before = await positionsOf({ fromPosition: position!, direction: BACKWARDS, maxCount: 2 });
  return [...before.toReversed(), position!];
}
