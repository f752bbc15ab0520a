import { type AppendExpectedRevision, END, type EventStoreDBClient, BACKWARDS, NO_STREAM } from '@eventstore/db-client';
import { append, connect, event, expectation, readToEnd, type Rpc } from './client.js';
import { casesOf, expectAsRecorded, type RecordedCase, settle } from './recorded.js';
import { type EventStoreServer, startEventStoreServer } from './server.js';

let server: EventStoreServer;
let client: EventStoreDBClient;

beforeAll(async () => {
  server = await startEventStoreServer();
  client = connect(server.url);
});

afterAll(async () => {
  await client.dispose();
  await server.stop();
});

const text = (recorded: RecordedCase, key: string): string => recorded.request[key] as string;

describe('one stream, from its first append on', () => {
  test.each(casesOf('append', /^append\.(?!readback|expected)/u))('%s', async (_name, recorded) => {
    const isOld = text(recorded, 'option') === 'streamState: NO_STREAM on existing stream';
    const expected = text(recorded, 'expected');
    const missing = text(recorded, 'stream');
    const events = Array.from({ length: (recorded.request['events'] as number | undefined) ?? 1 }, (_, i) =>
      event('a', i),
    );
    const stream = missing === undefined ? 'p1-a' : `p1-${recorded.case}`;
    const sent =
      isOld || expected === '(omitted)'
        ? client.appendToStream(stream, events, isOld ? ({ streamState: NO_STREAM } as object) : {})
        : append(client, stream, events, expectation(expected ?? (missing === 'new' ? 'any' : 'stream_exists')));
    expectAsRecorded(recorded, await settle(sent));
  });

  test('append.readback.positions: each event has a position of its own, commit and prepare the same', async () => {
    const positions: bigint[] = [];
    for await (const { event: read, commitPosition } of client.readStream('p1-a')) {
      expect(read?.position).toEqual({ commit: commitPosition, prepare: commitPosition });
      positions.push(commitPosition!);
    }
    expect(positions.length).toBeGreaterThan(5);
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test('append.readback.all.positions: the end of the log is the last event of the last append', async () => {
    const last = await append(client, 'p1-last', [event('x'), event('y')], NO_STREAM);
    for await (const { event: read, commitPosition } of client.readAll({
      direction: BACKWARDS,
      fromPosition: END,
      maxCount: 1,
    })) {
      expect(read).toMatchObject({ streamId: 'p1-last', revision: 1n, position: last.position });
      expect(commitPosition).toBe(last.position?.commit);
    }
    expect(casesOf('append', /^append\.readback/u)).toHaveLength(2);
  });
});

describe('a wrong expectation, by either RPC', () => {
  const clients = new Map<boolean, EventStoreDBClient>();

  beforeAll(async () => {
    for (const throwing of [true, false]) {
      clients.set(throwing, connect(`${server.url}&throwOnAppendFailure=${throwing}`));
      for (const rpc of ['batch', 'unary'] as const) {
        await append(
          client,
          `wev-${throwing}-${rpc}`,
          [0, 1, 2, 3, 4].map((i) => event('w', i)),
          NO_STREAM,
        );
      }
    }
  });

  afterAll(async () => {
    for (const one of clients.values()) await one.dispose();
  });

  test.each(
    casesOf('append', /^wev\./u).map(([, recorded]) => {
      const { rpc, throwOnAppendFailure } = recorded.request as {
        readonly rpc: string;
        readonly throwOnAppendFailure: boolean;
      };
      return [`${recorded.case}, ${rpc}, throwOnAppendFailure=${throwOnAppendFailure}`, recorded] as const;
    }),
  )('%s', async (_name, recorded) => {
    const throwing = recorded.request['throwOnAppendFailure'] as boolean;
    const rpc: Rpc = text(recorded, 'rpc').startsWith('unary') ? 'unary' : 'batch';
    const stream = `wev-${throwing}-${rpc}`;
    const one = clients.get(throwing)!;
    const send = (name: string, expected: AppendExpectedRevision, events = [event('x')]) =>
      settle(append(one, name, events, expected, rpc));
    const name = recorded.case.replace('wev.', '').replace(/\(.*\)$/u, '');
    switch (name) {
      case 'no_stream_on_existing':
        return expectAsRecorded(recorded, await send(stream, NO_STREAM));
      case 'exact_too_low':
        return expectAsRecorded(recorded, await send(stream, 2n));
      case 'exact_too_high':
        return expectAsRecorded(recorded, await send(stream, 9n));
      case 'exact_on_missing':
        return expectAsRecorded(recorded, await send(`${stream}-none`, 0n));
      case 'stream_exists_on_missing':
        return expectAsRecorded(recorded, await send(`${stream}-none2`, expectation('stream_exists')));
      case 'empty_batch_any':
        return expectAsRecorded(recorded, await send(stream, expectation('any'), []));
      case 'empty_batch_wrong':
        return expectAsRecorded(recorded, await send(stream, 1n, []));
      case 'empty_batch_no_stream_new':
        return expectAsRecorded(recorded, await send(`${stream}-e`, NO_STREAM, []));
      case 'empty_batch_new.read': {
        const { outcome, error } = await settle(readToEnd(one, `${stream}-e`));
        const { message: _, ...recordedError } = recorded.error!;
        return expectAsRecorded(
          { ...recorded, error: { ...recordedError, message: `${stream}-e not found` } },
          { outcome, error: error! },
        );
      }
      default:
        throw new Error(`Nothing reproduces ${name}.`);
    }
  });
});

test.each(
  casesOf('append', /^append\.expected/u).map(([, recorded]) => [text(recorded, 'expected'), recorded] as const),
)('append.expected.odd_value %s', async (value, recorded) => {
  const odd: Readonly<Record<string, unknown>> = {
    '-1 (bigint)': -1n,
    '-2 (bigint)': -2n,
    '1.5 (number)': 1.5,
    'nonsense (string)': 'nonsense',
    '3 (number)': 3,
  };
  // A request that can't be sent fails on the client's one stream of appends, so it has a client of its own.
  const other = connect(server.url);
  expectAsRecorded(recorded, await settle(append(other, 'p1-odd', [event('x')], odd[value] as AppendExpectedRevision)));
  await other.dispose();
});
