import { randomUUID } from 'node:crypto';
import {
  BACKWARDS,
  binaryEvent,
  type BinaryEventType,
  END,
  type EventStoreDBClient,
  type EventTypeToRecordedEvent,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  type Position,
  type ReadRevision,
  START,
} from '@eventstore/db-client';
import { append, connect, event, readToEnd } from './client.js';
import { appendRaw, readRaw } from './raw-client.js';
import { casesOf, expectAsRecorded, plainError, type RecordedCase, settle } from './recorded.js';
import { type EventStoreServer, startEventStoreServer } from './server.js';

let server: EventStoreServer;
let client: EventStoreDBClient;

beforeAll(async () => {
  server = await startEventStoreServer();
  client = connect(server.url);
  await append(
    client,
    'p1-a',
    [0, 1, 2, 3].map((i) => event('p1', i)),
    NO_STREAM,
  );
  await append(
    client,
    'p4-a',
    Array.from({ length: 10 }, (_, i) => event('p4', i)),
    NO_STREAM,
  );
  await append(
    client,
    'p4-five',
    [0, 1, 2, 3, 4].map((i) => event('five', i)),
    NO_STREAM,
  );
});

afterAll(async () => {
  await client.dispose();
  await server.stop();
});

const value = (recorded: RecordedCase, key: string): string => recorded.request[key] as string;

async function revisions(stream: string, options: object): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { event: read } of client.readStream(stream, options)) found.push(String(read?.revision));
  return found;
}

describe('a stream of ten events', () => {
  test.each(casesOf('read', /^read\./u))('%s', async (_name, recorded) => {
    const { direction, fromRevision, maxCount, take } = recorded.request as Readonly<Record<string, string | number>>;
    const options = {
      ...(direction === 'backwards' && { direction: BACKWARDS }),
      ...(fromRevision === 'end' && { fromRevision: END as ReadRevision }),
      ...(/^-?\d+n$/u.test(String(fromRevision)) && { fromRevision: BigInt(String(fromRevision).slice(0, -1)) }),
      ...(typeof maxCount === 'number' && { maxCount }),
    };
    if (typeof take === 'number') {
      // A client whose reader left early never ends its disposal, so it has a client of its own.
      let seen = 0;
      for await (const _ of connect(server.url).readStream('p4-a')) if (++seen === take) break;
      return expect(seen).toBe(recorded.result);
    }
    const stream = recorded.case.includes('missing_stream') ? 'p4-missing' : 'p4-a';
    const backwards = recorded.case.endsWith('backwards') ? { direction: BACKWARDS, maxCount: 1 } : {};
    expectAsRecorded(recorded, await settle(revisions(stream, { ...options, ...backwards })));
  });

  const directions: Readonly<Record<string, object>> = {
    'kill-switch: direction BACKWARDS + START': { direction: BACKWARDS, fromRevision: START },
    'direction BACKWARDS + END': { direction: BACKWARDS, fromRevision: END },
    'direction FORWARDS + END': { direction: FORWARDS, fromRevision: END },
  };

  test.each(casesOf('read', /direction (?:BACK|FOR)WARDS/u))('%s', async (_name, recorded) => {
    expectAsRecorded(recorded, await settle(revisions('p4-five', directions[recorded.case]!)));
  });
});

describe('the whole log', () => {
  const one = (name: string): RecordedCase => casesOf('read').find(([, recorded]) => recorded.case === name)![1];

  async function readAll(options: object): Promise<readonly { readonly s: string; readonly rev: string }[]> {
    const found = [];
    for await (const { event: read } of client.readAll(options))
      found.push({ rev: `${read!.revision}n`, s: read!.streamId });
    return found;
  }

  async function positionOf(stream: string, revision: bigint): Promise<Position> {
    const [found] = await readToEnd(client, stream, { fromRevision: revision, maxCount: 1 });
    return found!.event!.position!;
  }

  const withoutPosition = (recorded: RecordedCase): unknown =>
    (recorded.result as readonly { readonly rev: string; readonly s: string }[]).map(({ rev, s }) => ({ rev, s }));

  test('readAll.max5.start: a system event comes first', async () => {
    const recorded = one('readAll.max5.start').result as readonly {
      stream: string;
      rev: string;
      type: string;
      data: unknown;
    }[];
    const found = [];
    for await (const { event: read } of client.readAll({ maxCount: 5 })) {
      found.push({ stream: read!.streamId, rev: `${read!.revision}n`, type: read!.type, data: read!.data });
    }
    expect(found).toHaveLength(recorded.length);
    const [first] = recorded;
    expect(found[0]).toEqual({ stream: first?.stream, rev: first?.rev, type: first?.type, data: first?.data });
  });

  test('readAll.from_exact_position.forward: the event at the position comes first', async () => {
    const fromPosition = await positionOf('p4-a', 1n);
    expect(await readAll({ fromPosition, maxCount: 2 })).toEqual(
      withoutPosition(one('readAll.from_exact_position.forward')),
    );
  });

  test('readAll.from_exact_position.backward: the event before the position comes first', async () => {
    const fromPosition = await positionOf('p4-a', 1n);
    const [first] = withoutPosition(one('readAll.from_exact_position.backward')) as readonly unknown[];
    expect((await readAll({ fromPosition, direction: BACKWARDS, maxCount: 2 }))[0]).toEqual(first);
  });

  test.each([
    ['readAll.from_between_records', (p: bigint): Position => ({ commit: p + 1n, prepare: p + 1n })],
    ['readAll.commit_only_bumped', (p: bigint): Position => ({ commit: p + 1n, prepare: p })],
    ['readAll.prepare_gt_commit', (p: bigint): Position => ({ commit: p, prepare: p + 1n })],
    ['readAll.beyond_end', (): Position => ({ commit: 10n ** 12n, prepare: 10n ** 12n })],
    ['readAll.max_uint64', (): Position => ({ commit: 2n ** 64n - 1n, prepare: 2n ** 64n - 1n })],
  ])('%s', async (name, position) => {
    const { commit } = await positionOf('p4-a', 1n);
    const count = readAll({ fromPosition: position(commit) }).then((found) => found.length);
    expectAsRecorded(one(name), await settle(count));
  });

  test('large read: 1 stream 5000 events all', async () => {
    for (let block = 0; block < 5; block++) {
      await append(
        client,
        'large',
        Array.from({ length: 1_000 }, (_, i) => event('large', i)),
        block === 0 ? NO_STREAM : BigInt(block * 1_000 - 1),
      );
    }
    const found = await revisions('large', {});
    const { n } = one('large read: 1 stream 5000 events all').result as { readonly n: number };
    expect(found).toEqual(Array.from({ length: n }, (_, i) => String(i)));
  });
});

describe('what is stored is what was sent', () => {
  test.each(
    casesOf('read', /^(?:json\.raw|raw\.content_type)/u).map(([name, recorded]) => {
      const type = (recorded.request['ct'] ?? recorded.request['contentType'] ?? '') as string;
      return [name.startsWith('raw') ? `${recorded.case} "${type}"` : name, recorded] as const;
    }),
  )('%s', async (_name, recorded) => {
    const text = value(recorded, 'bytes') ?? '{}';
    const bytes = text.startsWith('hex ') ? Buffer.from(text.slice(4).replaceAll(' ', ''), 'hex') : Buffer.from(text);
    const contentType = value(recorded, 'contentType') ?? value(recorded, 'ct') ?? 'application/json';
    const stream = `raw-${randomUUID()}`;
    if (contentType === '(absent)') {
      const refused = await appendRaw(server.port, stream, bytes, null).then(() => null, plainError);
      return expect(refused).toMatchObject(recorded.error!);
    }
    await appendRaw(server.port, stream, bytes, contentType);
    const [stored] = await readRaw(server.port, stream);
    const [read] = await readToEnd(client, stream);
    const result = recorded.result as Readonly<Record<string, unknown>>;
    if ('identicalBytes' in result) expect(stored!.data.equals(bytes)).toBe(true);
    if ('ct' in result || 'storedCt' in result) expect(stored!.contentType).toBe(result['ct'] ?? result['storedCt']);
    if ('clientJSON' in result) expect(JSON.stringify(read!.event!.data)).toBe(result['clientJSON']);
    if ('client' in result) expect(read!.event!.data).toBe(result['client']);
    if ('isJson' in result) expect(read!.event!.isJson).toBe(result['isJson']);
  });

  test.each(casesOf('read', /^binary\./u))('%s', async (_name, recorded) => {
    const data = Buffer.from(value(recorded, 'hex'), 'hex');
    const stream = `binary-${randomUUID()}`;
    await client.appendToStream(stream, binaryEvent({ type: 'B', data: new Uint8Array(data) }));
    const [read] = await readToEnd(client, stream);
    const stored = read!.event as EventTypeToRecordedEvent<BinaryEventType>;
    expect({
      type: stored.data.constructor.name,
      data: `bytes:${Buffer.from(stored.data).toString('hex')}`,
      isJson: stored.isJson,
      equal: data.equals(stored.data),
      metadata: stored.metadata === undefined ? 'undefined' : stored.metadata,
    }).toEqual(recorded.result);
  });

  test.each(casesOf('read', /^metadata\./u))('%s', async (_name, recorded) => {
    const stream = `metadata-${randomUUID()}`;
    const metadata = sentMetadata(recorded.request['m']) as Uint8Array;
    const sent = { ...jsonEvent({ type: 'M', data: {} }), metadata };
    await client.appendToStream(stream, sent);
    const [stored] = await readRaw(server.port, stream);
    const [read] = await readToEnd(client, stream);
    const found = read!.event!.metadata as object | string | undefined;
    const result = recorded.result as { readonly stored: string; readonly read: unknown };
    expect(stored!.metadata.toString()).toBe(result.stored);
    expect(
      found instanceof Uint8Array ? `bytes:${Buffer.from(found).toString('hex')}` : (found ?? 'undefined'),
    ).toEqual(result.read);
  });

  test('json.nfd_vs_nfc, stream name NFC vs NFD are distinct streams', async () => {
    const [nfd, nfc] = ['e\u0301', '\u00e9'];
    const appended = await settle(
      append(client, `name-${nfd}`, [jsonEvent({ type: 'N', data: { nfd, nfc } })], NO_STREAM),
    );
    const [stored] = await readRaw(server.port, `name-${nfd}`);
    const [[, texts], [, names]] = [casesOf('read', /nfd_vs_nfc/u)[0]!, casesOf('read', /NFC vs NFD/u)[0]!];
    expect(stored!.data.toString('hex')).toBe((texts.result as { readonly hex: string }).hex);
    expectAsRecorded(names, appended);
    expectAsRecorded(names, await settle(append(client, `name-${nfc}`, [event('x')], NO_STREAM)));
  });
});

/** Recordings name what JSON can't hold. */
function sentMetadata(recorded: unknown): unknown {
  if (recorded === 'undefined') return undefined;
  if (typeof recorded === 'string' && recorded.startsWith('bytes:')) {
    return Uint8Array.from(Buffer.from(recorded.slice(6), 'hex'));
  }
  const buffer = recorded as { readonly type?: string; readonly data?: readonly number[] } | null;
  return buffer?.type === 'Buffer' ? Uint8Array.from(buffer.data!) : recorded;
}
