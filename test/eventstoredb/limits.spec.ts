import { randomUUID } from 'node:crypto';
import { binaryEvent, type EventData, type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { append, connect, contents, event, expectation, readToEnd, type Rpc } from './client.js';
import { batchAppendRaw } from './raw-client.js';
import { casesOf, expectAsRecorded, type RecordedCase, settle, tryAll } from './recorded.js';
import { type EventStoreServer, startEventStoreServer } from './server.js';

/** The sizes at the limits; all of them take a minute. */
const isShort = ({ request }: RecordedCase): boolean =>
  Number(request['events'] ?? 0) <= 1_000 &&
  (request['dataBytes'] === undefined || [0, 1, 1_048_576].includes(Number(request['dataBytes']) - 1_048_576));

/** Longer than the tests: the second answer to a bad request would end the client. */
const NEVER = 600_000;

let server: EventStoreServer;
let client: EventStoreDBClient;

beforeAll(async () => {
  server = await startEventStoreServer({ commitTimeout: NEVER });
  client = connect(server.url);
});

afterAll(async () => {
  await client.dispose();
  await server.stop();
});

const rpcOf = (recorded: RecordedCase): Rpc => (recorded.case.includes('.unary.') ? 'unary' : 'batch');

const binary = (bytes: number, metadata?: Uint8Array): EventData =>
  binaryEvent({ type: 'T', data: new Uint8Array(bytes), ...(metadata && { metadata }) });

const any = (stream: string, events: readonly EventData[], rpc: Rpc) =>
  append(client, stream, events, expectation('any'), rpc);

describe('how much one append may hold', () => {
  const tried = casesOf('limits', /^limit\./u).filter(([, recorded]) => tryAll || isShort(recorded));
  const named = tried.map(([name, recorded]) => {
    const { dataBytes, events, dataBytesEach, rel } = recorded.request;
    if (rel !== undefined) return [`${recorded.case} of ${String(dataBytes)} bytes`, recorded] as const;
    if (events !== undefined)
      return [
        `${recorded.case} of ${String(recorded.request['events'])} x ${String(dataBytesEach)} bytes`,
        recorded,
      ] as const;
    return [name, recorded] as const;
  });

  test.each(named)('%s', async (_name, recorded) => {
    const rpc = rpcOf(recorded);
    const stream = `limit-${randomUUID()}`;
    const request = recorded.request as Readonly<Record<string, number>>;
    const isStored = async (): Promise<boolean> =>
      (await settle(readToEnd(client, stream, { maxCount: 1 }))).outcome === 'success';
    const { events, dataBytesEach, dataBytes } = request;
    if (events !== undefined) {
      const sent = any(
        stream,
        Array.from({ length: events }, () => binary(dataBytesEach!)),
        rpc,
      );
      const { outcome, result, error } = await settle(
        sent.then((appended) => ({ success: appended.success, next: appended.nextExpectedRevision })),
      );
      expectAsRecorded(recorded, { outcome, result, ...(error && { error }) });
    } else if (dataBytes !== undefined) {
      const sent = any(stream, [binary(dataBytes)], rpc).then(({ success }) => ({ success, readable: dataBytes }));
      expectAsRecorded(withoutLibraryText(recorded), await settle(sent).then(withoutLibraryText));
    } else if (recorded.case.endsWith('json_event_1MiB_total')) {
      expectAsRecorded(
        recorded,
        await settle(any(stream, [jsonEvent({ type: 'T', data: 'x'.repeat(1_048_576 + 100) })], rpc)),
      );
    } else if (recorded.case.endsWith('metadata_counts')) {
      expectAsRecorded(
        recorded,
        await settle(any(stream, [binary(request['data']!, new Uint8Array(request['metadata']!))], rpc)),
      );
    } else {
      expectAsRecorded(recorded, await settle(any(stream, [event('x')], rpc)));
    }
    expect(await isStored()).toBe(recorded.outcome === 'success');
  });
});

/** Of a message that is too long each gRPC library has its own text. */
function withoutLibraryText<Outcome extends Pick<RecordedCase, 'error'>>(outcome: Outcome): Outcome {
  if (outcome.error?.['code'] !== 8) return outcome;
  const { message: _, ...error } = outcome.error;
  return { ...outcome, error };
}

describe('names of streams', () => {
  test.each(casesOf('limits', /^name\./u))('%s', async (_name, recorded) => {
    const { name, len } = recorded.request as { readonly name?: string; readonly len: number };
    // Long names are recorded by their beginning.
    const stream = (name ?? 'n').padEnd(len, name ?? 'n');
    const sent = any(stream, [event('x')], rpcOf(recorded)).then(async (appended) => {
      const [read] = await readToEnd(client, stream, { maxCount: 1 });
      const back = read!.event!.streamId;
      return { ...appended, sameName: back === stream, back };
    });
    const { outcome, result, error } = await settle(sent);
    if (recorded.outcome === 'error') return expectAsRecorded(recorded, { outcome, ...(error && { error }) });
    if (recorded.result === true) return expect((result as { readonly sameName: boolean }).sameName).toBe(true);
    const {
      nextExpectedRevision: _,
      back,
      ...expected
    } = recorded.result as { nextExpectedRevision: string; back: string };
    expect({ outcome, result }).toMatchObject({ outcome: 'success', result: expected });
    expect((result as { back: string }).back.startsWith(back.slice(0, 30))).toBe(true);
  });
});

describe('types of events', () => {
  test.each(casesOf('limits', /^type\./u))('%s', async (_name, recorded) => {
    const stream = `type-${randomUUID()}`;
    const { type, len } = recorded.request as { readonly type: string; readonly len?: number };
    const odd: Readonly<Record<string, unknown>> = { undefined, null: null, '5': 5 };
    const sentType = (type in odd ? odd[type] : type.padEnd(len ?? 0, type)) as string;
    const sent = any(stream, [{ ...event('x'), type: sentType }], rpcOf(recorded)).then(async ({ success }) => {
      const [read] = await readToEnd(client, stream);
      return { success, same: read!.event!.type === sentType, back: read!.event!.type.slice(0, 30) };
    });
    expectAsRecorded(recorded, await settle(sent));
  });
});

describe('ids of events', () => {
  test.each(casesOf('limits', /^id\./u))('%s', async (_name, recorded) => {
    if (recorded.case.endsWith('same_client_next_append')) {
      return expectAsRecorded(recorded, await settle(any(`id-${randomUUID()}`, [event('x')], 'batch')));
    }
    const stream = `id-${randomUUID()}`;
    const known = '5f2e9224-2426-4783-ae18-757aa8e91601';
    const texts: Readonly<Record<string, string>> = {
      upper: known.toUpperCase(),
      braces: `{${known}}`,
      'nil twice different streams': '00000000-0000-0000-0000-000000000000',
    };
    const name = recorded.case.replace(/^id\.(?:batch|unary)\./u, '');
    const id = texts[name] ?? (recorded.request['id'] as string);
    const sentId = (id === 'undefined' ? undefined : id) as string;
    const sent = any(stream, [{ ...event('x'), id: sentId }], rpcOf(recorded)).then(({ success }) => ({ success }));
    const { outcome, result, error } = await settle(sent);
    if (recorded.outcome === 'error') return expectAsRecorded(recorded, { outcome, ...(error && { error }) });
    const { success, same } = recorded.result as { readonly success: boolean; readonly same: boolean };
    const [stored] = await contents(client, stream);
    expect({ outcome, result, same: stored!.id === id }).toEqual({ outcome: 'success', result: { success }, same });
  });
});

test.each(casesOf('deadline', /^time from BadRequest/u))('%s: the server answers twice', async () => {
  const quick = await startEventStoreServer({ commitTimeout: 100 });
  const answers = await batchAppendRaw(quick.port, 'twice', 'not-a-uuid', 2, 5_000);
  expect(answers.map(({ answer }) => answer.getError()?.getMessage())).toEqual(['BadRequest', 'Timeout']);
  // Counted from the request: the first answer may be read late.
  expect(answers[1]!.after).toBeGreaterThanOrEqual(95);
  await quick.stop();
});
